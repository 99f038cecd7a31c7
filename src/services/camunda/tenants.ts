import type { ServiceImpl } from "@connectrpc/connect";
import type { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import type { CountTenantsRequest, ListTenantsRequest } from "../../../gen/camunda/identity/v7/tenant_pb.ts";
import { callerOf } from "../../auth/context.ts";
import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import { type OrgFilter, type OrgRow, orgId } from "../../directory/model.ts";
import { isPermittedOn } from "../../directory/permissions.ts";
import { fromPathText } from "./engine.ts";
import { camundaError } from "./errors.ts";
import { findGroup } from "./group-query.ts";
import { verifyBodyId, verifyText } from "./ids.ts";
import { collectionOperations, openOperations } from "./links.ts";
import { listPart, parseOrder } from "./paging.ts";

const toTenant = ({ id, name }: OrgRow) => ({ id, name });

const tenantColumns = { id: "id", name: "name" } as const;

/**
 * RPCs about tenants, which are organizations. Where a request names one, its call is in that organization, and asks for
 * the permission there.
 */
export function createTenantRpcs(directory: Directory) {
  const { orgs, users, plainHumans } = directory;

  const countHumans = async (caller: Caller): Promise<number> => {
    const filters = [{ kind: "type", type: "human" } as const];
    const { total } = await users.list(caller, {
      ...{ filters, sortBy: "id", isAscending: true },
      page: { offset: 0, limit: 1 },
    });
    return total;
  };

  return {
    async listTenants(request, context) {
      const caller = callerOf(context);
      const { sortBy, isAscending } = parseOrder(tenantColumns, request.sortBy, request.sortOrder) ?? {
        ...{ sortBy: "id" as const, isAscending: true },
      };
      const filters = await toOrgFilters(directory, caller, request);
      const found = await listPart(request, (page) => orgs.list({ filters, sortBy, isAscending, page }));
      return { tenants: found.map(toTenant) };
    },
    async countTenants(request, context) {
      const filters = await toOrgFilters(directory, callerOf(context), request);
      const page = { offset: 0, limit: 1 };
      const { total } = await orgs.list({ filters, sortBy: "id", isAscending: true, page });
      return { count: BigInt(total) };
    },
    async createTenant({ tenant }, context) {
      const name = tenant?.name ?? tenant?.id;
      if (name === undefined) throw camundaError("invalidRequest", "The body needs a name for the new tenant");
      if (tenant?.id !== undefined && tenant.id !== name) {
        const message = "The directory makes the ids of tenants: send the name as the id, or no id";
        throw camundaError("invalidRequest", message);
      }
      await orgs.add(callerOf(context), verifyText("name", name));
      return {};
    },
    async getTenant(_request, context) {
      return { tenant: toTenant(await orgs.get(callerOf(context).orgId)) };
    },
    async updateTenant({ tenant }, context) {
      const caller = callerOf(context);
      verifyBodyId(caller.orgId, tenant?.id);
      const { name } = await orgs.get(caller.orgId);
      const newName = verifyText("name", tenant?.name);
      if (newName !== name) await orgs.rename(caller, newName);
      return {};
    },
    async deleteTenant(_request, context) {
      const caller = callerOf(context);
      if ((await countHumans(caller)) > 0) {
        throw camundaError("engine", "The tenant owns users, who would be removed with it: remove them first");
      }
      await orgs.remove(caller);
      return {};
    },
    async addTenantUser({ userId }, context) {
      const caller = callerOf(context);
      const userName = fromPathText(userId);
      const isOwn = (await plainHumans.find(caller, userName)) !== undefined;
      throw isOwn ? isMemberAlready("user", userName) : cannotJoin("user");
    },
    async removeTenantUser({ userId }, context) {
      if ((await plainHumans.find(callerOf(context), fromPathText(userId))) !== undefined) throw cannotLeave("user");
      return {};
    },
    async addTenantGroup({ groupId }, context) {
      const name = fromPathText(groupId);
      const isOwn = (await findGroup(directory, callerOf(context), name)) !== undefined;
      throw isOwn ? isMemberAlready("group", name) : cannotJoin("group");
    },
    async removeTenantGroup({ groupId }, context) {
      const group = await findGroup(directory, callerOf(context), fromPathText(groupId));
      if (group !== undefined) throw cannotLeave("group");
      return {};
    },
    async getTenantOperations({ engine }, context) {
      const operations = collectionOperations("/tenant", "org.create");
      return { links: await openOperations(directory, callerOf(context), engine, context, operations) };
    },
    async getTenantResourceOperations({ engine, tenantId }, context) {
      const path = `/tenant/${encodeURIComponent(tenantId)}`;
      return {
        links: await openOperations(directory, callerOf(context), engine, context, [
          { method: "GET", path, rel: "self" },
          { method: "DELETE", path, rel: "delete", permission: "org.delete" },
          { method: "PUT", path, rel: "update", permission: "org.write" },
        ]),
      };
    },
  } satisfies Partial<ServiceImpl<typeof IdentityService>>;
}

/** The conditions as filters. Who has no role on the instance sees the organization of the call alone. */
async function toOrgFilters(
  directory: Directory,
  caller: Caller,
  request: ListTenantsRequest | CountTenantsRequest,
): Promise<readonly OrgFilter[]> {
  const { id, idIn, name, nameLike, userMember, groupMember } = request;
  const filters: OrgFilter[] = [];
  const isOfOwn =
    (userMember === "" || (await directory.plainHumans.find(caller, userMember)) !== undefined) &&
    (groupMember === "" || (await findGroup(directory, caller, groupMember)) !== undefined);
  if (!isOfOwn) filters.push({ kind: "none" });
  const seesAll = userMember === "" && groupMember === "" && isPermittedOn(caller.permissions, "iam.read", []);
  if (!seesAll) filters.push({ kind: "id", id: caller.orgId });
  if (id !== "") filters.push({ kind: "id", id: orgId(id) });
  if (idIn !== "") filters.push({ kind: "ids", ids: idIn.split(",") });
  if (name !== "") filters.push({ kind: "name", match: { text: name, method: "equals", ignoreCase: false } });
  if (nameLike !== "") filters.push({ kind: "name", match: { text: nameLike, method: "like", ignoreCase: false } });
  return filters;
}

const isMemberAlready = (noun: "user" | "group", id: string) =>
  camundaError("persistence", `The ${noun} '${id}' is a member of the tenant already`);

const cannotJoin = (noun: "user" | "group") =>
  camundaError("invalidRequest", `A ${noun} belongs to one tenant, in which it was added`);

const cannotLeave = (noun: "user" | "group") =>
  camundaError("invalidRequest", `A ${noun} cannot leave its tenant, only be deleted`);
