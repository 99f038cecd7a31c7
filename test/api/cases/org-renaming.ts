import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { eventsOfNewOrg, lastOfNewOrg, listOrgEventTypes } from "../org-history.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** UpdateOrg. */
export const orgRenaming: CaseGroup = {
  subject: "UpdateOrg",
  cases: {
    async "answers the sequence, the owner, and a creation date in place of a change date"(world) {
      const org = await world.addOrg();
      const { result, expectWithin } = await during(() => org.ok(rpc.updateOrg, { name: unique("New ") }));
      expect(result.details).toMatchObject({ sequence: lastOfNewOrg + 5n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
    },
    async "moves the domain that was made of the old name, which stays primary"(world) {
      const org = await world.addOrg();
      const name = unique("New Name ");
      await org.ok(rpc.updateOrg, { name });
      const domain = `${name.toLowerCase().replaceAll(" ", "-")}.${world.server.instance.domain}`;
      expect((await org.ok(rpc.getMyOrg, {})).org).toMatchObject({ name, primaryDomain: domain });
      const { result } = await org.ok(rpc.listOrgDomains, {});
      expect(result).toMatchObject([{ domainName: domain, isVerified: true, isPrimary: true }]);
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length)).toEqual([
        "org.changed",
        "org.domain.added",
        "org.domain.verified",
        "org.domain.primary.set",
        "org.domain.removed",
      ]);
    },
    async "moves the domain without making it primary when another one is"(world) {
      const org = await world.addOrg();
      const primary = `${unique("primary")}.example`;
      await org.ok(rpc.addOrgDomain, { domain: primary });
      await org.ok(rpc.setPrimaryOrgDomain, { domain: primary });
      const name = unique("New ");
      await org.ok(rpc.updateOrg, { name });
      expect((await org.ok(rpc.getMyOrg, {})).org).toMatchObject({ name, primaryDomain: primary });
      const { result } = await org.ok(rpc.listOrgDomains, {});
      expect(result.map(({ domainName, isPrimary }) => [domainName, isPrimary])).toEqual(
        [
          [`${name.toLowerCase().replace(" ", "-")}.${world.server.instance.domain}`, false],
          [primary, true],
        ].toSorted(),
      );
    },
    async "leaves the domains alone when that of the old name was removed"(world) {
      const org = await world.addOrg();
      const { org: before } = await org.ok(rpc.getMyOrg, {});
      const domain = `${unique("kept")}.example`;
      await org.ok(rpc.addOrgDomain, { domain });
      await org.ok(rpc.setPrimaryOrgDomain, { domain });
      await org.ok(rpc.removeOrgDomain, { domain: before?.primaryDomain ?? "" });
      const last = (await listOrgEventTypes(org)).length;
      await org.ok(rpc.updateOrg, { name: "!?".repeat(3) + unique("") });
      expect(await listOrgEventTypes(org, last)).toEqual(["org.changed"]);
    },
    async "leaves the domain alone when both names make the same"(world) {
      const org = await world.addOrg();
      await org.ok(rpc.updateOrg, { name: org.name.toUpperCase() });
      expect((await org.ok(rpc.getMyOrg, {})).org?.name).toBe(org.name.toUpperCase());
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length)).toEqual(["org.changed"]);
    },
    async "makes a domain that the organization has already primary"(world) {
      const org = await world.addOrg();
      const name = unique("Later ");
      const domain = `${name.toLowerCase().replace(" ", "-")}.${world.server.instance.domain}`;
      await org.ok(rpc.addOrgDomain, { domain });
      const last = (await listOrgEventTypes(org)).length;
      await org.ok(rpc.updateOrg, { name });
      expect(await listOrgEventTypes(org, last)).toEqual([
        "org.changed",
        "org.domain.primary.set",
        "org.domain.removed",
      ]);
      expect((await org.ok(rpc.listOrgDomains, {})).result).toMatchObject([{ domainName: domain, isPrimary: true }]);
    },
    async "makes the old name and its domain free"(world) {
      const org = await world.addOrg();
      await org.ok(rpc.updateOrg, { name: unique("New ") });
      await world.ok(rpc.addOrg, { name: org.name });
    },
    async "refuses a blank name"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.updateOrg, { name: "  " }), "orgNameEmpty");
    },
    ...casesOf(
      "refuses the name it has, $name",
      [
        { name: "as it is", change: (text: string) => text },
        { name: "with white space around", change: (text: string) => ` ${text} ` },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(rpc.updateOrg, { name: change(org.name) }), "orgNotChanged");
        expect(await listOrgEventTypes(org)).toEqual(eventsOfNewOrg);
      },
    ),
    async "refuses a name that no domain can be made of, where the domain would have to follow"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.updateOrg, { name: "!?" }), "orgDomainEmpty");
    },
    async "refuses another organization's name, case aside, and changes nothing"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      expectRefusal(await org.call(rpc.updateOrg, { name: other.name.toUpperCase() }), "orgAlreadyExists");
      expect((await org.ok(rpc.getMyOrg, {})).org?.name).toBe(org.name);
      expect(await listOrgEventTypes(org)).toEqual(eventsOfNewOrg);
    },
    async "refuses a name whose domain is another organization's"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      expectRefusal(await org.call(rpc.updateOrg, { name: `${other.name}?` }), "orgDomainAlreadyExists");
    },
  },
};

/** GetOrgByDomainGlobal. */
export const orgByDomain: CaseGroup = {
  subject: "GetOrgByDomainGlobal",
  cases: {
    ...casesOf(
      "finds an organization by its primary domain, $name",
      [
        { name: "as it is", change: (text: string) => text },
        { name: "in upper case", change: (text: string) => text.toUpperCase() },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const { org: own } = await org.ok(rpc.getMyOrg, {});
        const { org: found } = await world.ok(rpc.getOrgByDomainGlobal, { domain: change(own?.primaryDomain ?? "") });
        expect(found).toEqual(own);
      },
    ),
    async "does not find it by another of its domains"(world) {
      const org = await world.addOrg();
      const domain = `${unique("second")}.example`;
      await org.ok(rpc.addOrgDomain, { domain });
      expectRefusal(await world.call(rpc.getOrgByDomainGlobal, { domain }), "orgOfDomainNotFound");
    },
    async "does not find an inactive organization"(world) {
      const org = await world.addOrg();
      const domain = (await org.ok(rpc.getMyOrg, {})).org?.primaryDomain ?? "";
      await org.ok(rpc.deactivateOrg, {});
      expectRefusal(await world.call(rpc.getOrgByDomainGlobal, { domain }), "orgOfDomainNotFound");
    },
    async "does not find a domain that nobody has"(world) {
      expectRefusal(await world.call(rpc.getOrgByDomainGlobal, { domain: "nobody.example" }), "orgOfDomainNotFound");
    },
  },
};
