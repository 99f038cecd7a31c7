import type { ServiceImpl } from "@connectrpc/connect";
import type { AddHumanUserRequest } from "../../../../gen/zitadel/user/v2/human_pb.ts";
import type { CreateUserRequest_Human } from "../../../../gen/zitadel/user/v2/user_pb.ts";
import type { UserService } from "../../../../gen/zitadel/user/v2/user_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { orgId, userId } from "../../../directory/model.ts";
import { fromNewPassword, fromSetEmail, fromSetPhone } from "../convert/human-v2.ts";
import { toChangeDate, toDetails } from "../convert/object-v2.ts";
import { fromNewProfile } from "../convert/user-v2.ts";

/** RPCs that add users. */
export const createUserCreationRpcs = ({ userCreation }: Directory) =>
  ({
    async createUser(request, context) {
      const caller = callerOf(context);
      const user = {
        orgId: orgId(request.organizationId),
        id: request.userId === undefined ? undefined : userId(request.userId),
        userName: request.username,
      };
      if (request.userType.case === "human") {
        const { id, details, ...codes } = await userCreation.addHuman(caller, {
          ...user,
          ...fromNewHuman(request.userType.value),
        });
        return { id, creationDate: toChangeDate(details), ...codes };
      }
      // Validation has refused requests with neither of the two, so the default is for the type checker.
      const { name = "", description = "" } = request.userType.value ?? {};
      const machine = { ...user, name, description, accessTokenType: "bearer" } as const;
      const { id, details } = await userCreation.addMachine(caller, machine);
      return { id, creationDate: toChangeDate(details) };
    },
    async addHumanUser(request, context) {
      const caller = callerOf(context);
      const { id, details, ...codes } = await userCreation.addHuman(caller, {
        // The organization interceptor has settled what the request names, and authorization has asked there.
        orgId: caller.orgId,
        id: request.userId === undefined ? undefined : userId(request.userId),
        userName: request.username,
        ...fromNewHuman(request),
      });
      return { userId: id, details: toDetails(details), ...codes };
    },
  }) satisfies Partial<ServiceImpl<typeof UserService>>;

const fromNewHuman = (human: AddHumanUserRequest | CreateUserRequest_Human) => ({
  profile: fromNewProfile(human.profile),
  // Validation has refused requests without an address, so the default is for the type checker.
  email: fromSetEmail(human.email ?? { email: "", verification: { case: undefined } }),
  phone: human.phone && fromSetPhone(human.phone),
  password: fromNewPassword(human.passwordType),
  metadata: human.metadata,
  identityProviderIds: human.idpLinks.map(({ idpId }) => idpId),
  totpSecret: human.totpSecret,
});
