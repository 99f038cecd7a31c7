import type { ServiceImpl } from "@connectrpc/connect";
import type {
  ProductAdminChanges,
  ProductService,
  ProfileChanges,
} from "../../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { IdempotencyKey } from "../../../directory/idempotency.ts";
import { assertPermittedOn } from "../../../directory/permissions.ts";
import type { RoleMemberChanges } from "../../../directory/role-members.ts";
import { idempotencyKeyOf } from "../../idempotency-key.ts";
import { commandKeyOf } from "../command-key.ts";
import { toProductWithProfiles } from "../convert/product.ts";
import { findListedGroups } from "../names/groups.ts";
import { getProduct, getProfile } from "../names/products.ts";
import { assertDisjoint, findListedUsers, type NameList } from "../names/users.ts";

/** RPCs that change who has and who administers products and profiles. */
export const createChangeRpcs = (directory: Directory) =>
  ({
    async updateProfile(request, context) {
      const { productId, profileId, changes, testOnly } = request;
      const caller = await directory.memberships.enter(callerOf(context));
      const idempotencyKey = testOnly ? undefined : idempotencyKeyOf(context, request);
      return runChange(directory, caller, { isRehearsal: testOnly, idempotencyKey }, async (inside) => {
        const product = await getProduct(inside, caller, productId);
        const profile = await getProfile(inside, caller, product, profileId);
        const asked = await fromProfileChanges(inside, caller, changes);
        const role = { projectId: product.id, roleKey: profile.key };
        await inside.roleMembers.change(caller, role, asked);
        return { product: await toProductWithProfiles(inside, caller, product) };
      });
    },
    async updateProductAdmins(request, context) {
      const { productId, changes, testOnly } = request;
      const caller = callerOf(context);
      const idempotencyKey = testOnly ? undefined : idempotencyKeyOf(context, request);
      return runChange(directory, caller, { isRehearsal: testOnly, idempotencyKey }, async (inside) => {
        const product = await getProduct(inside, caller, productId);
        assertPermittedOn(caller.permissions, "project.member.write", [product.id]);
        const { add, remove } = await fromProductAdminChanges(inside, caller, changes);
        await inside.projectOwners.change(caller, product.id, { add, remove });
        return { product: await toProductWithProfiles(inside, caller, product) };
      });
    },
  }) satisfies Partial<ServiceImpl<typeof ProductService>>;

/** Whether a change is taken back, and under which key its answer is kept. */
interface ChangeOptions {
  readonly isRehearsal: boolean;
  readonly idempotencyKey: IdempotencyKey | undefined;
}

/**
 * Does the work: a test in a command that is taken back, and what may be sent again in one that keeps the answer with
 * the change. Else the change itself is one command, and others wait no longer than for that.
 */
const runChange = <Result>(
  directory: Directory,
  caller: Caller,
  options: ChangeOptions,
  work: (inside: Directory) => Promise<Result>,
): Promise<Result> =>
  options.isRehearsal || options.idempotencyKey !== undefined
    ? directory.inOneCommand({ keys: [commandKeyOf(caller)], ...options }, work)
    : work(directory);

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
