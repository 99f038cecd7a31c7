import { expect } from "vitest";
import { UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { absentUsers, activeHuman } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

/** DeactivateUser and ReactivateUser. */
export const userActivity: CaseGroup = {
  subject: "DeactivateUser and ReactivateUser",
  cases: {
    ...casesOf(
      "deactivate and reactivate $name",
      [
        { name: "an active human", isHuman: true, isLocked: false },
        { name: "a machine", isHuman: false, isLocked: false },
        { name: "a locked human, which ends up active", isHuman: true, isLocked: true },
      ],
      async (world, { isHuman, isLocked }) => {
        const org = await world.addOrg();
        const id = isHuman ? await org.addHuman(activeHuman) : await org.addMachine();
        if (isLocked) await org.ok(rpc.lockUser, { id });
        const last = (await org.listChanges(id)).length;

        const deactivating = await during(() => org.ok(rpc.deactivateUser, { id }));
        expect(deactivating.result.details).toMatchObject({ sequence: BigInt(last + 1), resourceOwner: org.id });
        expect(deactivating.result.details?.creationDate).toBeUndefined();
        deactivating.expectWithin(deactivating.result.details?.changeDate);
        const inactive = await org.getUser(id);
        expect(inactive.state).toBe(UserState.INACTIVE);
        expect(inactive.details?.sequence).toBe(BigInt(last + 1));

        const { details } = await org.ok(rpc.reactivateUser, { id });
        expect(details).toMatchObject({ sequence: BigInt(last + 2), resourceOwner: org.id });
        expect((await org.getUser(id)).state).toBe(UserState.ACTIVE);
        expect((await org.listEventTypes(id)).slice(last)).toEqual(["user.deactivated", "user.reactivated"]);
      },
    ),

    async "end the tokens of who is deactivated for good"(world) {
      const org = await world.addOrg();
      const id = await org.addMachine();
      const { token } = await org.addToken(id);
      await org.ok(rpc.deactivateUser, { id });
      expectRefusal(await world.as({ token }).call(rpc.getIAM, {}), "tokenInvalid");
      await org.ok(rpc.reactivateUser, { id });
      expectRefusal(await world.as({ token }).call(rpc.getIAM, {}), "tokenInvalid");
      const { token: next } = await org.addToken(id);
      await world.as({ token: next }).ok(rpc.getIAM, {});
    },

    async "refuse, as not found, to deactivate an initial user"(world) {
      const org = await world.addOrg();
      const id = await org.addHuman();
      expectRefusal(await org.call(rpc.deactivateUser, { id }), "userDeactivateInitial");
      expect((await org.getUser(id)).state).toBe(UserState.INITIAL);
    },
    async "refuse to deactivate who is inactive"(world) {
      const org = await world.addOrg();
      const id = await org.addMachine();
      await org.ok(rpc.deactivateUser, { id });
      expectRefusal(await org.call(rpc.deactivateUser, { id }), "userDeactivateState");
    },
    async "refuse to lock and to unlock who is inactive"(world) {
      const org = await world.addOrg();
      const id = await org.addMachine();
      await org.ok(rpc.deactivateUser, { id });
      expectRefusal(await org.call(rpc.lockUser, { id }), "userLockState");
      expectRefusal(await org.call(rpc.unlockUser, { id }), "userUnlockState");
      expect((await org.getUser(id)).state).toBe(UserState.INACTIVE);
    },
    ...casesOf(
      "refuse to reactivate $name",
      [
        { name: "an active user", human: activeHuman, isLocked: false },
        { name: "an initial user", human: {}, isLocked: false },
        { name: "a locked user", human: activeHuman, isLocked: true },
      ],
      async (world, { human, isLocked }) => {
        const org = await world.addOrg();
        const id = await org.addHuman(human);
        if (isLocked) await org.ok(rpc.lockUser, { id });
        expectRefusal(await org.call(rpc.reactivateUser, { id }), "userReactivateState");
      },
    ),
    ...casesOf("refuse $name", absentUsers, async (world, { idFor }) => {
      const org = await world.addOrg();
      const id = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.deactivateUser, { id }), "userDeactivateNotFound");
      expectRefusal(await org.call(rpc.reactivateUser, { id }), "userReactivateNotFound");
    }),
  },
};
