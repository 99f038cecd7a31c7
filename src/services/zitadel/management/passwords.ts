import type { ServiceImpl } from "@connectrpc/connect";
import { SendHumanResetPasswordNotificationRequest_Type as ResetType } from "../../../../gen/zitadel/management/v1/human_password_pb.ts";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { toObjectDetails } from "../convert/object.ts";

/** RPCs about humans' passwords. */
export const createPasswordRpcs = ({ humanPasswords }: Directory) =>
  ({
    async setHumanInitialPassword(request, context) {
      const password = { text: request.password, isChangeRequired: true };
      const details = await humanPasswords.set(callerOf(context), userId(request.userId), password);
      return { details: toObjectDetails(details) };
    },
    async setHumanPassword(request, context) {
      const password = { text: request.password, isChangeRequired: !request.noChangeRequired };
      const details = await humanPasswords.set(callerOf(context), userId(request.userId), password);
      return { details: toObjectDetails(details) };
    },
    async sendHumanResetPasswordNotification(request, context) {
      const channel = request.type === ResetType.SMS ? "sms" : "email";
      const details = await humanPasswords.sendReset(callerOf(context), userId(request.userId), channel);
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
