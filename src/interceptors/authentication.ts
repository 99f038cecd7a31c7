import type { Interceptor } from "@connectrpc/connect";
import type { Authenticate } from "../auth/authenticate.ts";
import { identityKey } from "../auth/context.ts";
import { faceOf } from "../auth/face.ts";
import type { RuleOf } from "./access-rules.ts";
import { whenKnown } from "./when-known.ts";

/** How callers of each face show who they are. */
export type AuthenticateByFace = Readonly<Record<string, Authenticate>>;

/** Finds out who calls, for every RPC that is not public; refuses calls that do not show it as their face asks. */
export const createAuthenticationInterceptor =
  (ruleOf: RuleOf, authenticateByFace: AuthenticateByFace): Interceptor =>
  (next) =>
    // Not async: known callers are known at once. What it throws is caught by the interceptors around it, which are.
    function authentication(request) {
      if (ruleOf(request.method, undefined).type === "public") return next(request);
      const authenticate = authenticateByFace[faceOf(request.service)];
      if (authenticate === undefined)
        throw new Error(`nothing says how callers of ${request.service.typeName} show who they are`);
      return whenKnown(authenticate(request.header), (identity) => {
        request.contextValues.set(identityKey, identity);
        return next(request);
      });
    };
