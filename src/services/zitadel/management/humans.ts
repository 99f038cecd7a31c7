import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  AddHumanUserRequest_EmailSchema,
  AddHumanUserRequest_ProfileSchema,
} from "../../../../gen/zitadel/management/v1/human_pb.ts";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { toObjectDetails } from "../convert/object.ts";
import { fromProfile, toProfile } from "../convert/user.ts";

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
    async getHumanProfile(request, context) {
      const { user, human } = await humans.get(callerOf(context), userId(request.userId));
      return { details: toObjectDetails({ ...user, resourceOwner: user.orgId }), profile: toProfile(human) };
    },
    async updateHumanProfile(request, context) {
      const details = await humans.updateProfile(callerOf(context), userId(request.userId), fromProfile(request));
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
