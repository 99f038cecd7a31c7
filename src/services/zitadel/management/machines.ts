import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { tokenId, userId } from "../../../directory/model.ts";
import { fromListQuery, toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromTimestamp } from "../convert/time.ts";
import { fromAccessTokenType, toPersonalAccessToken } from "../convert/user.ts";

/** RPCs about machines and their personal access tokens. */
export const createMachineRpcs = ({ machines, personalAccessTokens }: Directory) =>
  ({
    async addMachineUser(request, context) {
      const { id, details } = await machines.add(callerOf(context), {
        id: request.userId === undefined ? undefined : userId(request.userId),
        userName: request.userName,
        name: request.name,
        description: request.description,
        accessTokenType: fromAccessTokenType(request.accessTokenType),
      });
      return { userId: id, details: toObjectDetails(details) };
    },
    async addPersonalAccessToken(request, context) {
      const expirationTimeUs = request.expirationDate && fromTimestamp(request.expirationDate);
      const added = await personalAccessTokens.add(callerOf(context), userId(request.userId), expirationTimeUs);
      return { tokenId: added.id, token: added.token, details: toObjectDetails(added.details) };
    },
    async listPersonalAccessTokens(request, context) {
      const caller = callerOf(context);
      const { page } = fromListQuery(request.query);
      const { items, total } = await personalAccessTokens.list(caller, userId(request.userId), page);
      const result = items.map((token) => toPersonalAccessToken(token, caller.orgId));
      return { details: toListDetails(total), result };
    },
    async removePersonalAccessToken(request, context) {
      const id = tokenId(request.tokenId);
      const details = await personalAccessTokens.remove(callerOf(context), userId(request.userId), id);
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
