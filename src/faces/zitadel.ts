import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { createAdminService } from "../services/zitadel/admin.ts";
import { createAuthService } from "../services/zitadel/auth.ts";
import { createManagementService } from "../services/zitadel/management.ts";
import { createUserService } from "../services/zitadel/user-v2.ts";
import { serve } from "../wire/served-service.ts";
import type { Face, FaceParts } from "./face.ts";

/** ZITADEL's API, version 1, and its users of version 2. */
export const createZitadelFace = ({
  directory,
  authenticateByToken,
}: Pick<FaceParts, "directory" | "authenticateByToken">): Face => ({
  name: "zitadel",
  services: [
    serve(ManagementService, createManagementService(directory)),
    serve(AdminService, createAdminService(directory)),
    serve(AuthService, createAuthService(directory)),
    serve(UserService, createUserService(directory)),
  ],
  authenticate: authenticateByToken,
});
