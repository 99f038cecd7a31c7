import type { ServiceImpl } from "@connectrpc/connect";
import type { OrgService } from "../../../gen/roster/org/v1/org_service_pb.ts";
import { callerOf } from "../../auth/context.ts";
import type { Directory } from "../../directory/directory.ts";
import { toObjectDetails } from "../zitadel/convert/object.ts";

/** Roster's own calls on organizations. */
export const createOrgService = ({ externalManagement }: Directory): ServiceImpl<typeof OrgService> => ({
  async getExternalManagement(_request, context) {
    return { isExternallyManaged: await externalManagement.isSet(callerOf(context)) };
  },
  async setExternalManagement(request, context) {
    return { details: toObjectDetails(await externalManagement.set(callerOf(context), request.isExternallyManaged)) };
  },
});
