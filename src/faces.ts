import { ProductService } from "../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { AdminService } from "../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../gen/zitadel/user/v2/user_service_pb.ts";
import type { Directory } from "./directory/directory.ts";
import { adobePath, createAdobeDialect } from "./services/adobe/dialect.ts";
import { createProductService } from "./services/adobe/products.ts";
import { createUserManagementService } from "./services/adobe/user-management.ts";
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

/** Every service of every face on one directory, each with the dialect of its JSON. */
export function createFaces(directory: Directory, version: string): Faces {
  const adobe = createAdobeDialect();
  return {
    services: [
      serve(ManagementService, createManagementService(directory)),
      serve(AdminService, createAdminService(directory)),
      serve(AuthService, createAuthService(directory)),
      serve(UserService, createUserService(directory)),
      serve(ProductService, createProductService(directory), { dialect: adobe }),
      serve(UserManagementService, createUserManagementService(directory, version), { dialect: adobe }),
    ],
    dialectsByPath: { [adobePath]: adobe },
  };
}
