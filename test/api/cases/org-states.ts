import { expect } from "vitest";
import { OrgState } from "../../../gen/zitadel/org/v1/org_pb.ts";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { eventsOfNewOrg, lastOfNewOrg, listOrgEventTypes } from "../org-history.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

/** DeactivateOrg and ReactivateOrg. */
export const orgStates: CaseGroup = {
  subject: "DeactivateOrg and ReactivateOrg",
  cases: {
    async "switch an organization off and on, and answer the sequence, the change date and the owner"(world) {
      const org = await world.addOrg();
      const steps = [
        {
          change: async () => (await org.ok(rpc.deactivateOrg, {})).details,
          state: OrgState.INACTIVE,
          sequence: lastOfNewOrg + 1n,
        },
        {
          change: async () => (await org.ok(rpc.reactivateOrg, {})).details,
          state: OrgState.ACTIVE,
          sequence: lastOfNewOrg + 2n,
        },
      ];
      for (const { change, state, sequence } of steps) {
        const { result: details, expectWithin } = await during(change);
        expect(details).toMatchObject({ sequence, resourceOwner: org.id });
        expect(details?.creationDate).toBeUndefined();
        expectWithin(details?.changeDate);
        const { org: read } = await org.ok(rpc.getMyOrg, {});
        expect(read).toMatchObject({ state, details: { sequence, changeDate: details?.changeDate } });
      }
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length)).toEqual(["org.deactivated", "org.reactivated"]);
    },
    async "leave an inactive organization usable by name in the header"(world) {
      const org = await world.addOrg();
      await org.ok(rpc.deactivateOrg, {});
      await org.addHuman();
      expect(await org.countUsers()).toBe(1);
    },
    async "refuse to switch off what is off"(world) {
      const org = await world.addOrg();
      await org.ok(rpc.deactivateOrg, {});
      expectRefusal(await org.call(rpc.deactivateOrg, {}), "orgAlreadyInactive");
    },
    async "refuse to switch on what is on"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.reactivateOrg, {}), "orgAlreadyActive");
      expect(await listOrgEventTypes(org)).toEqual(eventsOfNewOrg);
    },
  },
};
