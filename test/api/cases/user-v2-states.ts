import { expect } from "vitest";
import type { Details } from "../../../gen/zitadel/object/v2/object_pb.ts";
import { UserState } from "../../../gen/zitadel/user/v2/user_pb.ts";
import type { ErrorName } from "../../../src/directory/errors.ts";
import type { CallResult } from "../../support/clients/index.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectOk, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { addHumanV2, getUserV2, v2 } from "../user-v2.ts";
import { type Caller, rpc } from "../world.ts";

type State = "active" | "initial" | "inactive" | "locked";

async function addHumanIn(org: OrgInTest, state: State): Promise<string> {
  const id = state === "initial" ? await org.addHuman() : await addHumanV2(org);
  if (state === "inactive") await org.ok(v2.deactivateUser, { userId: id });
  if (state === "locked") await org.ok(v2.lockUser, { userId: id });
  return id;
}

type Transition = "DeactivateUser" | "ReactivateUser" | "LockUser" | "UnlockUser";

/** The four have the same messages under different names. */
const change = (
  caller: Caller,
  transition: Transition,
  userId: string,
): Promise<CallResult<{ readonly details?: Details | undefined }>> => {
  switch (transition) {
    case "DeactivateUser":
      return caller.call(v2.deactivateUser, { userId });
    case "ReactivateUser":
      return caller.call(v2.reactivateUser, { userId });
    case "LockUser":
      return caller.call(v2.lockUser, { userId });
    case "UnlockUser":
      return caller.call(v2.unlockUser, { userId });
  }
};

const allowed: readonly { name: string; from: State; by: Transition; to: UserState; event: string }[] = [
  {
    name: "deactivates an active user",
    from: "active",
    by: "DeactivateUser",
    to: UserState.INACTIVE,
    event: "user.deactivated",
  },
  {
    name: "deactivates a locked user",
    from: "locked",
    by: "DeactivateUser",
    to: UserState.INACTIVE,
    event: "user.deactivated",
  },
  {
    name: "reactivates an inactive user",
    from: "inactive",
    by: "ReactivateUser",
    to: UserState.ACTIVE,
    event: "user.reactivated",
  },
  { name: "locks an active user", from: "active", by: "LockUser", to: UserState.LOCKED, event: "user.locked" },
  { name: "locks an initial user", from: "initial", by: "LockUser", to: UserState.LOCKED, event: "user.locked" },
  { name: "unlocks a locked user", from: "locked", by: "UnlockUser", to: UserState.ACTIVE, event: "user.unlocked" },
];

const refused: readonly { name: string; from: State; by: Transition; want: ErrorName }[] = [
  { name: "to deactivate an initial user", from: "initial", by: "DeactivateUser", want: "userV2DeactivateInitial" },
  { name: "to deactivate an inactive user", from: "inactive", by: "DeactivateUser", want: "userV2DeactivateState" },
  { name: "to reactivate an active user", from: "active", by: "ReactivateUser", want: "userV2ReactivateState" },
  { name: "to reactivate a locked user", from: "locked", by: "ReactivateUser", want: "userV2ReactivateState" },
  { name: "to lock an inactive user", from: "inactive", by: "LockUser", want: "userV2LockState" },
  { name: "to lock a locked user", from: "locked", by: "LockUser", want: "userV2LockState" },
  { name: "to unlock an active user", from: "active", by: "UnlockUser", want: "userV2UnlockState" },
  { name: "to unlock an initial user", from: "initial", by: "UnlockUser", want: "userV2UnlockState" },
];

const notFound: readonly { name: Transition; want: ErrorName }[] = [
  { name: "DeactivateUser", want: "userV2DeactivateNotFound" },
  { name: "ReactivateUser", want: "userV2ReactivateNotFound" },
  { name: "LockUser", want: "userV2LockNotFound" },
  { name: "UnlockUser", want: "userV2UnlockNotFound" },
];

/** The four transitions, and DeleteUser. */
export const userV2States: CaseGroup = {
  subject: "User v2: states and removal",
  cases: {
    ...casesOf("$name", allowed, async (world, { from, by, to, event }) => {
      const org = await world.addOrg();
      const userId = await addHumanIn(org, from);
      const last = (await org.listChanges(userId)).length;
      const { result, expectWithin } = await during(async () => expectOk(await change(org, by, userId)));
      expect(result.details).toMatchObject({ sequence: BigInt(last + 1), resourceOwner: org.id });
      expectWithin(result.details?.changeDate);
      expect((await getUserV2(org, userId)).state).toBe(to);
      expect((await org.listEventTypes(userId)).at(-1)).toBe(event);
    }),
    ...casesOf("refuses $name", refused, async (world, { from, by, want }) => {
      const org = await world.addOrg();
      const userId = await addHumanIn(org, from);
      const before = await getUserV2(org, userId);
      expectRefusal(await change(org, by, userId), want);
      expect(await getUserV2(org, userId)).toEqual(before);
    }),
    ...casesOf("$name refuses a user that is not there", notFound, async (world, { name, want }) =>
      expectRefusal(await change(world, name, "1"), want),
    ),
    async "asks for the permission before it looks at the state, which strangers do not learn"(world) {
      const [own, other] = [await world.addOrg(), await world.addOrg()];
      const { token } = await other.addMember("ORG_OWNER");
      const stranger = world.as({ token });
      const initial = await addHumanIn(own, "initial");
      const active = await addHumanIn(own, "active");
      expectRefusal(await change(stranger, "DeactivateUser", initial), "membershipNotFound");
      expectRefusal(await change(stranger, "ReactivateUser", active), "membershipNotFound");
      expectRefusal(await change(stranger, "LockUser", await addHumanIn(own, "locked")), "membershipNotFound");
      expectRefusal(await change(stranger, "UnlockUser", active), "membershipNotFound");
    },
    async "ends tokens with a lock"(world) {
      const org = await world.addOrg();
      const { id, token } = await org.addMember("ORG_OWNER");
      await org.ok(v2.lockUser, { userId: id });
      await org.ok(v2.unlockUser, { userId: id });
      expectRefusal(await world.as({ token }).call(rpc.getIAM, {}), "tokenInvalid");
    },
    async "removes a user with its memberships, and answers the last event"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await org.addMachine();
      const added = await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      const { details } = await org.ok(v2.deleteUser, { userId });
      expect(details).toMatchObject({ sequence: (added.details?.sequence ?? 0n) + 1n, resourceOwner: org.id });
      expectRefusal(await org.call(v2.getUserByID, { userId }), "userNotFound");
    },
    async "refuses to remove a user that is not there"(world) {
      expectRefusal(await world.call(v2.deleteUser, { userId: "1" }), "userV2RemoveNotFound");
    },
  },
};
