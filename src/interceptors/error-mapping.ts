import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../gen/zitadel/v1/message_pb.ts";
import { requestIdKey } from "../auth/context.ts";
import type { ErrorKind } from "../directory/error-catalogue.ts";
import { type DomainError, findDomainError } from "../directory/errors.ts";

/** Something nobody foresaw, for the log. */
export interface Fault {
  readonly requestId: string;
  readonly method: string;
  readonly cause: unknown;
}

/** Where faults are written. */
export type FaultLog = (fault: Fault) => void;

/**
 * Turns whatever a handler or another interceptor throws into the error that the caller gets.
 * - Errors of the catalogue keep their text, with the id in parentheses as ZITADEL writes it, and carry it as
 *   `zitadel.v1.ErrorDetail`; those about a wrong password as `zitadel.v1.CredentialsCheckError`.
 * - ConnectErrors pass as they are.
 * - Anything else becomes `internal` with the request id; its cause is logged and never sent.
 */
export const createErrorMappingInterceptor =
  (log: FaultLog): Interceptor =>
  (next) =>
    async function errorMapping(request) {
      try {
        return await next(request);
      } catch (error) {
        if (error instanceof ConnectError) throw error;
        const domainError = findDomainError(error);
        const requestId = request.contextValues.get(requestIdKey);
        const method = `${request.service.typeName}/${request.method.name}`;
        if (domainError !== undefined) {
          // The caller reads one sentence; why the database was away is for the operator.
          if (domainError.kind === "unavailable" || domainError.kind === "unknown")
            log({ requestId, method, cause: error });
          throw toConnectError(domainError);
        }
        if (request.signal.aborted) throw ConnectError.from(request.signal.reason, Code.Canceled);
        log({ requestId, method, cause: error });
        throw new ConnectError(`The server failed. Its log has the cause under request id ${requestId}`, Code.Internal);
      }
    };

/** The error as every protocol carries it. */
export function toConnectError(error: DomainError): ConnectError {
  const message = error.id === "" ? error.text : `${error.text} (${error.id})`;
  return new ConnectError(message, codeOf(error.kind), undefined, error.id === "" ? [] : [toDetail(error)], error);
}

function toDetail({ id, text: message, failedAttempts }: DomainError) {
  return failedAttempts === undefined
    ? { desc: ErrorDetailSchema, value: { id, message } }
    : { desc: CredentialsCheckErrorSchema, value: { id, message, failedAttempts } };
}

/** The code that stands for a kind of error on every wire. */
export function codeOf(kind: ErrorKind): Code {
  switch (kind) {
    case "invalid-argument":
      return Code.InvalidArgument;
    case "failed-precondition":
      return Code.FailedPrecondition;
    case "not-found":
      return Code.NotFound;
    case "already-exists":
      return Code.AlreadyExists;
    case "permission-denied":
      return Code.PermissionDenied;
    case "unauthenticated":
      return Code.Unauthenticated;
    case "unavailable":
      return Code.Unavailable;
    case "unknown":
      return Code.Unknown;
  }
}
