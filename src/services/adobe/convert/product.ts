import { aliasKeyOfRole } from "../../../directory/aliases.ts";
import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { PageOf, ProjectRoleRow, ProjectRow } from "../../../directory/model.ts";
import type { RoleUserCounts } from "../../../directory/role-members.ts";
import { adminAliasKeyOfRole } from "../names/aliases.ts";
import { listProfiles, profileNameOf } from "../names/products.ts";
import { justTotal, type PageRequest } from "../paging.ts";

/** Products without their profiles. */
export async function toProducts(directory: Directory, caller: Caller, products: readonly ProjectRow[]) {
  const { roleMembers, projectRoles } = directory;
  const counts = await roleMembers.countUsers(
    caller,
    products.map(({ id }) => id),
  );
  return Promise.all(
    products.map(async ({ id, name }) => {
      const profiles = await projectRoles.list(caller, id, { keys: [], displayNames: [], page: justTotal });
      return { id, code: id, name, userCount: counts(id, undefined), configurationCount: profiles.total };
    }),
  );
}

/** A product with all its profiles. */
export async function toProductWithProfiles(directory: Directory, caller: Caller, product: ProjectRow) {
  const profiles = await listProfiles(directory, caller, product.id);
  return toProductWith(directory, caller, product, { items: profiles, total: profiles.length });
}

/** A product with one page of its profiles, and how many it has. */
export async function toProductWithPage(directory: Directory, caller: Caller, product: ProjectRow, page: PageRequest) {
  const profiles = await directory.projectRoles.list(caller, product.id, { keys: [], displayNames: [], page });
  return { product: await toProductWith(directory, caller, product, profiles), total: profiles.total };
}

async function toProductWith(
  directory: Directory,
  caller: Caller,
  product: ProjectRow,
  { items, total }: PageOf<ProjectRoleRow>,
) {
  const { id, name } = product;
  const counts = await directory.roleMembers.countUsers(caller, [id]);
  return {
    ...{ id, code: id, name, userCount: counts(id, undefined), configurationCount: total },
    licenseConfigurations: await toProfiles(directory, caller, items, counts),
  };
}

/** A profile, with who has and who administers it counted. */
export async function toProfile(directory: Directory, caller: Caller, profile: ProjectRoleRow) {
  const counts = await directory.roleMembers.countUsers(caller, [profile.projectId]);
  return (await toProfiles(directory, caller, [profile], counts))[0];
}

async function toProfiles(
  { roleMembers, aliases }: Directory,
  caller: Caller,
  profiles: readonly ProjectRoleRow[],
  counts: RoleUserCounts,
) {
  const keys = profiles.map(({ projectId, key }) => aliasKeyOfRole(projectId, key));
  const groupIds = await aliases.ensureMany("project-role", keys);
  const adminGroupIds = await aliases.ensureMany("synthetic", keys.map(adminAliasKeyOfRole));
  return Promise.all(
    profiles.map(async (profile) => {
      const { projectId: productId, key } = profile;
      const admins = await roleMembers.listAdministrators(caller, { projectId: productId, roleKey: key }, justTotal);
      const aliasKey = aliasKeyOfRole(productId, key);
      return {
        id: key,
        name: profileNameOf(profile),
        adminCount: admins.total,
        userCount: counts(productId, key),
        licenseGroupId: groupIds.get(aliasKey) ?? 0,
        adminGroupId: adminGroupIds.get(adminAliasKeyOfRole(aliasKey)) ?? 0,
        orgId: caller.orgId,
        productId,
      };
    }),
  );
}
