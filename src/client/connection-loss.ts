import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";

/**
 * Makes every failure of the connection `unavailable`: a connection that was reset, an answer that ended in its middle, a
 * `fetch` that came to nothing. The libraries underneath call them `aborted`, `internal` or `unknown`, so that callers
 * could not tell them from what a server answers. Errors that a server answered stay as they are.
 */
export const connectionLossInterceptor: Interceptor = (next) =>
  async function connectionLoss(request) {
    try {
      return await next(request);
    } catch (error) {
      if (request.signal.aborted || !isConnectionLoss(error)) throw error;
      const { message, metadata } = describe(error);
      throw new ConnectError(message, Code.Unavailable, metadata, undefined, error);
    }
  };

function isConnectionLoss(error: unknown): boolean {
  // fetch rejects with a TypeError when it gets no answer, and says no more.
  if (!(error instanceof ConnectError)) return error instanceof TypeError;
  return truncations.some((text) => error.rawMessage.startsWith(text)) || isOfSocket(error.cause);
}

/** What Connect says of answers that end too early, whichever protocol they are in. */
const truncations = [
  // So Node ends the streams of a connection that is gone.
  "http/2 stream closed with error code CANCEL",
  "protocol error: missing status",
  "protocol error: missing trailer",
  "protocol error: incomplete envelope",
  "protocol error: promised ",
  "missing trailer",
];

const socketErrors = /^(ECONN|EPIPE$|ETIMEDOUT$|EHOSTUNREACH$|ENETUNREACH$|ERR_HTTP2_|ERR_STREAM_)/;

/** Whether Node's error, or one that it came from, is about a socket or a stream on it. */
function isOfSocket(cause: unknown): boolean {
  for (let error = cause, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if ("code" in error && typeof error.code === "string" && socketErrors.test(error.code)) return true;
  }
  return false;
}

function describe(error: unknown) {
  if (error instanceof ConnectError) return { message: error.rawMessage, metadata: error.metadata };
  return { message: error instanceof Error ? error.message : String(error), metadata: undefined };
}
