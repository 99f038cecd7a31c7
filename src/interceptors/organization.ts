import type { Interceptor } from "@connectrpc/connect";
import { callerKey, identityKey } from "../auth/context.ts";
import { faceOf } from "../auth/face.ts";
import type { ResolveOrg } from "../auth/organization.ts";
import type { RuleOf } from "./access-rules.ts";

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
    async function organization(request) {
      const identity = request.contextValues.get(identityKey);
      if (identity !== undefined) {
        const rule = ruleOf(request.method, request.stream ? undefined : request.message);
        const namedOrg = rule.type === "public" ? undefined : rule.namedOrg;
        const orgId = await resolveOrg(identity, request.header.get(headerOrgId), namedOrg);
        request.contextValues.set(callerKey, {
          userId: identity.userId,
          orgId,
          face: faceOf(request.service),
          // Until authorization has looked.
          permissions: [],
        });
      }
      return next(request);
    };
