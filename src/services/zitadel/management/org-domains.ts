import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { fromListQuery, toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromDomainQueries, toOrgDomain } from "../convert/org-domain.ts";

/** RPCs about the domains of the organization of the call. */
export const createOrgDomainRpcs = ({ orgDomains }: Directory) =>
  ({
    async addOrgDomain(request, context) {
      return { details: toObjectDetails(await orgDomains.add(callerOf(context), request.domain)) };
    },
    async listOrgDomains(request, context) {
      const { page } = fromListQuery(request.query);
      const names = fromDomainQueries(request.queries);
      const { items, total } = await orgDomains.list(callerOf(context), { names, page });
      return { details: toListDetails(total), result: items.map(toOrgDomain) };
    },
    async removeOrgDomain(request, context) {
      return { details: toObjectDetails(await orgDomains.remove(callerOf(context), request.domain)) };
    },
    generateOrgDomainValidation: (request, context) => orgDomains.generateProof(callerOf(context), request.domain),
    validateOrgDomain: (request, context) => orgDomains.checkProof(callerOf(context), request.domain),
    async setPrimaryOrgDomain(request, context) {
      return { details: toObjectDetails(await orgDomains.setPrimary(callerOf(context), request.domain)) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
