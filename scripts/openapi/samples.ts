import { create, type DescMethod, getOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { createValidator } from "@bufbuild/protovalidate";
import { Code, ConnectError } from "@connectrpc/connect";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import { DomainError, type ErrorName } from "../../src/directory/errors.ts";
import { toConnectError } from "../../src/interceptors/error-mapping.ts";
import { toReason } from "../../src/interceptors/error-reason.ts";
import { refuseViolations } from "../../src/interceptors/validation.ts";
import type { DocumentedFace } from "./face.ts";

/** An error that an RPC can give. */
export interface Sample {
  readonly error: ConnectError;
  /** The name of its example; without one, the answer is no example. */
  readonly name?: string;
  /** Whether it is of this RPC alone. */
  readonly isOfMethod?: boolean;
  /** Whether it stands for all errors that no other sample stands for. */
  readonly isAnyOther?: boolean;
}

const validator = createValidator();

/** What stands for the text of an error that is no example: where errors are their text, an empty one has no body. */
const anyText = "An error.";

/**
 * One error of each kind that a call of the RPC can meet: real ones where every RPC can give them, else one that has
 * nothing but its code.
 */
export function listSamples(method: DescMethod, face: DocumentedFace): readonly Sample[] {
  const isWrite = method.proto.options?.idempotencyLevel !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  const { rule } = getOption(method, access);
  const names: readonly ErrorName[] = [
    ...(rule.case === "public" ? [] : face.errors.logins),
    ...(rule.case === "permission" ? (["permissionMissing"] as const) : []),
    ...(rule.case === "public" ? [] : (["membershipNotFound"] as const)),
    "databaseUnavailable",
    ...(isWrite ? (["outcomeUnknown"] as const) : []),
  ];
  return [
    sampleOfEmptyRequest(method),
    ...names.map(sampleOf),
    ...(rule.case === "public" ? [] : [{ error: new ConnectError(anyText, Code.NotFound) }]),
    ...(rule.case !== "public" && isWrite ? [{ error: new ConnectError(anyText, Code.AlreadyExists) }] : []),
    ...(face.limited.has(method) ? [sampleOf("tooManyCalls")] : []),
    ...(face.errors.samplesOf?.(method) ?? []).map(sampleOf),
    { error: new ConnectError(anyText, Code.Unknown), isAnyOther: true },
  ];
}

const sampleOf = (name: ErrorName): Sample => ({ error: toConnectError(new DomainError(name)), name: toReason(name) });

/** What a request with nothing in it is refused with; where it is not, what any text can be refused with. */
function sampleOfEmptyRequest({ input }: DescMethod): Sample {
  const error = refuseViolations(validator, input, create(input));
  return error === undefined ? sampleOf("textUnstorable") : { error, name: "EMPTY_REQUEST", isOfMethod: true };
}
