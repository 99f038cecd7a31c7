import { file_adobe_usermanagement_v2_error_detail } from "../../gen/adobe/usermanagement/v2/error_detail_pb.ts";
import { ProductService } from "../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { createApiKeyAuthentication } from "../auth/api-key.ts";
import { createAdobeDialect } from "../services/adobe/dialect.ts";
import { parseAdobeOrgName } from "../services/adobe/org-name.ts";
import { adobePath } from "../services/adobe/paths.ts";
import { createProductService } from "../services/adobe/products.ts";
import { routeFamilies } from "../services/adobe/route-families.ts";
import { createUserManagementService } from "../services/adobe/user-management.ts";
import { serve } from "../wire/served-service.ts";
import type { Face, FaceParts } from "./face.ts";

/** Adobe User Management: the calls on products and their profiles, and the Action API. */
export function createAdobeFace({
  directory,
  dependencies,
  authenticateByToken,
  cacheCounts,
  version,
}: FaceParts): Face {
  const dialect = createAdobeDialect();
  return {
    name: "adobe",
    services: [
      serve(ProductService, createProductService(directory), { dialect }),
      serve(UserManagementService, createUserManagementService(directory, version), { dialect }),
    ],
    detailFiles: [file_adobe_usermanagement_v2_error_detail],
    authenticate: createApiKeyAuthentication({
      authenticateToken: authenticateByToken,
      users: dependencies.storage.reader.users,
      clock: dependencies.clock,
      accessChanges: dependencies.storage.accessChanges,
      counts: cacheCounts.apiKeys,
    }),
    parseOrgName: parseAdobeOrgName,
    dialectsByPath: { [adobePath]: dialect },
    routeFamilies,
  };
}
