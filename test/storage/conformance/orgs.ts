import { describe, expect, it } from "vitest";
import {
  everyOrg,
  groupId,
  type OrgFilter,
  type OrgListQuery,
  type OrgState,
  orgId,
  projectGrantId,
  projectId,
  type Storage,
  userGrantId,
} from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, globex, sampleDomain, sampleEvent, sampleMembership, sampleOrg, startUs } from "../sample.ts";
import {
  addPortal,
  allRows,
  crew,
  gigi,
  hank,
  match,
  portal,
  portalGrant,
  sampleGroup,
  sampleGroupMember,
  sampleMetadata,
  sampleProject,
  sampleProjectGrant,
  sampleUserGrant,
} from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const orgs = [
  sampleOrg({ id: orgId("1"), name: "zeta" }),
  sampleOrg({ id: orgId("2"), name: "Beta", state: "inactive" }),
  sampleOrg({ id: orgId("3"), name: "Ärzte" }),
  sampleOrg({ id: orgId("4"), name: "alpha" }),
];
const [zeta, beta, aerzte, alpha] = orgs;

async function openWithOrgs(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await inCommand(storage, async (tx) => {
    for (const org of orgs.toReversed()) await tx.orgs.insert(org);
    await tx.orgs.insertDomain(sampleDomain({ orgId: orgId("1"), domain: "zeta.localhost" }));
    await tx.orgs.insertDomain(sampleDomain({ orgId: orgId("1"), domain: "b.example", isPrimary: false }));
    await tx.orgs.insertDomain(
      sampleDomain({ orgId: orgId("2"), domain: "b.example", isVerified: false, isPrimary: false }),
    );
  });
  return storage;
}

/** What OrgReader and OrgWriter promise of lists, domains and removal. */
export function orgsConformance(open: OpenStorage): void {
  describe("OrgReader", () => {
    const listOf = (storage: Storage, query: Partial<OrgListQuery> = {}) =>
      storage.reader.orgs.list({ filters: [], sortBy: "id", isAscending: true, page: allRows, ...query });

    const filters: readonly {
      readonly name: string;
      readonly filters: readonly OrgFilter[];
      readonly want: unknown[];
    }[] = [
      { name: "nothing", filters: [], want: [zeta, beta, aerzte, alpha] },
      { name: "an id", filters: [{ kind: "id", id: "2" }], want: [beta] },
      { name: "ids", filters: [{ kind: "ids", ids: ["3", "1", "9"] }], want: [zeta, aerzte] },
      { name: "no ids", filters: [{ kind: "ids", ids: [] }], want: [] },
      { name: "a name", filters: [{ kind: "name", match: match("equals", "ÄRZTE", true) }], want: [aerzte] },
      { name: "a part of a name", filters: [{ kind: "name", match: match("contains", "eta") }], want: [zeta, beta] },
      {
        name: "a domain of any kind, in any case",
        filters: [{ kind: "domain", match: match("equals", "B.example", true) }],
        want: [zeta, beta],
      },
      {
        name: "a domain with regard to case",
        filters: [{ kind: "domain", match: match("equals", "B.example") }],
        want: [],
      },
      { name: "a state", filters: [{ kind: "state", state: "inactive" }], want: [beta] },
      { name: "none", filters: [{ kind: "none" }], want: [] },
      {
        name: "several conditions, of which all must hold",
        filters: [
          { kind: "domain", match: match("starts-with", "b") },
          { kind: "state", state: "active" },
        ],
        want: [zeta],
      },
    ];
    for (const { name, filters: given, want } of filters) {
      it(`list finds by ${name}`, async () => {
        const storage = await openWithOrgs(open);
        expect(await listOf(storage, { filters: given })).toEqual({ items: want, total: want.length });
      });
    }

    it("list: names must sort without regard to case; ties must be broken by id", async () => {
      const storage = await openWithOrgs(open);
      const byName = await listOf(storage, { sortBy: "name" });
      expect(byName).toEqual({ items: [alpha, beta, zeta, aerzte], total: 4 });
      const down = await listOf(storage, { sortBy: "name", isAscending: false });
      expect(down.items).toEqual(byName.items.toReversed());
      expect((await listOf(storage, { isAscending: false })).items).toEqual(orgs.toReversed());
      expect(await listOf(storage, { sortBy: "name", page: { offset: 1, limit: 2 } })).toEqual({
        items: [beta, zeta],
        total: 4,
      });
      expect(await listOf(storage, { page: { offset: 4, limit: 2 } })).toEqual({ items: [], total: 4 });
    });

    it("findDomain answers the organization's domain of this name, case aside", async () => {
      const storage = await openWithOrgs(open);
      const findDomain = storage.reader.orgs.findDomain.bind(storage.reader.orgs);
      const want = sampleDomain({ orgId: orgId("2"), domain: "b.example", isVerified: false, isPrimary: false });
      expect(await findDomain(orgId("2"), "B.Example")).toEqual(want);
      expect(await findDomain(orgId("2"), "zeta.localhost")).toBeUndefined();
    });

    it("listDomains answers one page of the organization's domains whose name fits all matches, by name, and the total", async () => {
      const storage = await openWithOrgs(open);
      const list = async (names: Parameters<typeof match>[], page: { offset: number; limit: number } = allRows) => {
        const { items, total } = await storage.reader.orgs.listDomains(
          orgId("1"),
          names.map((name) => match(...name)),
          page,
        );
        return [items.map(({ domain }) => domain), total];
      };
      expect(await list([])).toEqual([["b.example", "zeta.localhost"], 2]);
      expect(await list([["contains", "LOCAL", true]])).toEqual([["zeta.localhost"], 1]);
      expect(await list([], { offset: 2, limit: 1 })).toEqual([[], 2]);
    });
  });

  describe("OrgWriter", () => {
    it("update replaces name, state, primary domain and whether it is managed externally; a name that differs from another only by case must fail with ConstraintError org-name", async () => {
      const storage = await openWithOrgs(open);
      const fields = {
        ...{ name: "Gamma", state: "inactive" as OrgState, primaryDomain: "gamma.localhost" },
        isExternallyManaged: true,
      };
      const update = { sequence: 6, changeTimeUs: startUs + 6 };
      await inCommand(storage, (tx) => tx.orgs.update(orgId("1"), fields, update));
      const want = { ...zeta, ...fields, ...update, lastSequence: 6 };
      expect(await storage.reader.orgs.find(orgId("1"))).toEqual(want);
      await expectConstraint(
        inCommand(storage, (tx) => tx.orgs.update(orgId("1"), { ...fields, name: "äRZTE" }, update)),
        "org-name",
      );
    });

    it("updateDomain replaces what is known of a domain; one that is verified for another organization must fail with ConstraintError org-domain", async () => {
      const storage = await openWithOrgs(open);
      const changed = { isPrimary: true, sequence: 3, changeTimeUs: startUs + 3 };
      const domain = sampleDomain({ orgId: orgId("2"), domain: "b.example", isVerified: false, ...changed });
      await inCommand(storage, (tx) => tx.orgs.updateDomain({ ...domain, creationTimeUs: 1 }));
      expect(await storage.reader.orgs.findDomain(orgId("2"), "b.example")).toEqual(domain);
      await expectConstraint(
        inCommand(storage, (tx) => tx.orgs.updateDomain({ ...domain, isVerified: true })),
        "org-domain",
      );
    });

    it("deleteDomain removes a domain", async () => {
      const storage = await openWithOrgs(open);
      await inCommand(storage, (tx) => tx.orgs.deleteDomain(orgId("1"), "B.example"));
      expect(await storage.reader.orgs.findDomain(orgId("1"), "b.example")).toBeUndefined();
      expect(await storage.reader.orgs.findDomain(orgId("2"), "b.example")).toBeDefined();
    });

    it("delete removes the organization with its users, projects, grants (given and received), groups, domains, metadata and every membership of its users and on what it owned; events must stay", async () => {
      const storage = await open();
      await addPortal(storage);
      const third = orgId("3");
      const shop = projectId("2");
      const shopGrant = projectGrantId("3");
      const aggregate = { type: "org", id: acme } as const;
      const kept = sampleMembership(hank.id, { scope: { type: "org", id: globex } });
      await addOrgs(storage, third);
      await inCommand(storage, async (tx) => {
        await tx.projects.insert(sampleProject({ id: shop, orgId: globex }));
        await tx.projectGrants.insert(
          sampleProjectGrant({ id: shopGrant, projectId: shop, orgId: globex, grantedOrgId: acme }),
        );
        await tx.userGrants.insert(sampleUserGrant("1", gigi.id));
        await tx.userGrants.insert(sampleUserGrant("2", hank.id, { orgId: globex, projectGrantId: portalGrant }));
        await tx.userGrants.insert(sampleUserGrant("3", hank.id, { projectId: shop, projectGrantId: shopGrant }));
        await tx.userGrants.insert(sampleUserGrant("4", gigi.id, { orgId: globex, projectId: shop }));
        await tx.userGrants.insert(sampleUserGrant("5", hank.id, { orgId: globex, projectId: shop }));
        await tx.groups.insert(sampleGroup());
        await tx.groups.insert(sampleGroup({ id: groupId("9"), orgId: globex }));
        await tx.groups.insertMembers([gigi, hank].map(({ id }) => sampleGroupMember(id)));
        await tx.groups.insertMembers([gigi, hank].map(({ id }) => sampleGroupMember(id, { groupId: groupId("9") })));
        await tx.orgs.insertDomain(sampleDomain());
        await tx.metadata.set([sampleMetadata({ type: "org", id: acme }, "a")]);
        await tx.metadata.set([sampleMetadata({ type: "user", id: gigi.id }, "a")]);
        for (const scope of [
          { type: "org", id: acme },
          { type: "project", id: portal },
          { type: "project-role", id: portal, roleKey: "reader" },
          { type: "project-grant", id: portalGrant },
          { type: "project-grant", id: shopGrant },
          { type: "group", id: crew },
        ] as const) {
          await tx.memberships.insert(sampleMembership(hank.id, { scope }));
        }
        await tx.memberships.insert(kept);
        await tx.memberships.insert({ ...kept, userId: gigi.id });
        await tx.events.append([sampleEvent(aggregate, 1)]);
      });
      await inCommand(storage, (tx) => tx.orgs.delete(acme));
      const { reader } = storage;
      expect(await reader.orgs.find(acme)).toBeUndefined();
      expect(await reader.users.find(everyOrg, gigi.id)).toBeUndefined();
      expect(await reader.projects.find(everyOrg, portal)).toBeUndefined();
      expect(await reader.projects.find(everyOrg, shop)).toBeDefined();
      expect(await reader.projectGrants.listAll([])).toEqual([]);
      expect((await reader.userGrants.listAll([])).map(({ id }) => id)).toEqual([userGrantId("5")]);
      expect((await reader.groups.listOfUser(hank.id)).map(({ id }) => id)).toEqual(["9"]);
      expect(await reader.groups.listMembers(groupId("9"), allRows)).toMatchObject({ total: 1 });
      expect(await reader.orgs.findVerifiedDomainOwner("acme.localhost")).toBeUndefined();
      expect(await reader.metadata.findMany({ type: "org", id: acme }, ["a"])).toEqual([]);
      expect(await reader.metadata.findMany({ type: "user", id: gigi.id }, ["a"])).toEqual([]);
      expect(await reader.memberships.listOfUser(hank.id)).toMatchObject([kept]);
      expect(await reader.memberships.listOfUser(gigi.id)).toEqual([]);
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 10 };
      expect(await reader.events.list(query)).toHaveLength(1);
      expect(await reader.orgs.find(third)).toBeDefined();
    });
  });
}
