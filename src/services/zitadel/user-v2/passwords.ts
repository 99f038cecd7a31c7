import type { ServiceImpl } from "@connectrpc/connect";
import { NotificationType } from "../../../../gen/zitadel/user/v2/password_pb.ts";
import type { UserService } from "../../../../gen/zitadel/user/v2/user_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { fromDelivery, fromNewPassword, fromProof, noPassword } from "../convert/human-v2.ts";
import { toDetails } from "../convert/object-v2.ts";

/** RPCs about passwords. */
export const createPasswordRpcs = ({ instanceHumans }: Directory) =>
  ({
    async passwordReset({ userId: id, medium }, context) {
      const isSms = medium.case === "sendLink" && medium.value.notificationType === NotificationType.SMS;
      const channel = isSms ? "sms" : "email";
      const delivery = fromDelivery(medium);
      const { details, code } = await instanceHumans.resetPassword(callerOf(context), userId(id), channel, delivery);
      return { details: toDetails(details), verificationCode: code };
    },
    async setPassword({ userId: id, newPassword, verification }, context) {
      const password = newPassword && fromNewPassword({ case: "password", value: newPassword });
      const input = { ...(password ?? noPassword), proof: fromProof(verification) };
      return { details: toDetails(await instanceHumans.setPassword(callerOf(context), userId(id), input)) };
    },
  }) satisfies Partial<ServiceImpl<typeof UserService>>;
