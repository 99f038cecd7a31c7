import type { Interceptor, StreamRequest, StreamResponse, UnaryRequest, UnaryResponse } from "@connectrpc/connect";
import { answerHeadersKey, identityKey } from "../auth/context.ts";
import { DomainError } from "../directory/errors.ts";
import type { FamilyThrottle, Taking, Throttle } from "../throttling/throttle.ts";
import { type BudgetState, windowUs } from "../throttling/window.ts";

/**
 * Refuses calls of RPCs that have limits when the caller's budget, or that of all callers, is used up: with
 * `resource_exhausted` (429), `retry-after` and `google.rpc.RetryInfo`. A call that fails costs nothing.
 *
 * Every answer to a call of such an RPC tells what is left, in the `ratelimit` and `ratelimit-policy` fields of
 * draft-ietf-httpapi-ratelimit-headers-10: one item for the caller's budget and one for that of all. Calls of other RPCs
 * go through untouched.
 */
export const createThrottlingInterceptor =
  (throttle: Throttle): Interceptor =>
  (next) =>
    // Not async: what has no limits is to cost nothing.
    function throttling(request) {
      const family = throttle.find(request.method);
      return family === undefined ? next(request) : callThrottled(family, next, request);
    };

type Next = (request: UnaryRequest | StreamRequest) => Promise<UnaryResponse | StreamResponse>;

async function callThrottled(family: FamilyThrottle, next: Next, request: UnaryRequest | StreamRequest) {
  const { contextValues } = request;
  const identity = contextValues.get(identityKey);
  if (identity === undefined) throw new Error("throttling needs the caller: the RPC's access rule must not be public");
  const taking = await family.take(identity.userId);
  const headers = headersOf(taking.budgets);
  if (taking.kind === "refused") {
    contextValues.set(answerHeadersKey, headers);
    throw new DomainError("tooManyCalls", { retryAfterSeconds: taking.retryAfterSeconds });
  }
  try {
    const response = await next(request);
    for (const [name, value] of Object.entries(headers)) response.header.set(name, value);
    return response;
  } catch (error) {
    contextValues.set(answerHeadersKey, headersOf(await giveBack(taking)));
    throw error;
  }
}

/** What is left after giving back. */
async function giveBack(taking: Taking & { readonly kind: "taken" }): Promise<readonly BudgetState[]> {
  try {
    return await taking.giveBack();
  } catch {
    // The caller is to learn why the call failed, not this; the budget comes back with the next window.
    return taking.budgets;
  }
}

const headersOf = (budgets: readonly BudgetState[]): Readonly<Record<string, string>> => ({
  "ratelimit-policy": budgets.map(({ policy, limit }) => `"${policy}";q=${limit};w=${windowUs / 1_000_000}`).join(", "),
  ratelimit: budgets
    .map(({ policy, remaining, resetSeconds }) =>
      resetSeconds === undefined ? `"${policy}";r=${remaining}` : `"${policy}";r=${remaining};t=${resetSeconds}`,
    )
    .join(", "),
});
