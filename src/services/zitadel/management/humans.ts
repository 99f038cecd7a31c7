import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  AddHumanUserRequest_EmailSchema,
  AddHumanUserRequest_ProfileSchema,
  ImportHumanUserRequest_EmailSchema,
  ImportHumanUserRequest_ProfileSchema,
} from "../../../../gen/zitadel/management/v1/human_pb.ts";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { toObjectDetails } from "../convert/object.ts";
import { fromProfile, toProfile, toUserDetails } from "../convert/user.ts";

/** RPCs about humans. */
export const createHumanRpcs = ({ humans }: Directory) =>
  ({
    async addHumanUser(request, context) {
      // Validation has refused requests without the two, so the defaults are for the type checker.
      const profile = request.profile ?? create(AddHumanUserRequest_ProfileSchema);
      const email = request.email ?? create(AddHumanUserRequest_EmailSchema);
      const { id, details } = await humans.add(callerOf(context), {
        userName: request.userName,
        profile: fromProfile(profile),
        email: email.email,
        isEmailVerified: email.isEmailVerified,
        phone: request.phone && { number: request.phone.phone, isVerified: request.phone.isPhoneVerified },
        initialPassword: request.initialPassword,
      });
      return { userId: id, details: toObjectDetails(details) };
    },
    async importHumanUser(request, context) {
      const profile = request.profile ?? create(ImportHumanUserRequest_ProfileSchema);
      const email = request.email ?? create(ImportHumanUserRequest_EmailSchema);
      const { id, details } = await humans.import(callerOf(context), {
        userName: request.userName,
        profile: fromProfile(profile),
        email: email.email,
        isEmailVerified: email.isEmailVerified,
        phone: request.phone && { number: request.phone.phone, isVerified: request.phone.isPhoneVerified },
        password: request.password,
        passwordHash: request.hashedPassword?.value ?? "",
        isPasswordChangeRequired: request.passwordChangeRequired,
        wantsPasswordless: request.requestPasswordlessRegistration,
        identityProviderIds: request.idps.map(({ configId }) => configId),
      });
      return { userId: id, details: toObjectDetails(details) };
    },
    async getHumanProfile(request, context) {
      const user = await humans.get(callerOf(context), userId(request.userId));
      return { details: toUserDetails(user), profile: toProfile(user.kind) };
    },
    async updateHumanProfile(request, context) {
      const details = await humans.updateProfile(callerOf(context), userId(request.userId), fromProfile(request));
      return { details: toObjectDetails(details) };
    },
    async removeHumanAvatar(request, context) {
      return { details: toObjectDetails(await humans.removeAvatar(callerOf(context), userId(request.userId))) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
