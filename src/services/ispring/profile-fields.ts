import type { ServiceImpl } from "@connectrpc/connect";
import type { LearnService } from "../../../gen/ispring/learn/v1/learn_service_pb.ts";
import { callerOf } from "../../auth/context.ts";
import type { Directory } from "../../directory/directory.ts";
import type { ProfileFieldRow } from "../../directory/model.ts";
import { LearnError } from "./errors.ts";

/** RPCs about profile fields. */
export const createProfileFieldRpcs = ({ profileFields }: Directory) =>
  ({
    async listProfileFields() {
      return { userProfileFields: { userFieldInfo: (await profileFields.list()).map(toUserFieldInfo) } };
    },
    async setProfileField({ field }, context) {
      if (field === undefined) throw new LearnError("badRequest");
      const { name, label, type, isUnique, isVisible, isRequired, orderPriority } = field;
      const settings = {
        name,
        label: label || name,
        type: type || "string",
        isUnique,
        isVisible,
        isRequired,
        orderPriority,
      };
      return { field: toUserFieldInfo(await profileFields.set(callerOf(context), settings)) };
    },
    async removeProfileField({ name }, context) {
      await profileFields.remove(callerOf(context), name);
      return {};
    },
  }) satisfies Partial<ServiceImpl<typeof LearnService>>;

const toUserFieldInfo = ({ number, ...field }: ProfileFieldRow) => ({ userFieldInfoId: number, ...field });
