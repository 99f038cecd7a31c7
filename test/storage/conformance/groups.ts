import { describe, expect, it } from "vitest";
import {
  everyOrg,
  type GroupGrantQuery,
  groupId,
  projectGrantId,
  projectId,
  type Storage,
  type UserFilter,
  userId,
} from "../../../src/storage/contract/index.ts";
import { acme, globex, sampleEvent, sampleMembership, startUs } from "../sample.ts";
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
  sampleGroupGrant,
  sampleGroupMember,
  sampleProject,
} from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const guests = sampleGroup({
  id: groupId("500000000000000002"),
  name: "Guests",
  memberLimit: 5,
  description: "come in",
});
const abroad = sampleGroup({ id: groupId("500000000000000003"), name: "guests", orgId: globex });
const shop = projectId("300000000000000002");

async function openWithGroups(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addPortal(storage);
  await inCommand(storage, async ({ groups }) => {
    for (const group of [abroad, guests, sampleGroup()]) await groups.insert(group);
  });
  return storage;
}

/** What GroupReader and GroupWriter promise. */
export function groupsConformance(open: OpenStorage): void {
  describe("GroupReader", () => {
    it("find and lock answer the group; undefined when there is none with this id in the scope", async () => {
      const storage = await openWithGroups(open);
      const check = async ({ find }: Pick<typeof storage.reader.groups, "find">) => {
        expect(await find({ orgId: acme }, guests.id)).toEqual(guests);
        expect(await find(everyOrg, abroad.id)).toEqual(abroad);
        expect(await find({ orgId: acme }, abroad.id)).toBeUndefined();
        expect(await find(everyOrg, groupId("9"))).toBeUndefined();
      };
      await check(storage.reader.groups);
      await inCommand(storage, ({ groups }) => check({ find: groups.lock }));
    });

    it("list answers one page of the groups for which all filters hold, by id, and the total", async () => {
      const storage = await openWithGroups(open);
      await inCommand(storage, async (tx) => {
        await tx.groups.insertMembers([sampleGroupMember(gigi.id, { groupId: guests.id })]);
        await tx.groups.insertMembers([sampleGroupMember(gigi.id, { groupId: abroad.id })]);
        await tx.groups.setGrant(sampleGroupGrant(crew, portal, { roleKeys: ["writer", "reader"] }));
      });
      const { groups } = storage.reader;
      const list = (filters: Parameters<typeof groups.list>[1], page = { ...allRows, offset: 0 }) =>
        groups.list({ orgId: acme }, filters, page);
      const name = (...of: Parameters<typeof match>) => ({ kind: "name", match: match(...of) }) as const;
      const granted = (roleKey: string | undefined) => ({ kind: "granted", projectId: portal, roleKey }) as const;
      expect(await list([])).toEqual({ items: [sampleGroup(), guests], total: 2 });
      expect(await list([name("equals", "GUESTS", true)])).toEqual({ items: [guests], total: 1 });
      expect(await list([name("contains", "u"), name("starts-with", "Group")])).toMatchObject({ total: 1 });
      expect(await list([], { offset: 2, limit: 10_000 })).toEqual({ items: [], total: 2 });
      expect((await groups.list(everyOrg, [], allRows)).total).toBe(3);
      expect(await list([{ kind: "ids", ids: [crew, abroad.id, "9"] }])).toEqual({ items: [sampleGroup()], total: 1 });
      expect((await list([{ kind: "ids", ids: [] }])).total).toBe(0);
      expect(await list([{ kind: "member", id: gigi.id }])).toEqual({ items: [guests], total: 1 });
      expect(await list([granted("reader")])).toEqual({ items: [sampleGroup()], total: 1 });
      expect(await list([granted(undefined)])).toEqual({ items: [sampleGroup()], total: 1 });
      expect((await list([granted("Reader")])).total).toBe(0);
      expect((await list([granted("reader"), { kind: "member", id: gigi.id }])).total).toBe(0);
    });

    it("findByNames answers the groups of the organization that have one of these names, case aside, by id", async () => {
      const { groups } = (await openWithGroups(open)).reader;
      const names = ["GUESTS", "guests", `group ${crew}`, "nobody"];
      expect(await groups.findByNames({ orgId: acme }, names)).toEqual([sampleGroup(), guests]);
      expect(await groups.findByNames({ orgId: globex }, names)).toEqual([abroad]);
      expect(await groups.findByNames({ orgId: acme }, ["guest", "guests "])).toEqual([]);
      expect(await groups.findByNames({ orgId: acme }, [])).toEqual([]);
    });

    it("findMembers, countMembers and listOfUsers answer for many at once, within the scope", async () => {
      const storage = await openWithGroups(open);
      const [inCrew, inGuests] = [sampleGroupMember(gigi.id), sampleGroupMember(hank.id, { groupId: guests.id })];
      const inAbroad = sampleGroupMember(gigi.id, { groupId: abroad.id });
      await inCommand(storage, ({ groups }) =>
        groups.insertMembers([inCrew, inGuests, inAbroad, sampleGroupMember(hank.id)]),
      );
      const { groups } = storage.reader;
      const scope = { orgId: acme };
      expect(await groups.findMembers(crew, [userId("9"), gigi.id, gigi.id])).toEqual([inCrew]);
      expect(await groups.findMembers(crew, [])).toEqual([]);
      const ids = [crew, guests.id, abroad.id, groupId("9")];
      expect(await groups.countMembers(scope, ids)).toEqual(
        new Map([
          [crew, 2],
          [guests.id, 1],
        ]),
      );
      expect((await groups.countMembers(everyOrg, ids)).get(abroad.id)).toBe(1);
      expect(await groups.countMembers(scope, [])).toEqual(new Map());
      expect(await groups.listOfUsers(scope, [hank.id, gigi.id, userId("9")])).toEqual([
        { userId: gigi.id, group: sampleGroup() },
        { userId: hank.id, group: sampleGroup() },
        { userId: hank.id, group: guests },
      ]);
      expect(await groups.listOfUsers(everyOrg, [gigi.id])).toHaveLength(2);
      expect(await groups.listOfUsers(scope, [])).toEqual([]);
    });

    it("the filter `group` of a list of users finds a group's members", async () => {
      const storage = await openWithGroups(open);
      await inCommand(storage, ({ groups }) => groups.insertMembers([sampleGroupMember(gigi.id)]));
      const list = async (filter: UserFilter) =>
        (
          await storage.reader.users.list({
            scope: everyOrg,
            filters: [filter],
            sortBy: "id",
            isAscending: true,
            page: allRows,
          })
        ).items;
      expect(await list({ kind: "group", id: crew })).toEqual([gigi]);
      expect(await list({ kind: "not", filter: { kind: "group", id: crew } })).toEqual([hank]);
      expect(await list({ kind: "group", id: guests.id })).toEqual([]);
    });

    it("listMembers answers the group's members with their users, by user id; listOfUser the groups a user is in, by id", async () => {
      const storage = await openWithGroups(open);
      const rows = [sampleGroupMember(gigi.id), sampleGroupMember(hank.id, { sequence: 4 })];
      const members = rows.map((row) => ({ ...row, user: row.userId === gigi.id ? gigi : hank }));
      await inCommand(storage, async ({ groups }) => {
        await groups.insertMembers(rows.toReversed());
        await groups.insertMembers([sampleGroupMember(hank.id, { groupId: guests.id })]);
        await groups.insertMembers([]);
      });
      const { groups } = storage.reader;
      expect(await groups.listMembers(crew, allRows)).toEqual({ items: members, total: 2 });
      expect(await groups.listMembers(crew, { offset: 1, limit: 1 })).toEqual({ items: [members[1]], total: 2 });
      expect(await groups.listMembers(crew, { offset: 2, limit: 1 })).toEqual({ items: [], total: 2 });
      expect(await groups.listOfUser(hank.id)).toEqual([sampleGroup(), guests]);
      expect(await groups.listOfUser(userId("9"))).toEqual([]);
    });

    it("listGrants answers what the groups are granted, by group and project; listGrantsOnProject what any is granted on one, by group", async () => {
      const storage = await openWithGroups(open);
      const onPortal = sampleGroupGrant(crew, portal, { roleKeys: ["writer", "reader", "writer"] });
      const onShop = sampleGroupGrant(crew, shop);
      const granted = sampleGroupGrant(abroad.id, portal, { projectGrantId: portalGrant, roleKeys: ["reader"] });
      await inCommand(storage, async (tx) => {
        await tx.projects.insert(sampleProject({ id: shop }));
        for (const grant of [granted, onShop, onPortal]) await tx.groups.setGrant(grant);
      });
      const { groups } = storage.reader;
      expect(await groups.listGrants([abroad.id, crew, guests.id])).toEqual([onPortal, onShop, granted]);
      expect(await groups.listGrants([])).toEqual([]);
      const on = (overrides: Partial<GroupGrantQuery> = {}) =>
        groups.listGrantsOnProject({ projectId: portal, projectGrantId: undefined, roleKey: undefined, ...overrides });
      expect(await on()).toEqual([onPortal, granted]);
      expect(await on({ roleKey: "writer" })).toEqual([onPortal]);
      expect(await on({ roleKey: "Writer" })).toEqual([]);
      expect(await on({ projectGrantId: portalGrant, roleKey: "reader" })).toEqual([granted]);
    });
  });

  describe("GroupWriter", () => {
    it("insert and update: a name that another of the organization has, case aside, must fail with ConstraintError group-name", async () => {
      const storage = await openWithGroups(open);
      const settings = { description: "", memberLimit: undefined };
      const update = { sequence: 2, changeTimeUs: startUs };
      await expectConstraint(
        inCommand(storage, ({ groups }) => groups.insert(sampleGroup({ id: groupId("9"), name: "GUESTS" }))),
        "group-name",
      );
      await expectConstraint(
        inCommand(storage, ({ groups }) => groups.update(crew, { ...settings, name: "gUESTS" }, update)),
        "group-name",
      );
    });

    it("update replaces the settings", async () => {
      const storage = await openWithGroups(open);
      const update = { sequence: 3, changeTimeUs: startUs + 3 };
      const settings = { name: "Güte", description: "new", memberLimit: 0 };
      await inCommand(storage, ({ groups }) => groups.update(guests.id, settings, update));
      const { groups } = storage.reader;
      const want = { ...guests, ...settings, ...update, lastSequence: 3 };
      expect(await groups.find(everyOrg, guests.id)).toEqual(want);
      expect(
        (await groups.list(everyOrg, [{ kind: "name", match: match("equals", "GÜTE", true) }], allRows)).items,
      ).toEqual([want]);
    });

    it("setLastSequence: the group's own sequence and change time must stay as they are", async () => {
      const storage = await openWithGroups(open);
      await inCommand(storage, ({ groups }) => groups.setLastSequence(crew, 8));
      expect(await storage.reader.groups.find(everyOrg, crew)).toEqual(sampleGroup({ lastSequence: 8 }));
    });

    it("insertMembers: those that are in already must stay as they are; a user or group that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithGroups(open);
      const insert = (...rows: readonly ReturnType<typeof sampleGroupMember>[]) =>
        inCommand(storage, ({ groups }) => groups.insertMembers(rows));
      await insert(sampleGroupMember(gigi.id));
      await insert(sampleGroupMember(gigi.id, { sequence: 9 }), sampleGroupMember(hank.id, { sequence: 9 }));
      await expectConstraint(insert(sampleGroupMember(userId("9"))), "reference");
      await expectConstraint(insert(sampleGroupMember(gigi.id, { groupId: groupId("9") })), "reference");
      expect(await storage.reader.groups.findMembers(crew, [gigi.id, hank.id])).toEqual([
        sampleGroupMember(gigi.id),
        sampleGroupMember(hank.id, { sequence: 9 }),
      ]);
    });

    it("deleteMembers removes members", async () => {
      const storage = await openWithGroups(open);
      await inCommand(storage, async ({ groups }) => {
        await groups.insertMembers([sampleGroupMember(gigi.id), sampleGroupMember(hank.id)]);
        await groups.insertMembers([sampleGroupMember(gigi.id, { groupId: guests.id })]);
        await groups.deleteMembers(crew, [gigi.id, userId("9")]);
        await groups.deleteMembers(crew, []);
      });
      const { groups } = storage.reader;
      expect(await groups.findMembers(crew, [gigi.id, hank.id])).toEqual([sampleGroupMember(hank.id)]);
      expect(await groups.listOfUser(gigi.id)).toEqual([guests]);
    });

    it("setGrant stores what a group is granted on a project, in place of what it was; no role keys removes it", async () => {
      const storage = await openWithGroups(open);
      const set = (overrides: Parameters<typeof sampleGroupGrant>[2]) =>
        inCommand(storage, ({ groups }) => groups.setGrant(sampleGroupGrant(crew, portal, overrides)));
      await set({ roleKeys: ["reader", "writer"] });
      const changed = { roleKeys: ["admin"], sequence: 5, changeTimeUs: startUs + 5 };
      await set(changed);
      const { groups } = storage.reader;
      expect(await groups.listGrants([crew])).toEqual([sampleGroupGrant(crew, portal, changed)]);
      await set({ roleKeys: [] });
      expect(await groups.listGrants([crew])).toEqual([]);
    });

    it("setGrant: a group, project or project grant that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithGroups(open);
      for (const grant of [
        sampleGroupGrant(groupId("9"), portal),
        sampleGroupGrant(crew, projectId("9")),
        sampleGroupGrant(crew, portal, { projectGrantId: projectGrantId("9") }),
      ]) {
        await expectConstraint(
          inCommand(storage, ({ groups }) => groups.setGrant(grant)),
          "reference",
        );
      }
    });

    it("delete removes the group with its members, grants and memberships; events must stay", async () => {
      const storage = await openWithGroups(open);
      const aggregate = { type: "group", id: crew } as const;
      const kept = sampleMembership(gigi.id, { scope: { type: "group", id: guests.id } });
      await inCommand(storage, async (tx) => {
        await tx.groups.insertMembers([sampleGroupMember(gigi.id)]);
        await tx.groups.setGrant(sampleGroupGrant(crew, portal));
        await tx.memberships.insert(sampleMembership(gigi.id, { scope: { type: "group", id: crew } }));
        await tx.memberships.insert(kept);
        await tx.events.append([sampleEvent(aggregate, 1)]);
        await tx.groups.delete(crew);
      });
      const { groups, memberships, events } = storage.reader;
      expect(await groups.find(everyOrg, crew)).toBeUndefined();
      expect(await groups.listOfUser(gigi.id)).toEqual([]);
      expect(await groups.listGrants([crew])).toEqual([]);
      expect(await memberships.listOfUser(gigi.id)).toMatchObject([kept]);
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 10 };
      expect(await events.list(query)).toHaveLength(1);
    });
  });
}
