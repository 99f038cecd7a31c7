import type { Interceptor } from "@connectrpc/connect";
import { callerKey, identityKey } from "../auth/context.ts";
import { faceOf } from "../auth/face.ts";
import type { ResolveOrg } from "../auth/organization.ts";
import type { RuleOf } from "./access-rules.ts";
import { whenKnown } from "./when-known.ts";

/** Header that names the organization of a call. */
export const headerOrgId = "x-zitadel-orgid";

/**
 * Settles the organization of the call: the one the request itself names, where the RPC's access rule says that it can,
 * else the one the header names, else the caller's own. Authorization then asks for roles in this very organization, so
 * a request cannot be about another one than the caller was let in for.
 */
export const createOrganizationInterceptor =
  (ruleOf: RuleOf, resolveOrg: ResolveOrg): Interceptor =>
  (next) =>
    // Not async: known organizations are known at once.
    function organization(request) {
      const identity = request.contextValues.get(identityKey);
      if (identity === undefined) return next(request);
      const rule = ruleOf(request.method, request.stream ? undefined : request.message);
      const namedOrg = rule.type === "public" ? undefined : rule.namedOrg;
      return whenKnown(resolveOrg(identity, request.header.get(headerOrgId), namedOrg), (orgId) => {
        const { userId } = identity;
        // No permissions until authorization has looked.
        request.contextValues.set(callerKey, { userId, orgId, face: faceOf(request.service), permissions: [] });
        return next(request);
      });
    };
