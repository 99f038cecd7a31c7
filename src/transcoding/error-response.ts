import type { DescMethod } from "@bufbuild/protobuf";
import type { Dialect } from "./dialect.ts";
import { getErrorStatus, HttpError, toShownError } from "./http-error.ts";
import { createHttpResponse, type HttpResponse } from "./http-response.ts";

/** What is known about the request that failed; all of it optional. */
export interface FailedRequest {
  /** The HTTP method. Default: one whose answers have a body. */
  readonly httpMethod?: string;
  readonly method?: DescMethod;
  /** The target of the request line. */
  readonly target?: string;
}

/**
 * The answer to an error in a dialect.
 *
 * - What is not a ConnectError is answered as Internal with the text "internal error".
 * - An `HttpError` brings its own status and headers; they stand even where the dialect sets the same header.
 * - Headers that the metadata of an error holds are not sent: which of them may go out is the transport's to decide.
 */
export function renderError(error: unknown, dialect: Dialect, request: FailedRequest = {}): HttpResponse {
  const shown = toShownError(error);
  const rendered = dialect.renderError(shown, {
    status: getErrorStatus(shown),
    method: request.method,
    target: request.target ?? "",
  });
  const own = shown instanceof HttpError ? shown.headers : {};
  const headers = { ...dialect.headers, ...rendered.headers, ...own };
  return createHttpResponse(request.httpMethod ?? "GET", rendered.status, headers, rendered.body);
}
