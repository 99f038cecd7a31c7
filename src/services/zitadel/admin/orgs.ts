import type { ServiceImpl } from "@connectrpc/connect";
import type { AdminService } from "../../../../gen/zitadel/admin/v1/admin_pb.ts";
import type { Directory } from "../../../directory/directory.ts";
import { orgId } from "../../../directory/model.ts";
import { toListDetails } from "../convert/object.ts";
import { fromOrgListRequest, toOrg } from "../convert/org.ts";

/** RPCs about any organization of the instance. */
export const createInstanceOrgRpcs = ({ instance, orgs }: Directory) =>
  ({
    async getOrgByID(request) {
      return { org: toOrg(await orgs.get(orgId(request.id))) };
    },
    async isOrgUnique(request) {
      return { isUnique: await orgs.isUnique(request) };
    },
    async getDefaultOrg() {
      const { defaultOrgId } = await instance.get();
      return { org: toOrg(await orgs.get(defaultOrgId)) };
    },
    async listOrgs(request) {
      const { items, total } = await orgs.list(fromOrgListRequest(request));
      return { details: toListDetails(total), sortingColumn: request.sortingColumn, result: items.map(toOrg) };
    },
  }) satisfies Partial<ServiceImpl<typeof AdminService>>;
