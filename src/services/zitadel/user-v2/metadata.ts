import type { ServiceImpl } from "@connectrpc/connect";
import type { UserService } from "../../../../gen/zitadel/user/v2/user_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { fromListQueryV2, toChangeDate } from "../convert/object-v2.ts";
import { fromTextQuery } from "../convert/text-match.ts";
import { toTimestamp } from "../convert/time.ts";

/** RPCs about the metadata of users. */
export const createMetadataRpcs = ({ instanceUsers }: Directory) =>
  ({
    async setUserMetadata(request, context) {
      const details = await instanceUsers.setMetadata(callerOf(context), userId(request.userId), request.metadata);
      return { setDate: toChangeDate(details) };
    },
    async listUserMetadata(request, context) {
      const { page } = fromListQueryV2(request.pagination);
      // A condition on nothing, which validation refuses, is left out.
      const keys = request.filters.flatMap(({ filter: { case: kind, value } }) =>
        kind === "keyFilter" ? [fromTextQuery(value.key, value.method)] : [],
      );
      const query = { page, keys };
      const { items, total } = await instanceUsers.listMetadata(callerOf(context), userId(request.userId), query);
      return {
        pagination: { totalResult: BigInt(total), appliedLimit: BigInt(page.limit) },
        metadata: items.map(({ key, value, creationTimeUs, changeTimeUs }) => ({
          key,
          value,
          creationDate: toTimestamp(creationTimeUs),
          changeDate: toTimestamp(changeTimeUs),
        })),
      };
    },
    async deleteUserMetadata(request, context) {
      const details = await instanceUsers.removeMetadata(callerOf(context), userId(request.userId), request.keys);
      return { deletionDate: toChangeDate(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof UserService>>;
