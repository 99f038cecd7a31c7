import { describe, expect, it } from "vitest";
import {
  type MemberFilter,
  type MembershipFilter,
  type MembershipListQuery,
  type MembershipScope,
  orgId,
  type Storage,
  userId,
} from "../../../src/storage/contract/index.ts";
import {
  acme,
  addUsers,
  globex,
  sampleHuman,
  sampleInstance,
  sampleMachine,
  sampleMembership,
  sampleOrg,
  sampleUser,
  startUs,
} from "../sample.ts";
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
  sampleProject,
} from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const onInstance = sampleMembership(gigi.id, {
  scope: { type: "instance", id: sampleInstance.id },
  resourceOwner: sampleInstance.id,
  roles: ["IAM_OWNER", "IAM_USER_MANAGER"],
});
const onScope = (scope: MembershipScope, roles: readonly string[] = ["B", "A"]) =>
  sampleMembership(gigi.id, { scope, roles });
const reader = { type: "project-role", id: portal, roleKey: "reader" } as const;
const writer = { type: "project-role", id: portal, roleKey: "writer" } as const;
const onOrg = onScope({ type: "org", id: acme });
const onGlobex = sampleMembership(gigi.id, { scope: { type: "org", id: globex }, resourceOwner: globex });
const onGroup = onScope({ type: "group", id: crew }, []);
const onProject = onScope({ type: "project", id: portal });
const onGrant = sampleMembership(gigi.id, { scope: { type: "project-grant", id: portalGrant }, resourceOwner: globex });

const view = (membership: typeof onOrg, scopeName: string, grantedOrgId: typeof acme | undefined = undefined) => ({
  ...membership,
  scopeName,
  grantedOrgId,
});
const portalName = sampleProject().name;
const views = [
  view(onGroup, sampleGroup().name),
  view(onInstance, sampleInstance.name),
  view(onOrg, sampleOrg().name),
  view(onGlobex, sampleOrg({ id: globex }).name),
  view(onProject, portalName),
  view(onGrant, portalName, globex),
  view(onScope(reader), portalName),
  view(onScope(writer), portalName),
];

async function openWithMemberships(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addPortal(storage);
  await inCommand(storage, async (tx) => {
    await tx.instance.insert(sampleInstance);
    await tx.groups.insert(sampleGroup());
    for (const membership of views.toReversed()) await tx.memberships.insert(membership);
    await tx.memberships.insert(sampleMembership(hank.id));
  });
  return storage;
}

/** What MembershipReader and MembershipWriter promise about every scope. */
export function membershipsConformance(open: OpenStorage): void {
  describe("MembershipReader", () => {
    it("listOfUser answers every membership of the user, on every scope, by scope, with the scope's name", async () => {
      const storage = await openWithMemberships(open);
      expect(await storage.reader.memberships.listOfUser(gigi.id)).toEqual(views);
    });

    describe("listOfUserIn answers the user's memberships that count in an organization, by scope:", () => {
      const lent = { ...onScope({ type: "project-grant", id: portalGrant }), resourceOwner: acme };
      const onItsParts = [onProject, lent, onScope(reader), onScope(writer)];
      const cases = [
        {
          name: "those on the instance and those the organization owns",
          in: acme,
          want: [onGroup, onInstance, onOrg, ...onItsParts],
        },
        { name: "those on project grants to it", in: globex, want: [onInstance, onGlobex, lent] },
        { name: "no others", in: orgId("9"), want: [onInstance] },
      ];
      it.each(cases)("$name", async ({ in: org, want }) => {
        const storage = await openWithMemberships(open);
        await inCommand(storage, async ({ memberships }) => {
          await memberships.delete(onGrant.scope, gigi.id);
          await memberships.insert(lent);
        });
        expect(await storage.reader.memberships.listOfUserIn(gigi.id, org)).toEqual(
          want.map(({ scope, roles }) => ({ scope, roles })),
        );
      });
    });

    it("listOfUserIn answers nothing for a user who is a member of other organizations only", async () => {
      const storage = await openWithMemberships(open);
      expect(await storage.reader.memberships.listOfUserIn(hank.id, globex)).toEqual([]);
    });

    it("listOfUsersIn answers the memberships of these users that the organization owns, by user and scope", async () => {
      const { memberships } = (await openWithMemberships(open)).reader;
      const ofHank = view(sampleMembership(hank.id), sampleOrg().name);
      const owned = views.filter(({ resourceOwner }) => resourceOwner === acme);
      expect(await memberships.listOfUsersIn([hank.id, gigi.id, userId("9")], acme)).toEqual([...owned, ofHank]);
      expect(await memberships.listOfUsersIn([hank.id, gigi.id], globex)).toEqual([views[3], views[5]]);
      expect(await memberships.listOfUsersIn([], acme)).toEqual([]);
    });

    it("find answers the user's membership on this very scope", async () => {
      const { memberships } = (await openWithMemberships(open)).reader;
      for (const { scopeName: _, grantedOrgId: __, ...membership } of views) {
        expect(await memberships.find(membership.scope, gigi.id)).toEqual(membership);
      }
      expect(await memberships.find({ ...reader, roleKey: "Reader" }, gigi.id)).toBeUndefined();
      expect(await memberships.find(reader, hank.id)).toBeUndefined();
    });

    const lists: readonly {
      readonly name: string;
      readonly query: Partial<MembershipListQuery>;
      readonly want: readonly unknown[];
    }[] = [
      { name: "nothing", query: {}, want: views },
      { name: "owners", query: { resourceOwners: [sampleInstance.id, globex] }, want: [views[1], views[3], views[5]] },
      { name: "no owners", query: { resourceOwners: [] }, want: [] },
      ...(
        [
          [{ kind: "instance" }, views[1]],
          [{ kind: "org", id: acme }, views[2]],
          [{ kind: "project", id: portal }, views[4]],
          [{ kind: "project-grant", id: portalGrant }, views[5]],
        ] as const satisfies readonly (readonly [MembershipFilter, unknown])[]
      ).map(([filter, want]) => ({ name: `a scope: ${filter.kind}`, query: { filters: [filter] }, want: [want] })),
      {
        name: "kinds of scope",
        query: { filters: [{ kind: "scope-types", types: ["instance", "project-grant"] }] },
        want: [views[1], views[5]],
      },
      { name: "no kinds of scope", query: { filters: [{ kind: "scope-types", types: [] }] }, want: [] },
      {
        name: "two scopes, of which no membership has both",
        query: { filters: [{ kind: "instance" }, { kind: "org", id: acme }] },
        want: [],
      },
    ];
    for (const { name, query, want } of lists) {
      it(`list finds the user's memberships by ${name}`, async () => {
        const { memberships } = (await openWithMemberships(open)).reader;
        const listed = { userId: gigi.id, resourceOwners: undefined, filters: [], page: allRows, ...query };
        expect(await memberships.list(listed)).toEqual({ items: want, total: want.length });
      });
    }

    it("list answers one page and the total, exact also when the page is empty", async () => {
      const { memberships } = (await openWithMemberships(open)).reader;
      const list = (offset: number) =>
        memberships.list({ userId: gigi.id, resourceOwners: undefined, filters: [], page: { offset, limit: 2 } });
      expect(await list(1)).toEqual({ items: views.slice(1, 3), total: 8 });
      expect(await list(8)).toEqual({ items: [], total: 8 });
    });

    it("listMembers answers one page of the scope's members for whom all filters hold, by user id, and the total", async () => {
      const storage = await openWithMemberships(open);
      const zoe = sampleUser("3", { kind: { ...sampleHuman, firstName: "Zoë", email: "zoe@acme.localhost" } });
      const robot = sampleMachine("4");
      await addUsers(storage, zoe, robot);
      const members = [gigi, hank, zoe, robot].map((user) => ({
        ...sampleMembership(user.id, { roles: ["Z", "A"] }),
        user,
      }));
      await inCommand(storage, async ({ memberships }) => {
        await memberships.update({ ...onOrg, roles: ["Z", "A"] });
        await memberships.update(sampleMembership(hank.id, { roles: ["Z", "A"] }));
        for (const user of [robot, zoe]) await memberships.insert(sampleMembership(user.id, { roles: ["Z", "A"] }));
      });
      const list = (filters: readonly MemberFilter[], page: { offset: number; limit: number } = allRows) =>
        storage.reader.memberships.listMembers({ type: "org", id: acme }, filters, page);
      const ids = async (...filters: readonly MemberFilter[]) =>
        (await list(filters)).items.map(({ userId }) => userId);
      const text = (field: "firstName" | "lastName" | "email", ...given: Parameters<typeof match>): MemberFilter => ({
        kind: "text",
        field,
        match: match(...given),
      });
      expect(await list([])).toEqual({ items: members, total: 4 });
      expect(await list([], { offset: 2, limit: 1 })).toEqual({ items: [members[2]], total: 4 });
      expect(await list([], { offset: 4, limit: 1 })).toEqual({ items: [], total: 4 });
      expect(await ids(text("firstName", "equals", "ZOË", true))).toEqual(["3"]);
      expect(await ids(text("lastName", "contains", ""))).toEqual(["1", "2", "3"]);
      expect(await ids(text("email", "starts-with", "gigi"), { kind: "user", id: hank.id })).toEqual(["2"]);
      expect(await ids({ kind: "user", id: robot.id })).toEqual(["4"]);
      await inCommand(storage, ({ memberships }) =>
        memberships.update(sampleMembership(hank.id, { roles: ["B", "Z", "Z"] })),
      );
      expect(await ids({ kind: "role", role: "A" })).toEqual(["1", "3", "4"]);
      expect(await ids({ kind: "role", role: "Z" }, { kind: "role", role: "B" })).toEqual(["2"]);
      expect(await list([{ kind: "role", role: "Z" }], { offset: 1, limit: 1 })).toMatchObject({
        items: [{ userId: hank.id, roles: ["B", "Z", "Z"] }],
        total: 4,
      });
      expect(await ids({ kind: "role", role: "z" })).toEqual([]);
      const onReader = await storage.reader.memberships.listMembers(reader, [], allRows);
      expect(onReader).toEqual({ items: [{ ...onScope(reader), user: gigi }], total: 1 });
    });
  });

  describe("MembershipWriter", () => {
    it("insert: one of the same user on another role of the project is another membership", async () => {
      const storage = await openWithMemberships(open);
      const insert = (scope: MembershipScope) => inCommand(storage, (tx) => tx.memberships.insert(onScope(scope)));
      await insert({ ...reader, roleKey: "admin" });
      await expectConstraint(insert(reader), "membership");
    });

    it("update replaces the roles, sequence and change time", async () => {
      const storage = await openWithMemberships(open);
      const changed = { ...onScope(reader), roles: ["C", "A", "C"], sequence: 7, changeTimeUs: startUs + 7 };
      await inCommand(storage, ({ memberships }) => memberships.update({ ...changed, creationTimeUs: 1 }));
      const { memberships } = storage.reader;
      expect(await memberships.find(reader, gigi.id)).toEqual(changed);
      expect(await memberships.find(writer, gigi.id)).toEqual(onScope(writer));
    });

    it("delete removes the user's membership on this scope", async () => {
      const storage = await openWithMemberships(open);
      await inCommand(storage, async ({ memberships }) => {
        await memberships.delete(reader, gigi.id);
        await memberships.delete({ type: "org", id: acme }, gigi.id);
      });
      const { memberships } = storage.reader;
      const want = views.filter(({ scope }) => scope !== reader && scope !== onOrg.scope);
      expect(await memberships.listOfUser(gigi.id)).toEqual(want);
      expect(await memberships.find({ type: "org", id: acme }, hank.id)).toEqual(sampleMembership(hank.id));
    });
  });
}
