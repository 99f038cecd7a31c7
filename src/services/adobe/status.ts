import type { ServiceImpl } from "@connectrpc/connect";
import type { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";

/** The RPC that tells that the server is up. */
export const createStatusRpcs = (version: string) =>
  ({
    getStatus: async () => ({ build: version, version, side: "roster", environment: "roster", state: "LIVE" }),
  }) satisfies Partial<ServiceImpl<typeof UserManagementService>>;
