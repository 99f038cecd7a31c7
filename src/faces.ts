import { AdminService } from "../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../gen/zitadel/user/v2/user_service_pb.ts";
import type { Directory } from "./directory/directory.ts";
import { createAdminService } from "./services/zitadel/admin.ts";
import { createAuthService } from "./services/zitadel/auth.ts";
import { createManagementService } from "./services/zitadel/management.ts";
import { createUserService } from "./services/zitadel/user-v2.ts";
import type { RouteFamily } from "./throttling/route-family.ts";
import { type ServedService, serve } from "./wire/served-service.ts";

/** The RPCs whose calls are limited, of every face. */
export const routeFamilies: readonly RouteFamily[] = [];

/** Every service of every face on one directory, each with the dialect of its JSON. */
export const createFaces = (directory: Directory): readonly ServedService[] => [
  serve(ManagementService, createManagementService(directory)),
  serve(AdminService, createAdminService(directory)),
  serve(AuthService, createAuthService(directory)),
  serve(UserService, createUserService(directory)),
];
