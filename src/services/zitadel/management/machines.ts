import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { tokenId, userId } from "../../../directory/model.ts";
import { fromListQuery, toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromTimestamp } from "../convert/time.ts";
import { fromAccessTokenType, toPersonalAccessToken } from "../convert/user.ts";

/** RPCs about machines, their client secrets and personal access tokens. */
export const createMachineRpcs = ({ machines, machineSecrets, personalAccessTokens }: Directory) =>
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
    async updateMachine(request, context) {
      const details = await machines.update(callerOf(context), userId(request.userId), {
        name: request.name,
        description: request.description,
        accessTokenType: fromAccessTokenType(request.accessTokenType),
      });
      return { details: toObjectDetails(details) };
    },
    async generateMachineSecret(request, context) {
      const made = await machineSecrets.generate(callerOf(context), userId(request.userId));
      return { ...made, details: toObjectDetails(made.details) };
    },
    async removeMachineSecret(request, context) {
      return { details: toObjectDetails(await machineSecrets.remove(callerOf(context), userId(request.userId))) };
    },
    async getPersonalAccessTokenByIDs(request, context) {
      const caller = callerOf(context);
      const token = await personalAccessTokens.get(caller, userId(request.userId), tokenId(request.tokenId));
      return { token: toPersonalAccessToken(token, caller.orgId) };
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
