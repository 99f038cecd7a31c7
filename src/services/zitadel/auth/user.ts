import type { ServiceImpl } from "@connectrpc/connect";
import type { AuthService } from "../../../../gen/zitadel/auth/v1/auth_pb.ts";
import { ownCallerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { fromChangeQuery, toChange } from "../convert/change.ts";
import { toObjectDetails } from "../convert/object.ts";
import { fromProfile, toEmail, toPhone, toProfile, toUser, toUserDetails } from "../convert/user.ts";

/** RPCs about the caller as a user, in whichever organization it calls. */
export const createOwnUserRpcs = ({ users, humans, humanEmails, humanPhones, changes }: Directory) =>
  ({
    async getMyUser(_request, context) {
      const caller = ownCallerOf(context);
      return { user: toUser(await users.get(caller, caller.userId)) };
    },
    async listMyUserChanges(request, context) {
      const caller = ownCallerOf(context);
      const query = fromChangeQuery(request.query);
      return { result: (await changes.listOfUser(caller, caller.userId, query)).map(toChange) };
    },
    async getMyProfile(_request, context) {
      const caller = ownCallerOf(context);
      const user = await humans.get(caller, caller.userId);
      return { details: toUserDetails(user), profile: toProfile(user.kind) };
    },
    async updateMyProfile(request, context) {
      const caller = ownCallerOf(context);
      return { details: toObjectDetails(await humans.updateProfile(caller, caller.userId, fromProfile(request))) };
    },
    async getMyEmail(_request, context) {
      const caller = ownCallerOf(context);
      const user = await humanEmails.get(caller, caller.userId);
      return { details: toUserDetails(user), email: toEmail(user.kind) };
    },
    async getMyPhone(_request, context) {
      const caller = ownCallerOf(context);
      const user = await humanPhones.get(caller, caller.userId);
      return { details: toUserDetails(user), phone: toPhone(user.kind) };
    },
  }) satisfies Partial<ServiceImpl<typeof AuthService>>;
