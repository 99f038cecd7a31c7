import type { Interceptor } from "@connectrpc/connect";
import type { Authorize } from "../auth/authorize.ts";
import { callerKey } from "../auth/context.ts";
import type { RuleOf } from "./access-rules.ts";
import { whenKnown } from "./when-known.ts";

/**
 * Refuses callers whose roles in the organization of the call do not carry the RPC's permission; the others go on with
 * what their roles allow, for rules that look closer.
 */
export const createAuthorizationInterceptor =
  (ruleOf: RuleOf, authorize: Authorize): Interceptor =>
  (next) =>
    // Not async: what known callers may do is known at once.
    function authorization(request) {
      const rule = ruleOf(request.method, request.stream ? undefined : request.message);
      if (rule.type !== "permission") return next(request);
      const caller = request.contextValues.get(callerKey);
      if (caller === undefined) throw new Error("authorization needs the caller: authentication must come before it");
      return whenKnown(authorize(caller, rule.permission, rule.checkField), (permissions) => {
        request.contextValues.set(callerKey, { ...caller, permissions });
        return next(request);
      });
    };
