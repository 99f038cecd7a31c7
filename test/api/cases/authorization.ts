import { expect } from "vitest";
import { errorCatalogue } from "../../../src/directory/error-catalogue.ts";
import type { ErrorName } from "../../../src/directory/errors.ts";
import { rolePermissions } from "../../../src/directory/role-permissions.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { type SampleRequest, sampleRequests } from "../sample-requests.ts";
import { rpc } from "../world.ts";

const rpcsWithPermission = sampleRequests.filter(({ permission }) => permission !== undefined);

/** The roles a member of an organization can have. */
const orgRoles = [
  ...["ORG_OWNER", "ORG_USER_MANAGER", "ORG_OWNER_VIEWER", "ORG_SETTINGS_MANAGER", "ORG_USER_PERMISSION_EDITOR"],
  ...["ORG_PROJECT_PERMISSION_EDITOR", "ORG_PROJECT_CREATOR", "ORG_ADMIN_IMPERSONATOR"],
  ...["ORG_END_USER_IMPERSONATOR", "ORG_USER_SELF_MANAGER", "SELF_MANAGEMENT_GLOBAL"],
] as const satisfies readonly (keyof typeof rolePermissions)[];

/** How a call of this role is refused before anything else is looked at; `undefined` when the role allows it. */
function refusalFor(role: (typeof orgRoles)[number], { permission, checkField }: SampleRequest): ErrorName | undefined {
  const held: readonly string[] = rolePermissions[role];
  if (held.some((text) => text === permission)) return undefined;
  if (!held.some((text) => text.startsWith(`${permission}:`))) return "permissionMissing";
  return checkField === "" ? undefined : "permissionElsewhere";
}

/** Who may make which call. */
export const authorization: CaseGroup = {
  subject: "Authorization",
  cases: {
    ...casesOf(
      "lets $name make the calls of its permissions and no others, before it validates",
      orgRoles.map((name) => ({ name })),
      async (world, { name: role }) => {
        const org = await world.addOrg();
        const { token } = await org.addMember(role);
        const member = world.as({ token, orgId: org.id });
        // What removes the organization, or switches it off, would end the others.
        const calls = rpcsWithPermission.filter(({ name }) => !["RemoveOrg", "DeactivateOrg"].includes(name));
        for (const request of calls) {
          const { error } = await member.call(request.method, request.message);
          const id = error?.detail?.id ?? "";
          const refusal = ["AUTH-5mWD2", "AUTH-3jknH"].includes(id) ? id : undefined;
          const expected = refusalFor(role, request);
          expect({ name: request.name, refusal }).toEqual({
            name: request.name,
            refusal: expected && errorCatalogue[expected].id,
          });
        }
      },
    ),

    async "refuses every call that needs a permission to who has no role"(world) {
      const org = await world.addOrg();
      const { token } = await org.addToken(await org.addMachine());
      for (const { method, message } of rpcsWithPermission) {
        expectRefusal(await world.as({ token }).call(method, message), "membershipNotFound");
      }
    },
    async "lets who has no role make the calls that need none"(world) {
      const org = await world.addOrg();
      const { token } = await org.addToken(await org.addMachine());
      await world.as({ token }).ok(rpc.getIAM, {});
      await world.as({ token }).ok(rpc.getSupportedLanguages, {});
    },

    async "adds up the permissions of several roles"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_SETTINGS_MANAGER", "ORG_USER_MANAGER");
      const member = world.as({ token, orgId: org.id });
      await member.ok(rpc.getMyOrg, {});
      await member.ok(rpc.removeUser, { id: await org.addHuman() });
    },
    async "lets the instance's owner act in every organization"(world) {
      const org = await world.addOrg();
      await org.ok(rpc.removeUser, { id: await org.addHuman() });
      expect(await org.countUsers()).toBe(0);
    },
    async "does not let a role in one organization count in another"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id: userId, token } = await org.addMember("ORG_OWNER");
      await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_SETTINGS_MANAGER"] });
      expectRefusal(await world.as({ token, orgId: other.id }).call(rpc.listUsers, {}), "permissionMissing");
    },
  },
};
