import { expect } from "vitest";
import { AccessTokenType } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { absentMachines } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

const robot = { name: "Robot", description: "Feeds giraffes", accessTokenType: AccessTokenType.JWT } as const;

const getMachine = async (org: OrgInTest, id: string) => (await org.getUser(id)).type;

/** UpdateMachine. */
export const machineChanges: CaseGroup = {
  subject: "UpdateMachine",
  cases: {
    ...casesOf(
      "replaces all three fields: $name",
      [
        { name: "the name alone", request: { ...robot, name: "Rover" } },
        { name: "the description alone", request: { ...robot, description: "" } },
        { name: "the access token type alone", request: { ...robot, accessTokenType: AccessTokenType.BEARER } },
        {
          name: "everything",
          request: { name: "Rover", description: "", accessTokenType: AccessTokenType.BEARER },
        },
      ],
      async (world, { request }) => {
        const org = await world.addOrg();
        const userId = await org.addMachine(robot);
        const { result, expectWithin } = await during(() => org.ok(rpc.updateMachine, { userId, ...request }));
        expect(result.details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
        expect(result.details?.creationDate).toBeUndefined();
        expectWithin(result.details?.changeDate);
        expect(await getMachine(org, userId)).toMatchObject({ case: "machine", value: request });
        expect((await org.getUser(userId)).details?.sequence).toBe(2n);
        expect(await org.listEventTypes(userId)).toEqual(["user.machine.added", "user.machine.changed"]);
      },
    ),
    async "refuses what changes nothing"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine(robot);
      expectRefusal(await org.call(rpc.updateMachine, { userId, ...robot }), "machineNotChanged");
      expect(await org.listEventTypes(userId)).toEqual(["user.machine.added"]);
    },
    ...casesOf("refuses $name", absentMachines, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.updateMachine, { userId, ...robot }), "machineNotFound");
    }),
    async "needs a name"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.updateMachine, { userId: "1" });
      expectInvalid(refused, "UpdateMachineRequest.Name", ["name"]);
    },
  },
};

/** GenerateMachineSecret and RemoveMachineSecret. */
export const machineSecrets: CaseGroup = {
  subject: "Client secrets",
  cases: {
    async "are answered once, with the login name as the client's id"(world) {
      const org = await world.addOrg();
      const userName = unique("robot-");
      const userId = await org.addMachine({ userName });
      const { result, expectWithin } = await during(() => org.ok(rpc.generateMachineSecret, { userId }));
      expect(result.clientId).toBe(userName);
      expect(result.clientSecret).toMatch(/^[A-Za-z0-9]{64}$/);
      expect(result.details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
      expect(await getMachine(org, userId)).toMatchObject({ value: { hasSecret: true } });
      expect(await org.listEventTypes(userId)).toEqual(["user.machine.added", "user.machine.secret.set"]);
    },
    async "are another each time"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const first = await org.ok(rpc.generateMachineSecret, { userId });
      const second = await org.ok(rpc.generateMachineSecret, { userId });
      expect(second.clientSecret).not.toBe(first.clientSecret);
      expect(second.details?.sequence).toBe(3n);
    },
    async "are not made for humans"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await org.call(rpc.generateMachineSecret, { userId }), "secretUserNotMachine");
    },
    async "are not made for unknown users, nor for those of another organization"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      expectRefusal(await org.call(rpc.generateMachineSecret, { userId: "1" }), "userNotFound");
      const foreign = { userId: await other.addMachine() };
      expectRefusal(await org.call(rpc.generateMachineSecret, foreign), "userOfOtherOrg");
    },
    async "are taken away"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      await org.ok(rpc.generateMachineSecret, { userId });
      const { details } = await org.ok(rpc.removeMachineSecret, { userId });
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect(details?.changeDate).toBeDefined();
      expect(await getMachine(org, userId)).toMatchObject({ value: { hasSecret: false } });
      expect((await org.listEventTypes(userId)).at(-1)).toBe("user.machine.secret.removed");
      expectRefusal(await org.call(rpc.removeMachineSecret, { userId }), "secretNotFound");
    },
    ...casesOf("cannot be taken away of $name", absentMachines, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.removeMachineSecret, { userId }), "secretRemoveUserNotMachine");
    }),
  },
};
