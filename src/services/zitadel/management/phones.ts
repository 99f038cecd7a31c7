import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { toObjectDetails } from "../convert/object.ts";
import { toPhone, toUserDetails } from "../convert/user.ts";

/** RPCs about humans' phone numbers. */
export const createPhoneRpcs = ({ humanPhones }: Directory) =>
  ({
    async getHumanPhone(request, context) {
      const user = await humanPhones.get(callerOf(context), userId(request.userId));
      return { details: toUserDetails(user), phone: toPhone(user.kind) };
    },
    async updateHumanPhone(request, context) {
      const phone = { number: request.phone, isVerified: request.isPhoneVerified };
      const details = await humanPhones.update(callerOf(context), userId(request.userId), phone);
      return { details: toObjectDetails(details) };
    },
    async removeHumanPhone(request, context) {
      return { details: toObjectDetails(await humanPhones.remove(callerOf(context), userId(request.userId))) };
    },
    async resendHumanPhoneVerification(request, context) {
      const details = await humanPhones.resendVerification(callerOf(context), userId(request.userId));
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
