import type { ServiceImpl } from "@connectrpc/connect";
import type { AdminService } from "../../../gen/zitadel/admin/v1/admin_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { createInstanceMemberRpcs } from "./admin/members.ts";
import { createInstanceOrgRpcs } from "./admin/orgs.ts";

/** ZITADEL's Admin API v1 on this directory, as far as it is served. The type makes sure that no RPC is missing. */
export const createAdminService = (directory: Directory): ServiceImpl<typeof AdminService> => ({
  healthz: () => ({}),
  ...createInstanceOrgRpcs(directory),
  ...createInstanceMemberRpcs(directory),
});
