import {
  Code,
  ConnectError,
  type ContextValues,
  type Interceptor,
  type StreamRequest,
  type UnaryRequest,
} from "@connectrpc/connect";
import { ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../gen/zitadel/v1/message_pb.ts";
import { answerHeadersKey, requestIdKey } from "../auth/context.ts";
import type { ErrorKind } from "../directory/error-catalogue.ts";
import { type DomainError, findDomainError } from "../directory/errors.ts";
import { reasonDomain, toReason } from "./error-reason.ts";

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
 *   `zitadel.v1.ErrorDetail`; those about a wrong password as `zitadel.v1.CredentialsCheckError`. All of them carry
 *   `google.rpc.ErrorInfo`, whose reason tells apart what shares an id or has none; those that waiting helps against,
 *   `google.rpc.RetryInfo` and a `retry-after` header.
 * - ConnectErrors pass as they are.
 * - Anything else becomes `internal` with the request id; its cause is logged and never sent.
 * - All of them get the headers that interceptors have for the answer.
 */
export const createErrorMappingInterceptor =
  (log: FaultLog): Interceptor =>
  (next) =>
    async function errorMapping(request) {
      try {
        return await next(request);
      } catch (error) {
        throw withAnswerHeaders(toShownError(request, error, log), request.contextValues);
      }
    };

function toShownError({ contextValues, service, method, signal }: Call, error: unknown, log: FaultLog): ConnectError {
  if (error instanceof ConnectError) return error;
  const domainError = findDomainError(error);
  const requestId = contextValues.get(requestIdKey);
  const fault = { requestId, method: `${service.typeName}/${method.name}`, cause: error };
  if (domainError !== undefined) {
    // The caller reads one sentence; why the database was away is for the operator.
    if (domainError.kind === "unavailable" || domainError.kind === "unknown") log(fault);
    return toConnectError(domainError);
  }
  if (signal.aborted) return ConnectError.from(signal.reason, Code.Canceled);
  log(fault);
  return new ConnectError(`The server failed. Its log has the cause under request id ${requestId}`, Code.Internal);
}

type Call = Pick<UnaryRequest | StreamRequest, "contextValues" | "service" | "method" | "signal">;

function withAnswerHeaders(error: ConnectError, values: ContextValues): ConnectError {
  for (const [name, value] of Object.entries(values.get(answerHeadersKey) ?? {})) error.metadata.set(name, value);
  return error;
}

/** The error as every protocol carries it. */
export function toConnectError(error: DomainError): ConnectError {
  const message = error.id === "" ? error.text : `${error.text} (${error.id})`;
  const { retryAfterSeconds } = error;
  // ZITADEL's detail is first: clients written for it look at no other.
  const details = error.id === "" ? [toInfo(error)] : [toDetail(error), toInfo(error)];
  if (retryAfterSeconds === undefined) return new ConnectError(message, codeOf(error.kind), undefined, details, error);
  const retryInfo = { desc: RetryInfoSchema, value: { retryDelay: { seconds: BigInt(retryAfterSeconds) } } };
  const headers = { "retry-after": String(retryAfterSeconds) };
  return new ConnectError(message, codeOf(error.kind), headers, [...details, retryInfo], error);
}

function toDetail({ id, text: message, failedAttempts }: DomainError) {
  return failedAttempts === undefined
    ? { desc: ErrorDetailSchema, value: { id, message } }
    : { desc: CredentialsCheckErrorSchema, value: { id, message, failedAttempts } };
}

const toInfo = ({ errorName, id }: DomainError) => ({
  desc: ErrorInfoSchema,
  value: { reason: toReason(errorName), domain: reasonDomain, ...(id === "" ? {} : { metadata: { id } }) },
});

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
    case "resource-exhausted":
      return Code.ResourceExhausted;
    case "unavailable":
      return Code.Unavailable;
    case "unknown":
      return Code.Unknown;
  }
}
