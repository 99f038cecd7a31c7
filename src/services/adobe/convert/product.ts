import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ProductSchema, ProfileSchema } from "../../../../gen/adobe/usermanagement/v2/product_pb.ts";
import { aliasKeyOfRole } from "../../../directory/aliases.ts";
import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { ProjectRoleRow, ProjectRow } from "../../../directory/model.ts";
import { adminAliasKeyOfRole } from "../names/aliases.ts";
import { everyPage } from "../every-page.ts";
import { profileNameOf } from "../names/products.ts";

/** The first entry only: what counts is how many there are. */
const justTotal = { offset: 0, limit: 1 };

/** A product without its profiles. */
export async function toProduct(
  { userGrants, projectRoles }: Directory,
  caller: Caller,
  { id, name }: ProjectRow,
): Promise<MessageInitShape<typeof ProductSchema>> {
  const filters = [{ kind: "project", id }] as const;
  const users = await userGrants.list(caller, { filters, isWithGranted: false, page: justTotal });
  const profiles = await projectRoles.list(caller, id, { keys: [], displayNames: [], page: justTotal });
  return { id, code: id, name, userCount: users.total, configurationCount: profiles.total };
}

/** A product with all its profiles. */
export async function toProductWithProfiles(
  directory: Directory,
  caller: Caller,
  product: ProjectRow,
): Promise<MessageInitShape<typeof ProductSchema>> {
  const profiles = await everyPage((page) =>
    directory.projectRoles.list(caller, product.id, { keys: [], displayNames: [], page }),
  );
  return {
    ...(await toProduct(directory, caller, product)),
    licenseConfigurations: await toProfiles(directory, caller, profiles),
  };
}

/** Profiles of one product. */
export async function toProfiles(
  { roleMembers, aliases }: Directory,
  caller: Caller,
  profiles: readonly ProjectRoleRow[],
): Promise<MessageInitShape<typeof ProfileSchema>[]> {
  const keys = profiles.map(({ projectId, key }) => aliasKeyOfRole(projectId, key));
  const groupIds = await aliases.ensureMany("project-role", keys);
  const adminGroupIds = await aliases.ensureMany("synthetic", keys.map(adminAliasKeyOfRole));
  return Promise.all(
    profiles.map(async (profile) => {
      const { projectId: productId, key } = profile;
      const users = await roleMembers.listUsers(caller, productId, key, justTotal);
      const admins = await roleMembers.listAdministrators(caller, productId, key, justTotal);
      const aliasKey = aliasKeyOfRole(productId, key);
      return {
        id: key,
        name: profileNameOf(profile),
        adminCount: admins.total,
        userCount: users.total,
        licenseGroupId: groupIds.get(aliasKey) ?? 0,
        adminGroupId: adminGroupIds.get(adminAliasKeyOfRole(aliasKey)) ?? 0,
        orgId: caller.orgId,
        productId,
      };
    }),
  );
}
