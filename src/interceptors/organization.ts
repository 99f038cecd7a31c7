import type { Interceptor } from "@connectrpc/connect";
import { callerKey, identityKey } from "../auth/context.ts";
import type { ResolveOrg } from "../auth/organization.ts";

/** Header that names the organization of a call. */
export const headerOrgId = "x-zitadel-orgid";

/** Settles the organization of the call: the one the header names, else the caller's own. */
export const createOrganizationInterceptor =
  (resolveOrg: ResolveOrg): Interceptor =>
  (next) =>
    async function organization(request) {
      const identity = request.contextValues.get(identityKey);
      if (identity !== undefined) {
        const orgId = await resolveOrg(identity, request.header.get(headerOrgId));
        request.contextValues.set(callerKey, {
          userId: identity.userId,
          orgId,
          face: faceOf(request.service.typeName),
        });
      }
      return next(request);
    };

/** The interface a service belongs to: the first part of its package, such as `zitadel`. */
const faceOf = (typeName: string): string => typeName.slice(0, typeName.indexOf("."));
