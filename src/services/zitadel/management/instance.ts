import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import type { Directory } from "../../../directory/directory.ts";
import { supportedLanguages } from "../../../directory/language.ts";

/** RPCs about the instance. */
export const createInstanceRpcs = (directory: Directory) =>
  ({
    healthz: () => ({}),
    async getIAM() {
      const { defaultOrgId, iamProjectId } = await directory.instance.get();
      return { globalOrgId: defaultOrgId, iamProjectId, defaultOrgId };
    },
    getSupportedLanguages: () => ({ languages: [...supportedLanguages] }),
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
