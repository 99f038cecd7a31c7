import { MethodOptions_IdempotencyLevel as IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { retryDelayMsOf } from "./errors.ts";

/** How often and when a call is made again. */
export interface RetryOptions {
  /** How often a call is made at most, the first time included. Default 5: with the others, about two seconds. */
  readonly maxAttempts?: number;
  /** The longest wait before the second attempt; it doubles with every further one. Default 100. */
  readonly initialBackoffMs?: number;
  /** The longest wait of all, unless the server asks for a longer one. Default 2,000. */
  readonly maxBackoffMs?: number;
}

const defaults: Required<RetryOptions> = { maxAttempts: 5, initialBackoffMs: 100, maxBackoffMs: 2_000 };

/**
 * Makes safe calls again that failed for the moment. Safe are those whose descriptor says that a repeat changes nothing
 * (`idempotency_level`); of all others nobody knows whether the server did them before it went away.
 *
 * - Made again is what is `unavailable`, and what is `resource_exhausted` when the server says how long to wait.
 * - The wait is half fixed and half random, so that clients of one server do not come back at the same moment. What the
 *   server asks for in `google.rpc.RetryInfo` is waited in any case.
 * - All attempts together have the call's one deadline, and a call that is cancelled is not made again.
 */
export function createRetryInterceptor(options: RetryOptions = {}): Interceptor {
  const { maxAttempts, initialBackoffMs, maxBackoffMs } = { ...defaults, ...options };

  function delayMsAfter(error: unknown, attempt: number): number | undefined {
    if (attempt >= maxAttempts || !(error instanceof ConnectError)) return undefined;
    const askedMs = retryDelayMsOf(error);
    const isForTheMoment =
      error.code === Code.Unavailable || (error.code === Code.ResourceExhausted && askedMs !== undefined);
    if (!isForTheMoment) return undefined;
    const backoffMs = Math.min(maxBackoffMs, initialBackoffMs * 2 ** (attempt - 1));
    return (askedMs ?? 0) + (backoffMs * (1 + Math.random())) / 2;
  }

  return (next) =>
    async function retrying(request) {
      if (request.stream || request.method.idempotency === IdempotencyLevel.IDEMPOTENCY_UNKNOWN) return next(request);
      for (let attempt = 1; ; attempt += 1) {
        try {
          // Headers of its own, so that no attempt sends what an earlier one has set.
          return await next({ ...request, header: new Headers(request.header) });
        } catch (error) {
          const delayMs = delayMsAfter(error, attempt);
          if (delayMs === undefined || request.signal.aborted) throw error;
          await waitUnlessAborted(delayMs, request.signal);
          if (request.signal.aborted) throw error;
        }
      }
    };
}

/** Resolves after this time, or as soon as the signal is aborted. */
const waitUnlessAborted = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
