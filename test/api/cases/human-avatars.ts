import { expect } from "vitest";
import { absentHumans } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { rpc } from "../world.ts";

/** RemoveHumanAvatar. */
export const humanAvatars: CaseGroup = {
  subject: "RemoveHumanAvatar",
  cases: {
    async "succeeds without a picture, and is in the history"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const { details } = await org.ok(rpc.removeHumanAvatar, { userId });
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect((await org.listEventTypes(userId)).at(-1)).toBe("user.human.avatar.removed");
    },
    ...casesOf("refuses $name", absentHumans, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.removeHumanAvatar, { userId }), "avatarUserNotFound");
    }),
  },
};
