import type { DescMethodUnary } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { ErrorName } from "../../../src/directory/errors.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectOk, expectRefusal } from "../expect.ts";
import { addHumanV2, newHumanV2, v2 } from "../user-v2.ts";
import { rpc, type World } from "../world.ts";

/** A call about one user that would succeed for who may make it. */
interface UserCall {
  readonly name: string;
  readonly method: DescMethodUnary;
  readonly message: (userId: string) => Record<string, unknown>;
}

/** Every call about one human whose permission is asked in the human's own organization. */
const calls: readonly UserCall[] = [
  { name: "GetUserByID", method: v2.getUserByID, message: (userId) => ({ userId }) },
  {
    name: "SetEmail",
    method: v2.setEmail,
    message: (userId) => ({ userId, email: "new@example.com" }),
  },
  { name: "ResendEmailCode", method: v2.resendEmailCode, message: (userId) => ({ userId }) },
  { name: "SetPhone", method: v2.setPhone, message: (userId) => ({ userId, phone: "+41791234568" }) },
  { name: "RemovePhone", method: v2.removePhone, message: (userId) => ({ userId }) },
  {
    name: "UpdateHumanUser",
    method: v2.updateHumanUser,
    message: (userId) => ({ userId, profile: { givenName: "Zoe", familyName: "Zebra" } }),
  },
  {
    name: "UpdateUser",
    method: v2.updateUser,
    message: (userId) => ({ userId, userType: { case: "human", value: { profile: { givenName: "Zoe" } } } }),
  },
  { name: "DeactivateUser", method: v2.deactivateUser, message: (userId) => ({ userId }) },
  { name: "LockUser", method: v2.lockUser, message: (userId) => ({ userId }) },
  { name: "PasswordReset", method: v2.passwordReset, message: (userId) => ({ userId }) },
  {
    name: "SetPassword",
    method: v2.setPassword,
    message: (userId) => ({ userId, newPassword: { password: "Secret-2" } }),
  },
  {
    name: "SetUserMetadata",
    method: v2.setUserMetadata,
    message: (userId) => ({ userId, metadata: [{ key: "k", value: new Uint8Array([1]) }] }),
  },
  { name: "DeleteUser", method: v2.deleteUser, message: (userId) => ({ userId }) },
];

/** Two stand for all: the authorization matrix makes every call in vain. */
const refusedCalls = calls.slice(0, 2);

/** Who calls, with the roles the caller has and where. */
const callers: readonly {
  readonly name: string;
  readonly roles: { readonly in: "own" | "other"; readonly names: readonly string[] };
  readonly want: ErrorName | undefined;
}[] = [
  { name: "an owner of the user's organization", roles: { in: "own", names: ["ORG_OWNER"] }, want: undefined },
  { name: "an owner of another one", roles: { in: "other", names: ["ORG_OWNER"] }, want: "membershipNotFound" },
  {
    name: "a member of the user's organization without the permission",
    roles: { in: "own", names: ["ORG_PROJECT_CREATOR"] },
    want: "permissionLacking",
  },
];

async function callAs(world: World, call: UserCall, roles: (typeof callers)[number]["roles"]) {
  const [own, other] = [await world.addOrg(), await world.addOrg()];
  const userId = await addHumanV2(own, { phone: { phone: "+41791234567" } });
  const { token } = await (roles.in === "own" ? own : other).addMember(...roles.names);
  // The header names another organization than the user's: it must exist, and it changes nothing.
  return world.as({ token, orgId: other.id }).call(call.method, call.message(userId));
}

/** Who may call what on whom. */
export const userV2Access: CaseGroup = {
  subject: "User v2: permissions in the user's own organization",
  cases: {
    ...Object.assign(
      {},
      ...callers.map(({ name, roles, want }) =>
        casesOf(
          `${want === undefined ? "let" : "refuse"} ${name} call $name`,
          want === undefined ? calls : refusedCalls,
          async (world, call) => {
            const result = await callAs(world, call, roles);
            if (want === undefined) expectOk(result);
            else expectRefusal(result, want);
          },
        ),
      ),
    ),

    async "refuse a caller whose permission is good for a project only"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const { id: projectId } = await org.ok(rpc.addProject, { name: "Project" });
      const machineId = await org.addMachine();
      await org.ok(rpc.addProjectMember, { projectId, userId: machineId, roles: ["PROJECT_OWNER"] });
      const { token } = await org.addToken(machineId);
      expectRefusal(await world.as({ token }).call(v2.getUserByID, { userId }), "permissionOfOtherObject");
    },
    async "refuse an organization header that names none"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      expectRefusal(await org.call(v2.getUserByID, { userId }, { orgId: "nowhere" }), "orgUnknown");
    },
    async "let an administrator of the instance read a user of any organization"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      const { user } = await world.ok(v2.getUserByID, { userId });
      expect(user?.details?.resourceOwner).toBe(org.id);
    },

    ...casesOf(
      "let a machine without any role $name itself",
      [
        { name: "read", call: { method: v2.getUserByID, message: {} } },
        { name: "rename", call: { method: v2.updateUser, message: { username: "renamed-by-itself" } } },
        { name: "lock", call: { method: v2.lockUser, message: {} } },
        { name: "deactivate", call: { method: v2.deactivateUser, message: {} } },
        { name: "delete", call: { method: v2.deleteUser, message: {} } },
      ],
      async (world, { call }) => {
        const org = await world.addOrg();
        const userId = await org.addMachine();
        const { token } = await org.addToken(userId);
        const message: Record<string, unknown> = { ...call.message, userId };
        if ("username" in message) message["username"] = `${message["username"]}-${userId}`;
        const method: DescMethodUnary = call.method;
        expectOk(await world.as({ token }).call(method, message));
      },
    ),
    async "not let a machine without any role write its own metadata"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { token } = await org.addToken(userId);
      const message = { userId, metadata: [{ key: "k", value: new Uint8Array([1]) }] };
      expectRefusal(await world.as({ token }).call(v2.setUserMetadata, message), "membershipNotFound");
    },
  },
};

/** AddHumanUser's `organization`, and CreateUser's: the permission is asked there and nowhere else. */
export const userV2NamedOrg: CaseGroup = {
  subject: "User v2: the organization that a request names",
  cases: {
    ...casesOf(
      "refuse to add a human to another organization, named by its $name, for an owner of the header's",
      [
        { name: "id", by: "id" },
        { name: "domain", by: "domain" },
      ] as const,
      async (world, { by }) => {
        const [own, victim] = [await world.addOrg(), await world.addOrg()];
        const { token } = await own.addMember("ORG_OWNER");
        const organization = await nameOrg(victim, by);
        for (const orgId of [own.id, victim.id, undefined]) {
          const caller = world.as({ token, orgId });
          expectRefusal(await caller.call(v2.addHumanUser, newHumanV2({ organization })), "membershipNotFound");
        }
        expect(await victim.countUsers()).toBe(0);
      },
    ),
    ...casesOf(
      "add a human to the organization named by its $name, whatever the header says",
      [
        { name: "id", by: "id" },
        { name: "domain", by: "domain" },
      ] as const,
      async (world, { by }) => {
        const [own, other] = [await world.addOrg(), await world.addOrg()];
        const { token } = await own.addMember("ORG_OWNER");
        const organization = await nameOrg(own, by);
        const caller = world.as({ token, orgId: other.id });
        const { details } = await caller.ok(v2.addHumanUser, newHumanV2({ organization }));
        expect(details?.resourceOwner).toBe(own.id);
      },
    ),
    async "take the header's organization when the request names none, or an empty one"(world) {
      const org = await world.addOrg();
      for (const organization of [{}, { org: { case: "orgId", value: "" } }] as const) {
        const { details } = await org.ok(v2.addHumanUser, newHumanV2({ organization }));
        expect(details?.resourceOwner).toBe(org.id);
      }
    },
    ...casesOf(
      "refuse $name that does not exist",
      [
        { name: "an id", organization: { org: { case: "orgId", value: "nowhere" } } },
        { name: "a domain", organization: { org: { case: "orgDomain", value: "nowhere.example" } } },
      ] as const,
      async (world, { organization }) =>
        expectRefusal(await world.call(v2.addHumanUser, newHumanV2({ organization })), "orgUnknown"),
    ),
    async "refuse CreateUser in another organization"(world) {
      const [own, victim] = [await world.addOrg(), await world.addOrg()];
      const { token } = await own.addMember("ORG_OWNER");
      const machine = { case: "machine", value: { name: "Robot" } } as const;
      const request = { organizationId: victim.id, userType: machine };
      for (const orgId of [own.id, victim.id]) {
        expectRefusal(await world.as({ token, orgId }).call(v2.createUser, request), "membershipNotFound");
      }
      expect(await victim.countUsers()).toBe(0);
    },
    async "refuse CreateUser in an organization that does not exist"(world) {
      const machine = { case: "machine", value: { name: "Robot" } } as const;
      expectRefusal(await world.call(v2.createUser, { organizationId: "nowhere", userType: machine }), "orgUnknown");
    },
  },
};

async function nameOrg(org: Awaited<ReturnType<World["addOrg"]>>, by: "id" | "domain") {
  if (by === "id") return { org: { case: "orgId", value: org.id } } as const;
  const answer = await org.ok(rpc.getMyOrg, {});
  return { org: { case: "orgDomain", value: answer.org?.primaryDomain.toUpperCase() ?? "" } } as const;
}
