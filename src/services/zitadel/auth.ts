import type { ServiceImpl } from "@connectrpc/connect";
import type { AuthService } from "../../../gen/zitadel/auth/v1/auth_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { createOwnGrantRpcs } from "./auth/grants.ts";
import { createOwnMembershipRpcs } from "./auth/memberships.ts";
import { createOwnMetadataRpcs } from "./auth/metadata.ts";
import { createOwnUserRpcs } from "./auth/user.ts";

/** ZITADEL's Auth API v1 on this directory, as far as it is served. The type makes sure that no RPC is missing. */
export const createAuthService = (directory: Directory): ServiceImpl<typeof AuthService> => ({
  healthz: () => ({}),
  ...createOwnUserRpcs(directory),
  ...createOwnMetadataRpcs(directory),
  ...createOwnMembershipRpcs(directory),
  ...createOwnGrantRpcs(directory),
});
