import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { fromChangeQuery, toChange } from "../convert/change.ts";
import { toObjectDetails } from "../convert/object.ts";
import { toOrg } from "../convert/org.ts";

/** RPCs about organizations: that of the call, unless one names another. */
export const createOrgRpcs = ({ orgs, changes }: Directory) =>
  ({
    async getMyOrg(_request, context) {
      return { org: toOrg(await orgs.get(callerOf(context).orgId)) };
    },
    async getOrgByDomainGlobal(request) {
      return { org: toOrg(await orgs.getByPrimaryDomain(request.domain)) };
    },
    async listOrgChanges(request, context) {
      return { result: (await changes.listOfOrg(callerOf(context), fromChangeQuery(request.query))).map(toChange) };
    },
    async addOrg(request, context) {
      const { id, details } = await orgs.add(callerOf(context), request.name);
      return { id, details: toObjectDetails(details) };
    },
    async updateOrg(request, context) {
      return { details: toObjectDetails(await orgs.rename(callerOf(context), request.name)) };
    },
    async deactivateOrg(_request, context) {
      return { details: toObjectDetails(await orgs.deactivate(callerOf(context))) };
    },
    async reactivateOrg(_request, context) {
      return { details: toObjectDetails(await orgs.reactivate(callerOf(context))) };
    },
    async removeOrg(_request, context) {
      return { details: toObjectDetails(await orgs.remove(callerOf(context))) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
