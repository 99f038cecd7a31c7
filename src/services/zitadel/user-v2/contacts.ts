import type { ServiceImpl } from "@connectrpc/connect";
import type { UserService } from "../../../../gen/zitadel/user/v2/user_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import type { WithCode } from "../../../directory/verification-codes.ts";
import { fromDelivery, fromSetEmail, fromSetPhone } from "../convert/human-v2.ts";
import { toDetails } from "../convert/object-v2.ts";

const withCode = ({ details, code }: WithCode) => ({ details: toDetails(details), verificationCode: code });

/** RPCs about email addresses and phone numbers. */
export const createContactRpcs = ({ instanceHumans }: Directory) =>
  ({
    async setEmail(request, context) {
      return withCode(await instanceHumans.setEmail(callerOf(context), userId(request.userId), fromSetEmail(request)));
    },
    async resendEmailCode(request, context) {
      const delivery = fromDelivery(request.verification);
      return withCode(await instanceHumans.resendEmailCode(callerOf(context), userId(request.userId), delivery));
    },
    async verifyEmail(request, context) {
      const id = userId(request.userId);
      return { details: toDetails(await instanceHumans.verifyEmail(callerOf(context), id, request.verificationCode)) };
    },
    async setPhone(request, context) {
      return withCode(await instanceHumans.setPhone(callerOf(context), userId(request.userId), fromSetPhone(request)));
    },
    async removePhone(request, context) {
      return { details: toDetails(await instanceHumans.removePhone(callerOf(context), userId(request.userId))) };
    },
    async verifyPhone(request, context) {
      const id = userId(request.userId);
      return { details: toDetails(await instanceHumans.verifyPhone(callerOf(context), id, request.verificationCode)) };
    },
  }) satisfies Partial<ServiceImpl<typeof UserService>>;
