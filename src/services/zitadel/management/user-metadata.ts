import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userOwner } from "../../../directory/metadata.ts";
import { userId } from "../../../directory/model.ts";
import { fromMetadataQueries, toMetadata, toSetMetadataDetails } from "../convert/metadata.ts";
import { toListDetails, toObjectDetails } from "../convert/object.ts";

/** RPCs about the metadata of users. */
export const createUserMetadataRpcs = ({ metadata }: Directory) =>
  ({
    async setUserMetadata(request, context) {
      const details = await metadata.set(callerOf(context), userOwner(userId(request.id)), [request]);
      return { id: request.id, details: toSetMetadataDetails(details) };
    },
    async bulkSetUserMetadata(request, context) {
      const details = await metadata.set(callerOf(context), userOwner(userId(request.id)), request.metadata);
      return { details: toObjectDetails(details) };
    },
    async listUserMetadata(request, context) {
      const caller = callerOf(context);
      const query = fromMetadataQueries(request.query, request.queries);
      const { items, total } = await metadata.list(caller, userOwner(userId(request.id)), query);
      return { details: toListDetails(total), result: items.map((row) => toMetadata(row, caller.orgId)) };
    },
    async getUserMetadata(request, context) {
      const caller = callerOf(context);
      const row = await metadata.get(caller, userOwner(userId(request.id)), request.key);
      return { metadata: toMetadata(row, caller.orgId) };
    },
    async removeUserMetadata(request, context) {
      const details = await metadata.remove(callerOf(context), userOwner(userId(request.id)), request.key);
      return { details: toObjectDetails(details) };
    },
    async bulkRemoveUserMetadata(request, context) {
      const details = await metadata.removeMany(callerOf(context), userOwner(userId(request.id)), request.keys);
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
