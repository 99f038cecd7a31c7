import type { ServiceImpl } from "@connectrpc/connect";
import type { AuthService } from "../../../../gen/zitadel/auth/v1/auth_pb.ts";
import { ownCallerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userOwner } from "../../../directory/metadata.ts";
import { fromMetadataQueries, toMetadata } from "../convert/metadata.ts";
import { toListDetails } from "../convert/object.ts";

/** RPCs about the caller's metadata. */
export const createOwnMetadataRpcs = ({ metadata }: Directory) =>
  ({
    async listMyMetadata(request, context) {
      const caller = ownCallerOf(context);
      const query = fromMetadataQueries(request.query, request.queries);
      const { items, total } = await metadata.list(caller, userOwner(caller.userId), query);
      return { details: toListDetails(total), result: items.map((row) => toMetadata(row, caller.orgId)) };
    },
    async getMyMetadata(request, context) {
      const caller = ownCallerOf(context);
      const row = await metadata.get(caller, userOwner(caller.userId), request.key);
      return { metadata: toMetadata(row, caller.orgId) };
    },
  }) satisfies Partial<ServiceImpl<typeof AuthService>>;
