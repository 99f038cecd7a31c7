import type { ServiceImpl } from "@connectrpc/connect";
import type { UpdateHumanUserRequest } from "../../../../gen/zitadel/user/v2/human_pb.ts";
import type { UpdateUserRequest_Human } from "../../../../gen/zitadel/user/v2/user_pb.ts";
import type { UserService } from "../../../../gen/zitadel/user/v2/user_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { HumanUpdate } from "../../../directory/human-update.ts";
import { userId } from "../../../directory/model.ts";
import { fromSetEmail, fromSetPassword, fromSetPhone } from "../convert/human-v2.ts";
import { toChangeDate, toDetails } from "../convert/object-v2.ts";
import { fromPartialProfile } from "../convert/user-v2.ts";

/** RPCs that change several parts of a user at once. */
export const createUpdateRpcs = ({ instanceUsers, instanceHumans, instanceMachines }: Directory) =>
  ({
    async updateUser(request, context) {
      const caller = callerOf(context);
      const id = userId(request.userId);
      const { userType, username } = request;
      switch (userType.case) {
        case "human": {
          const update = { ...fromHumanUpdate(userType.value), userName: username };
          const { details, ...codes } = await instanceHumans.update(caller, id, update);
          return { changeDate: toChangeDate(details), ...codes };
        }
        case "machine": {
          const { name, description } = userType.value;
          const update = {
            userName: username,
            ...(name === undefined ? {} : { name }),
            ...(description === undefined ? {} : { description }),
          };
          return { changeDate: toChangeDate(await instanceMachines.update(caller, id, update)) };
        }
        case undefined:
          // Users of both kinds have a user name.
          return { changeDate: toChangeDate(await instanceUsers.rename(caller, id, username)) };
      }
    },
    async updateHumanUser(request, context) {
      const update = { ...fromHumanUpdate(request), userName: request.username };
      const { details, ...codes } = await instanceHumans.update(callerOf(context), userId(request.userId), update);
      return { details: toDetails(details), ...codes };
    },
  }) satisfies Partial<ServiceImpl<typeof UserService>>;

const fromHumanUpdate = (human: UpdateHumanUserRequest | UpdateUserRequest_Human): HumanUpdate => ({
  profile: human.profile && fromPartialProfile(human.profile),
  email: human.email && fromSetEmail(human.email),
  phone: human.phone && fromSetPhone(human.phone),
  password: human.password && fromSetPassword(human.password),
});
