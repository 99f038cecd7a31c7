import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { orgOwner } from "../../../directory/metadata.ts";
import { fromMetadataQueries, toMetadata, toSetMetadataDetails } from "../convert/metadata.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";

/** RPCs about the metadata of the organization of the call. */
export const createOrgMetadataRpcs = ({ metadata }: Directory) =>
  ({
    async setOrgMetadata(request, context) {
      const caller = callerOf(context);
      return { details: toSetMetadataDetails(await metadata.set(caller, orgOwner(caller.orgId), [request])) };
    },
    async bulkSetOrgMetadata(request, context) {
      const caller = callerOf(context);
      return { details: toObjectDetails(await metadata.set(caller, orgOwner(caller.orgId), request.metadata)) };
    },
    async listOrgMetadata(request, context) {
      const caller = callerOf(context);
      const query = fromMetadataQueries(request.query, request.queries);
      const { items, total } = await metadata.list(caller, orgOwner(caller.orgId), query);
      return { details: toListDetails(total), result: items.map((row) => toMetadata(row, caller.orgId)) };
    },
    async getOrgMetadata(request, context) {
      const caller = callerOf(context);
      const row = await metadata.get(caller, orgOwner(caller.orgId), request.key);
      return { metadata: toMetadata(row, caller.orgId) };
    },
    async removeOrgMetadata(request, context) {
      const caller = callerOf(context);
      return { details: toObjectDetails(await metadata.remove(caller, orgOwner(caller.orgId), request.key)) };
    },
    async bulkRemoveOrgMetadata(request, context) {
      const caller = callerOf(context);
      return { details: toObjectDetails(await metadata.removeMany(caller, orgOwner(caller.orgId), request.keys)) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
