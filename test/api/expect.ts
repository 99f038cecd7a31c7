import { Code } from "@connectrpc/connect";
import { expect } from "vitest";
import type { ErrorKind } from "../../src/directory/error-catalogue.ts";
import { errorCatalogue } from "../../src/directory/error-catalogue.ts";
import type { ErrorName } from "../../src/directory/errors.ts";
import type { CallError, CallResult } from "../support/clients/index.ts";

/** The code that each kind of error has on every wire. Written out, so that a change of the server's table is noticed. */
const codes: Readonly<Record<ErrorKind, Code>> = {
  "invalid-argument": Code.InvalidArgument,
  "failed-precondition": Code.FailedPrecondition,
  "not-found": Code.NotFound,
  "already-exists": Code.AlreadyExists,
  "permission-denied": Code.PermissionDenied,
  unauthenticated: Code.Unauthenticated,
  "resource-exhausted": Code.ResourceExhausted,
  unavailable: Code.Unavailable,
  unknown: Code.Unknown,
};

/** The message of a call that must have succeeded. */
export function expectOk<Output>(result: CallResult<Output>): Output {
  if (result.error === undefined) return result.ok;
  const { code, message } = result.error;
  return expect.fail(`expected an answer, got ${Code[code]}: ${message}`);
}

/** The error of a call that must have failed. */
export function expectError(result: CallResult<unknown>): CallError {
  if (result.error !== undefined) return result.error;
  return expect.fail("expected an error, got an answer");
}

/** Checks that a call was refused with this error of the catalogue: its code, its text and its detail. */
export function expectRefusal(result: CallResult<unknown>, name: ErrorName): void {
  const { kind, id, text } = errorCatalogue[name];
  const { code, message, detail } = expectError(result);
  expect({ code: Code[code], message, detail }).toEqual({
    code: Code[codes[kind]],
    message: id === "" ? text : `${text} (${id})`,
    detail: id === "" ? undefined : { id, message: text },
  });
}

/**
 * Checks that a call was refused by validation: the message begins with `invalid MESSAGE.FIELD: `, exactly these fields
 * are violated, and there is no ErrorDetail.
 */
export function expectInvalid(result: CallResult<unknown>, place: string, fields: readonly string[]): void {
  const { code, message, detail, violations } = expectError(result);
  expect(Code[code]).toBe(Code[Code.InvalidArgument]);
  expect(message.slice(0, message.indexOf(": "))).toBe(`invalid ${place}`);
  expect(violations.map(({ field }) => field)).toEqual(fields);
  expect(detail).toBeUndefined();
}
