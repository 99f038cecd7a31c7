import { Code } from "@connectrpc/connect";

/** The status for a client that went away before its answer: not registered, but what proxies and gateways log. */
export const statusClientClosedRequest = 499;

/**
 * The HTTP status for a gRPC code, after the comments in google/rpc/code.proto.
 *
 * Two surprise: FailedPrecondition is 400, as 412 is about conditional requests, and Canceled is 499. A number that is
 * no code is 500.
 */
export function convertCodeToHttpStatus(code: Code): number {
  switch (code) {
    case Code.Canceled:
      return statusClientClosedRequest;
    case Code.InvalidArgument:
    case Code.FailedPrecondition:
    case Code.OutOfRange:
      return 400;
    case Code.Unauthenticated:
      return 401;
    case Code.PermissionDenied:
      return 403;
    case Code.NotFound:
      return 404;
    case Code.AlreadyExists:
    case Code.Aborted:
      return 409;
    case Code.ResourceExhausted:
      return 429;
    case Code.Unimplemented:
      return 501;
    case Code.Unavailable:
      return 503;
    case Code.DeadlineExceeded:
      return 504;
    case Code.Unknown:
    case Code.Internal:
    case Code.DataLoss:
      return 500;
    default:
      return 500;
  }
}
