import type { Interceptor } from "@connectrpc/connect";
import type { Authenticate } from "../auth/authenticate.ts";
import { identityKey } from "../auth/context.ts";
import { faceOf } from "../auth/face.ts";
import type { RuleOf } from "./access-rules.ts";

/** How callers of each face show who they are. */
export type AuthenticateByFace = Readonly<Record<string, Authenticate>>;

/** Finds out who calls, for every RPC that is not public; refuses calls that do not show it as their face asks. */
export const createAuthenticationInterceptor =
  (ruleOf: RuleOf, authenticateByFace: AuthenticateByFace): Interceptor =>
  (next) =>
    async function authentication(request) {
      if (ruleOf(request.method, undefined).type !== "public") {
        const authenticate = authenticateByFace[faceOf(request.service)];
        if (authenticate === undefined)
          throw new Error(`nothing says how callers of ${request.service.typeName} show who they are`);
        request.contextValues.set(identityKey, await authenticate(request.header));
      }
      return next(request);
    };
