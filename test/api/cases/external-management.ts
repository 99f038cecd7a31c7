import { type DescMethod, type DescMethodUnary, getOption } from "@bufbuild/protobuf";
import { expect } from "vitest";
import { access } from "../../../gen/roster/access/v1/access_pb.ts";
import { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { listOrgEventTypes } from "../org-history.ts";
import { newHuman } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { v2 } from "../user-v2.ts";
import { orgRpc, rpc, type World } from "../world.ts";

/** The RPCs that change humans, each with a request that its validation lets pass. */
const writes: Readonly<Record<string, (id: string) => Record<string, unknown>>> = {
  addHumanUser: () => ({ ...newHuman() }),
  importHumanUser: () => ({ ...newHuman() }),
  deactivateUser: (id) => ({ id }),
  reactivateUser: (id) => ({ id }),
  lockUser: (id) => ({ id }),
  unlockUser: (id) => ({ id }),
  removeUser: (id) => ({ id }),
  updateUserName: (userId) => ({ userId, userName: unique("renamed-") }),
  updateHumanProfile: (userId) => ({ userId, firstName: "A", lastName: "B", displayName: "C" }),
  updateHumanEmail: (userId) => ({ userId, email: "new@example.com" }),
  resendHumanInitialization: (userId) => ({ userId }),
  resendHumanEmailVerification: (userId) => ({ userId }),
  updateHumanPhone: (userId) => ({ userId, phone: "+41791234567" }),
  removeHumanPhone: (userId) => ({ userId }),
  resendHumanPhoneVerification: (userId) => ({ userId }),
  removeHumanAvatar: (userId) => ({ userId }),
  setHumanInitialPassword: (userId) => ({ userId, password: "Secret-1" }),
  setHumanPassword: (userId) => ({ userId, password: "Secret-1" }),
  sendHumanResetPasswordNotification: (userId) => ({ userId }),
};

/** The RPCs with the same permission that stay allowed, because what they are about is not the other system's. */
const ownMatters = [
  ...["addMachineUser", "updateMachine", "generateMachineSecret", "removeMachineSecret"],
  ...["addMachineKey", "removeMachineKey", "addPersonalAccessToken", "removePersonalAccessToken"],
  ...["setUserMetadata", "bulkSetUserMetadata", "removeUserMetadata", "bulkRemoveUserMetadata"],
];

const isUnary = (method: DescMethod): method is DescMethodUnary => method.methodKind === "unary";

const methodNamed = (name: string): DescMethodUnary => {
  const method = ManagementService.methods.filter(isUnary).find(({ localName }) => localName === name);
  if (method === undefined) throw new Error(`${name} is no unary RPC`);
  return method;
};

async function addManagedOrg(world: World) {
  const org = await world.addOrg();
  const human = await org.addHuman();
  const machine = await org.addMachine();
  await world.ok(orgRpc.setExternalManagement, { orgId: org.id, isExternallyManaged: true });
  return { org, human, machine };
}

const rows = Object.entries(writes).map(([name, requestFor]) => ({ name, requestFor }));

/** GetExternalManagement, SetExternalManagement, and what they mean for every other call. */
export const externalManagement: CaseGroup = {
  subject: "an organization that another system manages",
  cases: {
    async "is set and taken back, in its history, and setting it twice changes nothing"(world) {
      const org = await world.addOrg();
      const isSet = async () => (await world.ok(orgRpc.getExternalManagement, { orgId: org.id })).isExternallyManaged;
      const set = async (isExternallyManaged: boolean) =>
        (await world.ok(orgRpc.setExternalManagement, { orgId: org.id, isExternallyManaged })).details;
      expect(await isSet()).toBe(false);
      const { sequence } = (await set(true)) ?? {};
      expect(await isSet()).toBe(true);
      expect(await set(true)).toMatchObject({ sequence, resourceOwner: org.id });
      await org.ok(rpc.updateOrg, { name: unique("Renamed ") });
      expect(await isSet()).toBe(true);
      await set(false);
      expect(await isSet()).toBe(false);
      const types = await listOrgEventTypes(org);
      expect(types.filter((type) => type.startsWith("org.external"))).toEqual([
        "org.external.management.set",
        "org.external.management.removed",
      ]);
      await org.addHuman();
    },
    async "is no matter of its owner"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_OWNER");
      const owner = world.as({ token });
      const request = { orgId: org.id, isExternallyManaged: false };
      expectRefusal(await owner.call(orgRpc.setExternalManagement, request), "permissionMissing");
      expectRefusal(await owner.call(orgRpc.getExternalManagement, { orgId: org.id }), "permissionMissing");
    },
    async "has a rule for every RPC that changes users"() {
      const changing = ManagementService.methods.filter((method) => {
        const { rule } = getOption(method, access);
        return rule.case === "permission" && ["user.write", "user.delete"].includes(rule.value);
      });
      expect([...Object.keys(writes), ...ownMatters].sort()).toEqual(changing.map(({ localName }) => localName).sort());
    },
    ...casesOf("refuses $name, before it tells whether there is such a user", rows, async (world, row) => {
      const { org, human } = await addManagedOrg(world);
      for (const id of [human, "1"]) {
        expectRefusal(await org.call(methodNamed(row.name), row.requestFor(id)), "orgExternallyManaged");
      }
    }),
    async "refuses changes through the other user interface"(world) {
      const { org, human: userId } = await addManagedOrg(world);
      const profile = { givenName: "A", familyName: "B" };
      expectRefusal(await org.call(v2.updateHumanUser, { userId, profile }), "orgExternallyManaged");
      expectRefusal(await org.call(v2.lockUser, { userId }), "orgExternallyManaged");
      expectRefusal(await org.call(v2.deleteUser, { userId }), "orgExternallyManaged");
      const organization = { org: { case: "orgId", value: org.id } } as const;
      const email = { email: "gigi@example.com", verification: { case: "isVerified", value: true } } as const;
      expectRefusal(await org.call(v2.addHumanUser, { organization, profile, email }), "orgExternallyManaged");
    },
    async "keeps machines, metadata, memberships and grants changeable, and everything readable"(world) {
      const { org, human, machine } = await addManagedOrg(world);
      await org.ok(rpc.setUserMetadata, { id: human, key: "a", value: Uint8Array.of(1) });
      await org.ok(rpc.addOrgMember, { userId: human, roles: ["ORG_OWNER"] });
      await org.ok(rpc.updateMachine, { userId: machine, name: "Other" });
      await org.addToken(machine);
      await org.ok(rpc.lockUser, { id: machine });
      await org.ok(rpc.removeUser, { id: machine });
      await org.addMachine();
      expect(await org.getUser(human)).toMatchObject({ id: human });
    },
  },
};
