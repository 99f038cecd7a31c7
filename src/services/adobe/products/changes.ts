import type { ServiceImpl } from "@connectrpc/connect";
import type {
  ProductAdminChanges,
  ProductService,
  ProfileChanges,
} from "../../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import { assertPermittedOn } from "../../../directory/permissions.ts";
import type { RoleMemberChanges } from "../../../directory/role-members.ts";
import { toProductWithProfiles } from "../convert/product.ts";
import { findListedGroups } from "../names/groups.ts";
import { getProduct, getProfile } from "../names/products.ts";
import { assertDisjoint, findListedUsers, type NameList } from "../names/users.ts";

/** RPCs that change who has and who administers products and profiles. */
export const createChangeRpcs = (directory: Directory) =>
  ({
    async updateProfile({ productId, profileId, changes, testOnly }, context) {
      const caller = await directory.memberships.enter(callerOf(context));
      return rehearsedIf(testOnly, directory, async (inside) => {
        const product = await getProduct(inside, caller, productId);
        const profile = await getProfile(inside, caller, product, profileId);
        const asked = await fromProfileChanges(inside, caller, changes);
        const role = { projectId: product.id, roleKey: profile.key };
        await inside.roleMembers.change(caller, role, asked);
        return { product: await toProductWithProfiles(inside, caller, product) };
      });
    },
    async updateProductAdmins({ productId, changes, testOnly }, context) {
      const caller = callerOf(context);
      return rehearsedIf(testOnly, directory, async (inside) => {
        const product = await getProduct(inside, caller, productId);
        assertPermittedOn(caller.permissions, "project.member.write", [product.id]);
        const { add, remove } = await fromProductAdminChanges(inside, caller, changes);
        await inside.projectOwners.change(caller, product.id, { add, remove });
        return { product: await toProductWithProfiles(inside, caller, product) };
      });
    },
  }) satisfies Partial<ServiceImpl<typeof ProductService>>;

/** Does the work, or, for a test, does it in a command that is taken back. */
const rehearsedIf = <Result>(
  isRehearsal: boolean,
  directory: Directory,
  work: (inside: Directory) => Promise<Result>,
): Promise<Result> => (isRehearsal ? directory.inOneCommand({ keys: [], isRehearsal }, work) : work(directory));

async function fromProfileChanges(
  directory: Directory,
  caller: Caller,
  changes: ProfileChanges | undefined,
): Promise<RoleMemberChanges> {
  const listOf = (list: Exclude<keyof ProfileChanges, `$${string}`>): NameList => ({
    list,
    names: changes?.[list] ?? [],
  });
  const [addUsers, removeUsers] = [listOf("addUsers"), listOf("removeUsers")];
  const [addGroups, removeGroups] = [listOf("addUserGroups"), listOf("removeUserGroups")];
  const [addAdmins, removeAdmins] = [listOf("addAdminUsers"), listOf("removeAdminUsers")];
  assertDisjoint(addUsers, removeUsers, "duplicateUser");
  assertDisjoint(addGroups, removeGroups, "duplicateGroup");
  assertDisjoint(addAdmins, removeAdmins, "duplicateAdmin");
  const users = await findListedUsers(directory, caller, [addUsers, removeUsers, addAdmins, removeAdmins] as const);
  return {
    addUsers: users[0],
    removeUsers: users[1],
    addGroups: await findListedGroups(directory, caller, addGroups),
    removeGroups: await findListedGroups(directory, caller, removeGroups),
    addAdministrators: users[2],
    removeAdministrators: users[3],
  };
}

async function fromProductAdminChanges(directory: Directory, caller: Caller, changes: ProductAdminChanges | undefined) {
  const added = { list: "addProductAdmin", names: changes?.addProductAdmin ?? [] };
  const removed = { list: "removeProductAdmin", names: changes?.removeProductAdmin ?? [] };
  assertDisjoint(added, removed, "duplicateAdmin");
  const [add, remove] = await findListedUsers(directory, caller, [added, removed] as const);
  return { add, remove };
}
