import type { Interceptor } from "@connectrpc/connect";
import type { Authenticate } from "../auth/authenticate.ts";
import { identityKey } from "../auth/context.ts";
import type { RuleOf } from "./access-rules.ts";

/** Header that carries the token. */
const headerAuthorization = "authorization";

/** Finds out who calls, for every RPC that is not public; refuses calls without a good token. */
export const createAuthenticationInterceptor =
  (ruleOf: RuleOf, authenticate: Authenticate): Interceptor =>
  (next) =>
    async function authentication(request) {
      if (ruleOf(request.method, undefined).type !== "public") {
        const identity = await authenticate(request.header.get(headerAuthorization));
        request.contextValues.set(identityKey, identity);
      }
      return next(request);
    };
