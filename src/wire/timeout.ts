import { Code, ConnectError } from "@connectrpc/connect";

/**
 * The time in milliseconds that a `connect-timeout-ms` header asks for; `undefined` without it. Throws `invalid_argument`
 * for anything but up to ten digits.
 */
export function parseConnectTimeoutMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (!/^\d{1,10}$/.test(header)) {
    throw new ConnectError(
      `invalid Connect-Timeout-Ms ${JSON.stringify(header)}: expected digits`,
      Code.InvalidArgument,
    );
  }
  return Number(header);
}

/** Throws `invalid_argument` for a timeout above what the server allows. */
export function assertTimeout(timeoutMs: number | undefined, maxTimeoutMs: number): void {
  if (timeoutMs === undefined || timeoutMs <= maxTimeoutMs) return;
  throw new ConnectError(
    `The timeout of ${timeoutMs} ms is over the limit of ${maxTimeoutMs} ms`,
    Code.InvalidArgument,
  );
}
