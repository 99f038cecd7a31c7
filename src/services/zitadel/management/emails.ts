import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { userId } from "../../../directory/model.ts";
import { toObjectDetails } from "../convert/object.ts";
import { toEmail, toUserDetails } from "../convert/user.ts";

/** RPCs about humans' email addresses, and the initialization that reaches humans there. */
export const createEmailRpcs = ({ humanEmails }: Directory) =>
  ({
    async getHumanEmail(request, context) {
      const user = await humanEmails.get(callerOf(context), userId(request.userId));
      return { details: toUserDetails(user), email: toEmail(user.kind) };
    },
    async updateHumanEmail(request, context) {
      const email = { address: request.email, isVerified: request.isEmailVerified };
      const details = await humanEmails.update(callerOf(context), userId(request.userId), email);
      return { details: toObjectDetails(details) };
    },
    async resendHumanEmailVerification(request, context) {
      const details = await humanEmails.resendVerification(callerOf(context), userId(request.userId));
      return { details: toObjectDetails(details) };
    },
    async resendHumanInitialization(request, context) {
      const details = await humanEmails.resendInitialization(callerOf(context), userId(request.userId), request.email);
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
