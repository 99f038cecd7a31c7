import type { ServiceImpl } from "@connectrpc/connect";
import type { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { createCommandRpcs } from "./actions/rpcs.ts";
import { createGroupRpcs } from "./groups/rpcs.ts";
import { withErrorsOf } from "./rpcs.ts";
import { createStatusRpcs } from "./status.ts";
import { createUserRpcs } from "./users.ts";

/** The Action API and the reads beside it. The type makes sure that no RPC is missing. */
export const createUserManagementService = (
  directory: Directory,
  version: string,
): ServiceImpl<typeof UserManagementService> =>
  withErrorsOf("action", {
    ...createCommandRpcs(directory),
    ...createUserRpcs(directory),
    ...createGroupRpcs(directory),
    ...createStatusRpcs(version),
  });
