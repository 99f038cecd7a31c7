import { expect } from "vitest";
import { DomainValidationType } from "../../../gen/zitadel/org/v1/domain_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { eventsOfNewOrg, lastOfNewOrg, listOrgEventTypes } from "../org-history.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { type Caller, rpc } from "../world.ts";

const newDomain = () => `${unique("domain")}.example`;
const primaryOf = async (org: Caller) => (await org.ok(rpc.getMyOrg, {})).org?.primaryDomain ?? "";
const domainsOf = async (org: Caller) =>
  (await org.ok(rpc.listOrgDomains, {})).result.map(({ domainName }) => domainName);

/** AddOrgDomain, RemoveOrgDomain and SetPrimaryOrgDomain. */
export const orgDomains: CaseGroup = {
  subject: "AddOrgDomain, RemoveOrgDomain and SetPrimaryOrgDomain",
  cases: {
    async "add a domain that is verified at once, and answer the sequence, the creation date and the owner"(world) {
      const org = await world.addOrg();
      const domain = newDomain();
      const { result, expectWithin } = await during(() => org.ok(rpc.addOrgDomain, { domain }));
      expect(result.details).toMatchObject({ sequence: lastOfNewOrg + 2n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
      const { result: listed } = await org.ok(rpc.listOrgDomains, {});
      expect(listed.find(({ domainName }) => domainName === domain)).toMatchObject({
        orgId: org.id,
        isVerified: true,
        isPrimary: false,
        validationType: DomainValidationType.UNSPECIFIED,
        details: { sequence: lastOfNewOrg + 2n, resourceOwner: org.id, creationDate: result.details?.creationDate },
      });
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length)).toEqual(["org.domain.added", "org.domain.verified"]);
    },
    async "keep a domain in lower case without white space around"(world) {
      const org = await world.addOrg();
      const domain = newDomain();
      await org.ok(rpc.addOrgDomain, { domain: ` ${domain.toUpperCase()} ` });
      expect(await domainsOf(org)).toContain(domain);
    },
    async "leave the organization's own details alone when a domain is added"(world) {
      const org = await world.addOrg();
      const { org: before } = await org.ok(rpc.getMyOrg, {});
      await org.ok(rpc.addOrgDomain, { domain: newDomain() });
      expect((await org.ok(rpc.getMyOrg, {})).org).toEqual(before);
    },
    async "refuse a blank domain"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.addOrgDomain, { domain: " \t " }), "orgDomainBlank");
    },
    ...casesOf(
      "refuse a domain that the organization has, $name",
      [
        { name: "as it is", change: (text: string) => text },
        { name: "in upper case", change: (text: string) => text.toUpperCase() },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const domain = newDomain();
        await org.ok(rpc.addOrgDomain, { domain });
        expectRefusal(await org.call(rpc.addOrgDomain, { domain: change(domain) }), "orgDomainOnOrg");
      },
    ),
    async "refuse a domain that another organization has"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const domain = newDomain();
      await other.ok(rpc.addOrgDomain, { domain });
      expectRefusal(await org.call(rpc.addOrgDomain, { domain }), "orgDomainAlreadyExists");
      expect(await domainsOf(org)).not.toContain(domain);
      expect(await listOrgEventTypes(org)).toEqual(eventsOfNewOrg);
    },

    async "remove a domain, and answer the sequence, the change date and the owner"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const domain = newDomain();
      await org.ok(rpc.addOrgDomain, { domain });
      const { result, expectWithin } = await during(() => org.ok(rpc.removeOrgDomain, { domain }));
      expect(result.details).toMatchObject({ sequence: lastOfNewOrg + 3n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
      expect(await domainsOf(org)).not.toContain(domain);
      await other.ok(rpc.addOrgDomain, { domain });
    },
    async "refuse to remove the primary domain"(world) {
      const org = await world.addOrg();
      const domain = await primaryOf(org);
      expectRefusal(await org.call(rpc.removeOrgDomain, { domain }), "orgDomainPrimary");
      expect(await domainsOf(org)).toEqual([domain]);
    },

    async "make a domain primary, and answer the sequence, the change date and the owner"(world) {
      const org = await world.addOrg();
      const [first, domain] = [await primaryOf(org), newDomain()];
      await org.ok(rpc.addOrgDomain, { domain });
      const { result, expectWithin } = await during(() => org.ok(rpc.setPrimaryOrgDomain, { domain }));
      expect(result.details).toMatchObject({ sequence: lastOfNewOrg + 3n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
      expect(await primaryOf(org)).toBe(domain);
      const { result: listed } = await org.ok(rpc.listOrgDomains, {});
      expect(listed.filter(({ isPrimary }) => isPrimary).map(({ domainName }) => domainName)).toEqual([domain]);
      await org.ok(rpc.removeOrgDomain, { domain: first });
    },
    async "make the primary domain primary again, which is an event"(world) {
      const org = await world.addOrg();
      const domain = await primaryOf(org);
      await org.ok(rpc.setPrimaryOrgDomain, { domain });
      expect(await primaryOf(org)).toBe(domain);
      expect(await listOrgEventTypes(org, eventsOfNewOrg.length)).toEqual(["org.domain.primary.set"]);
    },
    ...casesOf(
      "refuse to remove or make primary a domain that $name",
      [
        { name: "nobody has", isElsewhere: false },
        { name: "another organization has", isElsewhere: true },
      ],
      async (world, { isElsewhere }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const domain = newDomain();
        if (isElsewhere) await other.ok(rpc.addOrgDomain, { domain });
        expectRefusal(await org.call(rpc.removeOrgDomain, { domain }), "orgDomainNotFound");
        expectRefusal(await org.call(rpc.setPrimaryOrgDomain, { domain }), "orgDomainNotFound");
      },
    ),
  },
};

/** GenerateOrgDomainValidation and ValidateOrgDomain, under the policy that no proof is asked for. */
export const orgDomainProofs: CaseGroup = {
  subject: "GenerateOrgDomainValidation and ValidateOrgDomain",
  cases: {
    async "refuse a domain of the organization, because it is verified"(world) {
      const org = await world.addOrg();
      const domain = newDomain();
      await org.ok(rpc.addOrgDomain, { domain });
      for (const type of [DomainValidationType.HTTP, DomainValidationType.DNS]) {
        const refused = await org.call(rpc.generateOrgDomainValidation, { domain, type });
        expectRefusal(refused, "orgDomainAlreadyVerified");
      }
      expectRefusal(await org.call(rpc.validateOrgDomain, { domain }), "orgDomainAlreadyVerified");
    },
    async "refuse a domain that the organization does not have, each with an id of its own"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const foreign = await primaryOf(other);
      for (const domain of [newDomain(), foreign]) {
        const request = { domain, type: DomainValidationType.DNS };
        expectRefusal(await org.call(rpc.generateOrgDomainValidation, request), "orgDomainGenerateNotFound");
        expectRefusal(await org.call(rpc.validateOrgDomain, { domain }), "orgDomainValidateNotFound");
      }
    },
    async "refuse a type that is none"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.generateOrgDomainValidation, { domain: newDomain() });
      expectInvalid(refused, "GenerateOrgDomainValidationRequest.Type", ["type"]);
    },
  },
};

/** ListOrgDomains. */
export const orgDomainList: CaseGroup = {
  subject: "ListOrgDomains",
  cases: {
    async "answers the organization's own domains by name, with their number"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const [a, b] = [`a-${newDomain()}`, `b-${newDomain()}`];
      await org.ok(rpc.addOrgDomain, { domain: b });
      await org.ok(rpc.addOrgDomain, { domain: a });
      await other.ok(rpc.addOrgDomain, { domain: newDomain() });
      const { details, result } = await org.ok(rpc.listOrgDomains, {});
      expect(result.map(({ domainName }) => domainName)).toEqual([a, b, await primaryOf(org)]);
      expect(details?.totalResult).toBe(3n);
      expect(details?.viewTimestamp).toBeDefined();
    },
    async "answers a page, with the number of all"(world) {
      const org = await world.addOrg();
      const domain = `a-${newDomain()}`;
      await org.ok(rpc.addOrgDomain, { domain });
      const first = await org.ok(rpc.listOrgDomains, { query: { limit: 1 } });
      expect(first.result.map(({ domainName }) => domainName)).toEqual([domain]);
      expect(first.details?.totalResult).toBe(2n);
      const behind = await org.ok(rpc.listOrgDomains, { query: { offset: 2n } });
      expect(behind.result).toEqual([]);
      expect(behind.details?.totalResult).toBe(2n);
    },
    async "answers what all conditions find"(world) {
      const org = await world.addOrg();
      const domain = newDomain();
      await org.ok(rpc.addOrgDomain, { domain });
      const name = (text: string, method: TextQueryMethod) => ({
        query: { case: "domainNameQuery" as const, value: { name: text, method } },
      });
      const ends = name(".EXAMPLE", TextQueryMethod.ENDS_WITH_IGNORE_CASE);
      const starts = name("domain", TextQueryMethod.STARTS_WITH);
      const other = name("other", TextQueryMethod.CONTAINS);
      const found = await org.ok(rpc.listOrgDomains, { queries: [ends, starts] });
      expect(found.result.map(({ domainName }) => domainName)).toEqual([domain]);
      expect((await org.ok(rpc.listOrgDomains, { queries: [ends, other] })).result).toEqual([]);
    },
    async "refuses a limit of 1001 and a condition without content"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.listOrgDomains, { query: { limit: 1001 } }), "limitExceeded");
      const refused = await org.call(rpc.listOrgDomains, { queries: [{}] });
      expectInvalid(refused, "ListOrgDomainsRequest.Queries[0]", ["queries[0].query"]);
    },
  },
};

/** What a domain that becomes an organization's does to other organizations' user names. */
export const domainClaims: CaseGroup = {
  subject: "A domain that becomes an organization's",
  cases: {
    ...casesOf(
      "gives users of other organizations that are named under it new names: $name",
      [
        { name: "a human", isHuman: true, change: (text: string) => text },
        { name: "a machine", isHuman: false, change: (text: string) => text },
        { name: "a name in upper case", isHuman: true, change: (text: string) => text.toUpperCase() },
      ],
      async (world, { isHuman, change }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const domain = newDomain();
        const userName = change(`${unique("user-")}@${domain}`);
        const id = isHuman ? await other.addHuman({ userName }) : await other.addMachine({ userName });
        const last = (await other.listChanges(id)).length;
        await org.ok(rpc.addOrgDomain, { domain });
        const user = await other.getUser(id);
        const temporary = `${id}@temporary.${world.server.instance.domain}`;
        expect(user).toMatchObject({ userName: temporary, preferredLoginName: temporary, loginNames: [temporary] });
        expect(user.details?.sequence).toBe(BigInt(last + 1));
        expect((await other.listEventTypes(id)).slice(last)).toEqual(["user.domain.claimed"]);
      },
    ),
    async "leaves its own users alone, and those under other domains"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const domain = newDomain();
      const own = await org.addHuman({ userName: `${unique("own-")}@${domain}` });
      const longer = await other.addHuman({ userName: `${unique("longer-")}@sub.${domain}` });
      const inside = await other.addHuman({ userName: `${unique("inside-")}@${domain}.org` });
      const users = [await org.getUser(own), await other.getUser(longer), await other.getUser(inside)];
      await org.ok(rpc.addOrgDomain, { domain });
      expect([await org.getUser(own), await other.getUser(longer), await other.getUser(inside)]).toEqual(users);
    },
    async "does the same when an organization is added or renamed"(world) {
      const other = await world.addOrg();
      const names = [unique("Claims "), unique("Claims ")] as const;
      const ids: string[] = [];
      for (const name of names) {
        const domain = `${name.toLowerCase().replace(" ", "-")}.${world.server.instance.domain}`;
        ids.push(await other.addHuman({ userName: `${unique("user-")}@${domain}` }));
      }
      const org = await world.addOrg(names[0]);
      await org.ok(rpc.updateOrg, { name: names[1] });
      for (const id of ids) {
        expect((await other.getUser(id)).userName).toBe(`${id}@temporary.${world.server.instance.domain}`);
      }
    },
    async "reserves user names for its own users until it is removed"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const domain = newDomain();
      await org.ok(rpc.addOrgDomain, { domain });
      const userName = `${unique("later-")}@${domain}`;
      const human = {
        userName,
        profile: { firstName: "Gigi", lastName: "Giraffe" },
        email: { email: "gigi@example.com" },
      };
      expectRefusal(await other.call(rpc.addHumanUser, human), "userNameDomainReserved");
      await org.ok(rpc.removeOrgDomain, { domain });
      await other.addHuman({ userName });
    },
  },
};
