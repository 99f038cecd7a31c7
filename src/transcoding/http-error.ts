import { Code, ConnectError } from "@connectrpc/connect";
import { convertCodeToHttpStatus } from "./http-status.ts";
import { quoteInput } from "./invalid-argument.ts";

/** An error whose HTTP status says more than its code does, such as 405 or 415. */
export class HttpError extends ConnectError {
  readonly status: number;
  /** Headers the status asks for, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(init: { status: number; code: Code; message: string; headers?: Readonly<Record<string, string>> }) {
    super(init.message, init.code);
    this.status = init.status;
    this.headers = init.headers ?? {};
  }

  // ConnectError recognizes by shape, which would make every ConnectError an instance of this class too.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Function.prototype[Symbol.hasInstance].call(HttpError, value);
  }
}

/** No route has this path: 404, in the words of a gateway. */
export function createRouteNotFound(): HttpError {
  return new HttpError({ status: 404, code: Code.NotFound, message: "Not Found" });
}

/** Routes have this path, but not with this method: 405 and the methods they have, as RFC 9110 (15.5.6) demands. */
export function createMethodNotAllowed(allow: readonly string[]): HttpError {
  const headers = { allow: allow.join(", ") };
  return new HttpError({ status: 405, code: Code.Unimplemented, message: "Method Not Allowed", headers });
}

/** The body is longer than the transport reads: 413. The transport finds this out and raises the error. */
export function createContentTooLarge(maxBytes: number): HttpError {
  const message = `the request body is larger than ${maxBytes} bytes`;
  return new HttpError({ status: 413, code: Code.ResourceExhausted, message });
}

/** The body is in a format the route does not read: 415. `accept` goes into the header of that name (RFC 9110, 12.5.1). */
export function createUnsupportedMediaType(message: string, accept?: string): HttpError {
  const headers = accept === undefined ? {} : { accept };
  return new HttpError({ status: 415, code: Code.InvalidArgument, message, headers });
}

/** The body is encoded in a way the transport has not undone: 415, with `Accept-Encoding` as RFC 9110 (12.5.3) suggests. */
export function createUnsupportedContentEncoding(encoding: string): HttpError {
  const message = `the content encoding ${quoteInput(encoding)} is not supported, send the body as it is`;
  const headers = { "accept-encoding": "identity" };
  return new HttpError({ status: 415, code: Code.InvalidArgument, message, headers });
}

/**
 * The error to show for anything that was thrown.
 *
 * A ConnectError is shown as it is. Everything else is a defect: its text stays inside as the cause, and the caller is
 * told no more than `internal error`.
 */
export function toShownError(reason: unknown): ConnectError {
  if (reason instanceof ConnectError) return reason;
  return new ConnectError("internal error", Code.Internal, undefined, undefined, reason);
}

/** The status an error is answered with: its own, or that of its code. */
export function getErrorStatus(error: ConnectError): number {
  return error instanceof HttpError ? error.status : convertCodeToHttpStatus(error.code);
}
