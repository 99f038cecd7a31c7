import { LearnService } from "../gen/ispring/learn/v1/learn_service_pb.ts";
import { OrgService } from "../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../gen/zitadel/user/v2/user_service_pb.ts";
import type { Config } from "./config.ts";
import type { Directory } from "./directory/directory.ts";
import { createLearnDialect } from "./services/ispring/dialect.ts";
import { createLearnService } from "./services/ispring/learn.ts";
import { createOrgService } from "./services/roster/org.ts";
import { createAdminService } from "./services/zitadel/admin.ts";
import { createAuthService } from "./services/zitadel/auth.ts";
import { createManagementService } from "./services/zitadel/management.ts";
import { createUserService } from "./services/zitadel/user-v2.ts";
import type { Dialect } from "./transcoding/index.ts";
import { type ServedService, serve } from "./wire/served-service.ts";

/** What is served: every service of every face, and whose paths those are that no route has. */
export interface Faces {
  readonly services: readonly ServedService[];
  readonly dialectsByPath: Readonly<Record<string, Dialect>>;
}

/** Every service of every face that is switched on, on one directory, each with the dialect of its HTTP. */
export function createFaces(directory: Directory, config: Pick<Config, "ispringPath">): Faces {
  const others = [
    serve(ManagementService, createManagementService(directory)),
    serve(AdminService, createAdminService(directory)),
    serve(AuthService, createAuthService(directory)),
    serve(UserService, createUserService(directory)),
    serve(OrgService, createOrgService(directory)),
  ];
  const { services, dialectsByPath } = createIspringFace(directory, config.ispringPath);
  return { services: [...others, ...services], dialectsByPath };
}

/** Its paths may be at the root, so it answers for no more than what is below them. */
function createIspringFace(directory: Directory, path: string): Faces {
  if (path === "none") return { services: [], dialectsByPath: {} };
  const prefix = path === "/" ? "" : path;
  const dialect = createLearnDialect();
  const beginnings = ["/user", "/group", "/organization"].map((beginning) => [`${prefix}${beginning}`, dialect]);
  return {
    services: [serve(LearnService, createLearnService(directory), { dialect, prefix })],
    dialectsByPath: Object.fromEntries(beginnings),
  };
}
