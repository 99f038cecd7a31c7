import { ProductService } from "../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import type { RouteFamily } from "../../throttling/route-family.ts";

const { method: product } = ProductService;
const { method: user } = UserManagementService;

/**
 * The RPCs that Adobe documents limits for, with those limits. Products, one product and the administrators of a profile
 * have none, and neither has the status, which anyone may ask for.
 */
export const routeFamilies: readonly RouteFamily[] = [
  {
    name: "adobe-product-changes",
    methods: [product.updateProfile, product.updateProductAdmins],
    limits: { client: 5, global: 50 },
  },
  { name: "adobe-actions", methods: [user.runCommands], limits: { client: 10, global: 100 } },
  {
    name: "adobe-users",
    methods: [user.listUsers, user.listUsersInGroup, user.getUser, product.listProfileUsers],
    limits: { client: 25, global: 100 },
  },
  { name: "adobe-groups", methods: [user.listGroups], limits: { client: 5, global: 100 } },
  {
    name: "adobe-profiles",
    methods: [product.listProfiles, product.getProfile],
    limits: { client: 5, global: 100 },
  },
  {
    name: "adobe-user-groups",
    methods: [product.listUserGroups, product.getUserGroup, product.listUserGroupUsers, product.listUserGroupAdmins],
    limits: { client: 5, global: 50 },
  },
];
