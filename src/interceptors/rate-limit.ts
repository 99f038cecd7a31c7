import type { Interceptor } from "@connectrpc/connect";
import { identityKey } from "../auth/context.ts";
import { DomainError } from "../directory/errors.ts";
import type { CallRateLimit } from "../throttling/call-rate.ts";

/**
 * Refuses calls of callers that call too often: with `resource_exhausted` (429), `retry-after` and
 * `google.rpc.RetryInfo`. A caller is a user, whatever token it shows; calls of public RPCs have none, and pass. Every
 * call counts, those that fail too: it is work all the same.
 */
export const createRateLimitInterceptor =
  (limit: CallRateLimit): Interceptor =>
  (next) =>
    // Not async: the interceptors around it are, and catch what it throws.
    function rateLimit(request) {
      const identity = request.contextValues.get(identityKey);
      const waitMs = identity === undefined ? undefined : limit.take(identity.userId);
      if (waitMs === undefined) return next(request);
      throw new DomainError("callRateExceeded", { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) });
    };
