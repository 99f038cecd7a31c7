import { expect } from "vitest";
import { UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

const activeHuman = { email: { email: "a@example.com", isEmailVerified: true }, initialPassword: "Secret-1" };

/** LockUser and UnlockUser. */
export const userStates: CaseGroup = {
  subject: "LockUser and UnlockUser",
  cases: {
    ...casesOf(
      "lock and unlock $name, which ends up active",
      [
        { name: "an initial human", human: {} },
        { name: "an active human", human: activeHuman },
        { name: "a machine", human: undefined },
      ],
      async (world, { human }) => {
        const org = await world.addOrg();
        const id = human === undefined ? await org.addMachine() : await org.addHuman(human);
        const last = (await org.listChanges(id)).length;

        const locking = await during(() => org.ok(rpc.lockUser, { id }));
        expect(locking.result.details).toMatchObject({ sequence: BigInt(last + 1), resourceOwner: org.id });
        expect(locking.result.details?.creationDate).toBeUndefined();
        locking.expectWithin(locking.result.details?.changeDate);
        const locked = await org.getUser(id);
        expect(locked.state).toBe(UserState.LOCKED);
        expect(locked.details).toMatchObject({
          sequence: locking.result.details?.sequence,
          changeDate: locking.result.details?.changeDate,
        });

        const unlocking = await during(() => org.ok(rpc.unlockUser, { id }));
        expect(unlocking.result.details).toMatchObject({ sequence: BigInt(last + 2), resourceOwner: org.id });
        unlocking.expectWithin(unlocking.result.details?.changeDate);
        expect((await org.getUser(id)).state).toBe(UserState.ACTIVE);
        expect((await org.listEventTypes(id)).slice(last)).toEqual(["user.locked", "user.unlocked"]);
      },
    ),

    async "refuse to lock what is locked"(world) {
      const org = await world.addOrg();
      const id = await org.addHuman();
      await org.ok(rpc.lockUser, { id });
      expectRefusal(await org.call(rpc.lockUser, { id }), "userLockState");
      expect((await org.getUser(id)).state).toBe(UserState.LOCKED);
    },
    async "refuse to unlock what is not locked"(world) {
      const org = await world.addOrg();
      const id = await org.addHuman();
      expectRefusal(await org.call(rpc.unlockUser, { id }), "userUnlockState");
      expect((await org.getUser(id)).state).toBe(UserState.INITIAL);
    },

    ...casesOf(
      "refuse $name",
      [
        { name: "an unknown user", isThere: false, isRemoved: false },
        { name: "a user of another organization", isThere: true, isRemoved: false },
        { name: "a removed user", isThere: true, isRemoved: true },
      ],
      async (world, { isThere, isRemoved }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const owner = isRemoved ? org : other;
        const id = isThere ? await owner.addHuman() : "1";
        if (isRemoved) await owner.ok(rpc.removeUser, { id });
        expectRefusal(await org.call(rpc.lockUser, { id }), "userLockNotFound");
        expectRefusal(await org.call(rpc.unlockUser, { id }), "userUnlockNotFound");
      },
    ),
  },
};
