import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { ProductService } from "../../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { toProfile } from "../convert/product.ts";
import { toProfileUser, withAttributes } from "../convert/user.ts";
import { pageSizes } from "../limits.ts";
import { getProduct, getProfile } from "../names/products.ts";
import { pageFromOne, toPaging } from "../paging.ts";

/** RPCs that read profiles. Who administers a profile may read it, too. */
export const createProfileRpcs = (directory: Directory) => {
  const { memberships, roleHolders, roleMembers } = directory;

  async function open(request: { readonly productId: string; readonly profileId: string }, context: HandlerContext) {
    const caller = await memberships.enter(callerOf(context));
    const product = await getProduct(directory, caller, request.productId);
    const profile = await getProfile(directory, caller, product, request.profileId);
    const role = { projectId: product.id, roleKey: profile.key };
    await roleMembers.assertReadable(caller, role);
    return { caller, profile, role };
  }

  return {
    async getProfile(request, context) {
      const { caller, profile } = await open(request, context);
      return { profile: await toProfile(directory, caller, profile) };
    },
    async listProfileUsers(request, context) {
      const { caller, role } = await open(request, context);
      const page = pageFromOne(request.page, pageSizes.products);
      const { items, total } = await roleHolders.list(caller, role, { through: "user-grants", filters: [], page });
      const users = await withAttributes(directory, caller, items);
      return { users: users.map(toProfileUser), paging: toPaging(page, total) };
    },
    async listProfileAdmins(request, context) {
      const { caller, role } = await open(request, context);
      const page = pageFromOne(request.page, pageSizes.products);
      const { items, total } = await roleMembers.listAdministrators(caller, role, page);
      const users = await withAttributes(
        directory,
        caller,
        items.map(({ user }) => user),
      );
      return { users: users.map(toProfileUser), paging: toPaging(page, total) };
    },
  } satisfies Partial<ServiceImpl<typeof ProductService>>;
};
