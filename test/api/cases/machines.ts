import { expect } from "vitest";
import { AccessTokenType, UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { newMachine } from "../org-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** AddMachineUser. Its field rules are with the other validation cases. */
export const machines: CaseGroup = {
  subject: "AddMachineUser",
  cases: {
    async "answers the id, the sequence, the owner, and a change date in place of a creation date"(world) {
      const org = await world.addOrg();
      const { result, expectWithin } = await during(() => org.ok(rpc.addMachineUser, newMachine()));
      expect(result.userId).toMatch(/^\d{1,19}$/);
      expect(result.details).toMatchObject({ sequence: 1n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
    },

    async "makes an active machine with one event"(world) {
      const org = await world.addOrg();
      const userName = unique("machine-");
      const id = await org.addMachine({ userName, name: "Robot", description: "Feeds giraffes" });
      const user = await org.getUser(id);
      expect(user).toMatchObject({ id, state: UserState.ACTIVE, userName, loginNames: [userName] });
      expect(user.preferredLoginName).toBe(userName);
      expect(user.details).toMatchObject({ sequence: 1n, resourceOwner: org.id });
      expect(user.details?.creationDate).toEqual(user.details?.changeDate);
      expect(user.type).toMatchObject({
        case: "machine",
        value: { name: "Robot", description: "Feeds giraffes", hasSecret: false },
      });
      expect(await org.listEventTypes(id)).toEqual(["user.machine.added"]);
    },

    ...casesOf(
      "keeps the access token type $name",
      [
        { name: "BEARER", accessTokenType: AccessTokenType.BEARER },
        { name: "JWT", accessTokenType: AccessTokenType.JWT },
      ],
      async (world, { accessTokenType }) => {
        const org = await world.addOrg();
        const { type } = await org.getUser(await org.addMachine({ accessTokenType }));
        expect(type).toMatchObject({ value: { accessTokenType } });
      },
    ),

    async "keeps texts as they are given"(world) {
      const org = await world.addOrg();
      const userName = ` ${unique("machine-")} `;
      const id = await org.addMachine({ userName, name: " Robot ", description: " " });
      const user = await org.getUser(id);
      expect(user).toMatchObject({ userName, type: { value: { name: " Robot ", description: " " } } });
    },

    async "takes the id that is given"(world) {
      const org = await world.addOrg();
      const userId = unique("robot/№ ");
      expect(await org.addMachine({ userId })).toBe(userId);
      expect((await org.getUser(userId)).id).toBe(userId);
    },

    ...casesOf(
      "refuses an id that $name",
      [
        { name: "a machine has", kind: "machine", isElsewhere: false },
        { name: "a human has", kind: "human", isElsewhere: false },
        { name: "a user of another organization has", kind: "machine", isElsewhere: true },
      ],
      async (world, { kind, isElsewhere }) => {
        const org = await world.addOrg();
        const owner = isElsewhere ? await world.addOrg() : org;
        const userId = kind === "human" ? await owner.addHuman() : await owner.addMachine();
        expectRefusal(await org.call(rpc.addMachineUser, newMachine({ userId })), "machineIdTaken");
        expect(await org.countUsers()).toBe(isElsewhere ? 0 : 1);
      },
    ),

    ...casesOf(
      "refuses a blank $name, before it looks at the id",
      [
        { name: "user name", texts: { userName: " " } },
        { name: "name", texts: { name: "\t" } },
      ],
      async (world, { texts }) => {
        const org = await world.addOrg();
        const userId = await org.addMachine();
        expectRefusal(await org.call(rpc.addMachineUser, newMachine({ userId, ...texts })), "machineNameEmpty");
        expect(await org.countUsers()).toBe(1);
      },
    ),
  },
};
