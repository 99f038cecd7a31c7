import { OAuthService } from "../gen/roster/oauth/v1/oauth_pb.ts";
import { AdminService } from "../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../gen/zitadel/user/v2/user_service_pb.ts";
import type { MachineLogin } from "./auth/oauth/machine-login.ts";
import type { Directory } from "./directory/directory.ts";
import { metadataDialect, tokenDialect } from "./services/oauth/dialect.ts";
import { createOAuthService } from "./services/oauth/oauth.ts";
import { createAdminService } from "./services/zitadel/admin.ts";
import { createAuthService } from "./services/zitadel/auth.ts";
import { createManagementService } from "./services/zitadel/management.ts";
import { createUserService } from "./services/zitadel/user-v2.ts";
import type { RouteFamily } from "./throttling/route-family.ts";
import { type ServedService, serve } from "./wire/served-service.ts";

/** The RPCs whose calls are limited, of every face. */
export const routeFamilies: readonly RouteFamily[] = [];

/** What the faces call, and what they are to know of the configuration. */
export interface FaceOptions {
  readonly directory: Directory;
  readonly machineLogin: MachineLogin;
  /** The address under which callers know this server. Default: the one they call. */
  readonly publicUrl: string | undefined;
}

/** Every service of every face, each with the dialect of its JSON. */
export const createFaces = ({ directory, machineLogin, publicUrl }: FaceOptions): readonly ServedService[] => [
  serve(ManagementService, createManagementService(directory)),
  serve(AdminService, createAdminService(directory)),
  serve(AuthService, createAuthService(directory)),
  serve(UserService, createUserService(directory)),
  serve(OAuthService, createOAuthService(machineLogin, publicUrl), {
    dialect: metadataDialect,
    methodDialects: { Token: tokenDialect },
  }),
];
