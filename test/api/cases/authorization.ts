import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { publicRpcs, roleFreeRpcs, sampleRequests } from "../sample-requests.ts";
import { rpc } from "../world.ts";

const rpcsWithPermission = sampleRequests.filter(({ name }) => !publicRpcs.has(name) && !roleFreeRpcs.has(name));

const reads = ["GetUserByID", "ListUsers", "ListUserChanges", "IsUserUnique", "GetHumanProfile"];
const userWrites = [
  ...["AddHumanUser", "AddMachineUser", "LockUser", "UnlockUser", "RemoveUser", "UpdateHumanProfile"],
  ...["AddPersonalAccessToken", "RemovePersonalAccessToken"],
];

/** What each role may call, as a list of RPCs. */
const allowedByRole: Readonly<Record<string, readonly string[]>> = {
  ORG_OWNER: [...reads, "ListPersonalAccessTokens", ...userWrites, "GetMyOrg", "AddOrgMember"],
  ORG_USER_MANAGER: [...reads, "ListPersonalAccessTokens", ...userWrites, "GetMyOrg"],
  ORG_OWNER_VIEWER: [...reads, "ListPersonalAccessTokens", "GetMyOrg"],
  ORG_SETTINGS_MANAGER: ["GetMyOrg"],
  ORG_PROJECT_CREATOR: [],
  SELF_MANAGEMENT_GLOBAL: ["AddOrg"],
};

/** Who may make which call. */
export const authorization: CaseGroup = {
  subject: "Authorization",
  cases: {
    ...casesOf(
      "lets $name make the calls of its permissions and no others, before it validates",
      Object.entries(allowedByRole).map(([name, allowed]) => ({ name, allowed })),
      async (world, { name: role, allowed }) => {
        const org = await world.addOrg();
        const { token } = await org.addMember(role);
        const member = world.as({ token, orgId: org.id });
        for (const { name, method, message } of rpcsWithPermission) {
          const result = await member.call(method, message);
          const isRefused = result.error?.detail?.id === "AUTH-5mWD2";
          expect({ name, isRefused }).toEqual({ name, isRefused: !allowed.includes(name) });
          if (isRefused) expectRefusal(result, "permissionMissing");
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
