import type { Validator } from "@bufbuild/protovalidate";

let validator: Validator | undefined;
let loading: Promise<Validator> | undefined;

/** What judges messages by the `buf.validate` rules of their protos, if it is loaded. One for all of a process. */
export const loadedValidator = (): Validator | undefined => validator;

/**
 * Loads the validator, once. It brings an interpreter of CEL, which takes a tenth of a start: so it is for whoever
 * validates first, and for a server that listens already.
 */
export function loadValidator(): Promise<Validator> {
  loading ??= import("@bufbuild/protovalidate").then(({ createValidator }) => {
    validator = createValidator();
    return validator;
  });
  return loading;
}
