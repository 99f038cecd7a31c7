import { Code, ConnectError } from "@connectrpc/connect";
import { createDeadlineWatch, type DeadlineWatch } from "./deadline-watch.ts";

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

/** The deadlines of a server. */
export interface Deadlines {
  /** That of calls whose callers set none; `undefined` for none. */
  readonly defaultMs: number | undefined;
  /** The longest; longer ones are cut to it. `undefined` for any. */
  readonly maxMs: number | undefined;
  /** Watches over calls that get the default. Default: they have timers of their own. */
  readonly watch?: DeadlineWatch | undefined;
}

/** The deadlines of many calls, with one watch over those that get the default. */
export function watchDeadlines(deadlines: Deadlines): Deadlines {
  const timeoutMs = chooseTimeoutMs(undefined, deadlines);
  return timeoutMs === undefined ? deadlines : { ...deadlines, watch: createDeadlineWatch(timeoutMs) };
}

/** How long a call may take whose caller asked for so long. */
export function chooseTimeoutMs(timeoutMs: number | undefined, { defaultMs, maxMs }: Deadlines): number | undefined {
  const wanted = timeoutMs ?? defaultMs;
  if (maxMs === undefined) return wanted;
  return wanted === undefined ? maxMs : Math.min(wanted, maxMs);
}

/** Throws `invalid_argument` for a timeout above what the server allows. */
export function assertTimeout(timeoutMs: number | undefined, maxTimeoutMs: number): void {
  if (timeoutMs === undefined || timeoutMs <= maxTimeoutMs) return;
  throw new ConnectError(
    `The timeout of ${timeoutMs} ms is over the limit of ${maxTimeoutMs} ms`,
    Code.InvalidArgument,
  );
}
