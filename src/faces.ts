import { IdentityService } from "../gen/camunda/identity/v7/identity_service_pb.ts";
import { OrgService } from "../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../gen/zitadel/user/v2/user_service_pb.ts";
import { faceOf } from "./auth/face.ts";
import type { PasswordLogin } from "./auth/password-login.ts";
import type { Config } from "./config.ts";
import type { Directory } from "./directory/directory.ts";
import { camundaPath, createCamundaDialect } from "./services/camunda/dialect.ts";
import { createIdentityService } from "./services/camunda/identity.ts";
import { createOrgService } from "./services/roster/org.ts";
import { createAdminService } from "./services/zitadel/admin.ts";
import { createAuthService } from "./services/zitadel/auth.ts";
import { createManagementService } from "./services/zitadel/management.ts";
import { createUserService } from "./services/zitadel/user-v2.ts";
import { type ServedService, serve } from "./wire/served-service.ts";

/** What the faces work with. */
export interface FaceOptions {
  readonly directory: Directory;
  readonly logIn: PasswordLogin;
  /** The faces to serve; Roster's own calls always are. */
  readonly faces: Config["faces"];
}

/** Every service of the faces that are served, on one directory, each with the dialect of its JSON. */
export function createFaces({ directory, logIn, faces }: FaceOptions): readonly ServedService[] {
  const served: ReadonlySet<string> = new Set([...faces, "roster"]);
  return [
    serve(ManagementService, createManagementService(directory)),
    serve(AdminService, createAdminService(directory)),
    serve(AuthService, createAuthService(directory)),
    serve(UserService, createUserService(directory)),
    serve(OrgService, createOrgService(directory)),
    serve(IdentityService, createIdentityService(directory, logIn), {
      prefix: camundaPath,
      dialect: createCamundaDialect(),
    }),
  ].filter(({ service }) => served.has(faceOf(service)));
}
