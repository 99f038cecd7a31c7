import { expect } from "vitest";
import { Gender } from "../../../gen/zitadel/user/v1/user_pb.ts";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { rpc } from "../world.ts";

/** UpdateHumanProfile. */
export const humanProfile: CaseGroup = {
  subject: "UpdateHumanProfile",
  cases: {
    async "replaces all six fields"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      const profile = {
        firstName: "Zara",
        lastName: "Zebra",
        nickName: "Zed",
        displayName: "Zara Z.",
        preferredLanguage: "de-CH",
        gender: Gender.FEMALE,
      };
      await org.ok(rpc.updateHumanProfile, { userId, ...profile });
      expect((await org.ok(rpc.getHumanProfile, { userId })).profile).toMatchObject(profile);
    },
    async "rejects an unknown user"(world) {
      const org = await world.addOrg();
      const profile = { firstName: "Zara", lastName: "Zebra", displayName: "Zara Z." };
      expectRefusal(await org.call(rpc.updateHumanProfile, { userId: "1", ...profile }), "profileNotFound");
    },
  },
};
