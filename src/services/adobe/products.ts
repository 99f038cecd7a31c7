import type { ServiceImpl } from "@connectrpc/connect";
import type { ProductService } from "../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { createChangeRpcs } from "./products/changes.ts";
import { createProductRpcs } from "./products/products.ts";
import { createProfileRpcs } from "./products/profiles.ts";
import { createUserGroupRpcs } from "./products/user-groups.ts";
import { withErrorsOf } from "./rpcs.ts";

/** The endpoints on products. The type makes sure that no RPC is missing. */
export const createProductService = (directory: Directory): ServiceImpl<typeof ProductService> =>
  withErrorsOf("product", {
    ...createChangeRpcs(directory),
    ...createProductRpcs(directory),
    ...createProfileRpcs(directory),
    ...createUserGroupRpcs(directory),
  });
