import { describe, expect, it } from "vitest";
import {
  projectGrantId,
  projectId,
  type Storage,
  type UserGrantFilter,
  userGrantId,
  userId,
} from "../../../src/storage/contract/index.ts";
import { acme, addUsers, globex, sampleEvent, sampleHuman, sampleMachine, sampleUser, startUs } from "../sample.ts";
import {
  addPortal,
  allRows,
  gigi,
  hank,
  match,
  portal,
  portalGrant,
  sampleProject,
  sampleProjectGrant,
  sampleUserGrant,
} from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const shop = projectId("300000000000000002");
const shopGrant = projectGrantId("400000000000000002");

/** What UserGrantReader and UserGrantWriter promise. */
export function userGrantsConformance(open: OpenStorage): void {
  describe("UserGrantReader", () => {
    const robot = sampleMachine("3", { userName: "robot" });
    const zoe = sampleUser("4", { kind: { ...sampleHuman, firstName: "Zoë" } });
    const ofGigi = sampleUserGrant("1", gigi.id, { roleKeys: ["writer", "reader", "writer"] });
    const ofHank = sampleUserGrant("2", hank.id, {
      orgId: globex,
      projectGrantId: portalGrant,
      state: "inactive",
      roleKeys: ["reader"],
    });
    const ofRobot = sampleUserGrant("3", robot.id, { projectId: shop, projectGrantId: shopGrant, roleKeys: [] });
    const ofZoe = sampleUserGrant("4", zoe.id, { roleKeys: ["admin"] });
    const openWithGrants = async (): Promise<Storage> => {
      const storage = await open();
      await addPortal(storage);
      await addUsers(storage, robot, zoe);
      await inCommand(storage, async (tx) => {
        await tx.projects.insert(sampleProject({ id: shop, orgId: globex, name: "Shop" }));
        await tx.projectGrants.insert(
          sampleProjectGrant({ id: shopGrant, projectId: shop, orgId: globex, grantedOrgId: acme }),
        );
        await tx.orgs.update(
          globex,
          { name: "Globex", state: "active", primaryDomain: "globex.localhost", isExternallyManaged: false },
          { sequence: 2, changeTimeUs: startUs },
        );
        for (const grant of [ofZoe, ofRobot, ofHank, ofGigi]) await tx.userGrants.insert(grant);
      });
      return storage;
    };
    const hankView = {
      ...ofHank,
      user: hank,
      orgName: "Globex",
      orgPrimaryDomain: "globex.localhost",
      projectName: sampleProject().name,
      projectOrgId: acme,
    };

    it("find answers the grant with what lists show around it; undefined when there is none", async () => {
      const { userGrants } = (await openWithGrants()).reader;
      expect(await userGrants.find(ofHank.id)).toEqual(hankView);
      expect(await userGrants.find(ofRobot.id)).toMatchObject({ ...ofRobot, user: robot, projectOrgId: globex });
      expect(await userGrants.find(userGrantId("9"))).toBeUndefined();
    });

    const filters: readonly {
      readonly name: string;
      readonly filters: readonly UserGrantFilter[];
      readonly want: readonly string[];
    }[] = [
      { name: "nothing", filters: [], want: ["1", "2", "3", "4"] },
      { name: "the organization that gave it", filters: [{ kind: "owner", id: acme }], want: ["1", "3", "4"] },
      {
        name: "the organization that gave it or owns the project",
        filters: [{ kind: "owner-or-project-owner", id: acme }],
        want: ["1", "2", "3", "4"],
      },
      {
        name: "the other organization that gave it or owns the project",
        filters: [{ kind: "owner-or-project-owner", id: globex }],
        want: ["2", "3"],
      },
      { name: "a user", filters: [{ kind: "user", id: gigi.id }], want: ["1"] },
      { name: "users", filters: [{ kind: "users", ids: [hank.id, robot.id, "9"] }], want: ["2", "3"] },
      { name: "the user's organization", filters: [{ kind: "user-owner", id: acme }], want: ["1", "3", "4"] },
      { name: "the other user's organization", filters: [{ kind: "user-owner", id: globex }], want: ["2"] },
      { name: "a project", filters: [{ kind: "project", id: portal }], want: ["1", "2", "4"] },
      { name: "projects", filters: [{ kind: "projects", ids: [shop, "9"] }], want: ["3"] },
      { name: "no projects", filters: [{ kind: "projects", ids: [] }], want: [] },
      { name: "a project grant", filters: [{ kind: "project-grant", id: portalGrant }], want: ["2"] },
      { name: "a role's very key", filters: [{ kind: "role", key: "writer" }], want: ["1"] },
      { name: "a key in other case", filters: [{ kind: "role", key: "Writer" }], want: [] },
      {
        name: "a user's text",
        filters: [{ kind: "user-text", field: "firstName", match: match("starts-with", "ZO", true) }],
        want: ["4"],
      },
      {
        name: "a human text, which no machine has",
        filters: [{ kind: "user-text", field: "lastName", match: match("contains", "") }],
        want: ["1", "2", "4"],
      },
      {
        name: "a user name",
        filters: [{ kind: "user-text", field: "userName", match: match("equals", "robot") }],
        want: ["3"],
      },
      { name: "a kind of user", filters: [{ kind: "user-type", type: "machine" }], want: ["3"] },
      {
        name: "an organization's name",
        filters: [{ kind: "org-name", match: match("equals", "globex", true) }],
        want: ["2"],
      },
      {
        name: "an organization's domain",
        filters: [{ kind: "org-domain", match: match("starts-with", "Globex", true) }],
        want: ["2"],
      },
      { name: "a project's name", filters: [{ kind: "project-name", match: match("equals", "Shop") }], want: ["3"] },
      {
        name: "several conditions, of which all must hold",
        filters: [
          { kind: "project", id: portal },
          { kind: "owner", id: acme },
          { kind: "role", key: "admin" },
        ],
        want: ["4"],
      },
    ];
    for (const { name, filters: given, want } of filters) {
      it(`list and listAll find by ${name}, by id`, async () => {
        const { userGrants } = (await openWithGrants()).reader;
        const { items, total } = await userGrants.list(given, allRows);
        expect(items.map(({ id }) => id)).toEqual(want);
        expect(total).toBe(want.length);
        expect((await userGrants.listAll(given)).map(({ id }) => id)).toEqual(want);
      });
    }

    it("list answers one page with all that is shown and the total, exact also when the page is empty", async () => {
      const { userGrants } = (await openWithGrants()).reader;
      expect(await userGrants.list([], { offset: 1, limit: 1 })).toEqual({ items: [hankView], total: 4 });
      expect(await userGrants.list([], { offset: 4, limit: 1 })).toEqual({ items: [], total: 4 });
      expect(await userGrants.listAll([])).toEqual([ofGigi, ofHank, ofRobot, ofZoe]);
    });
  });

  describe("UserGrantWriter", () => {
    it("lock answers the grant, undefined when there is none", async () => {
      const storage = await open();
      await addPortal(storage);
      const grant = sampleUserGrant("1", gigi.id, { roleKeys: ["b", "a"] });
      await inCommand(storage, async ({ userGrants }) => {
        await userGrants.insert(grant);
        expect(await userGrants.lock(grant.id)).toEqual(grant);
        expect(await userGrants.lock(userGrantId("9"))).toBeUndefined();
      });
    });

    it("lockAll answers the grants among these ids that exist, by id", async () => {
      const storage = await open();
      await addPortal(storage);
      const first = sampleUserGrant("1", gigi.id, { roleKeys: ["b", "a"] });
      const second = sampleUserGrant("2", hank.id, { roleKeys: [] });
      await inCommand(storage, async ({ userGrants }) => {
        await userGrants.insert(second, first);
        await userGrants.insert();
        expect(await userGrants.lockAll([second.id, userGrantId("9"), first.id, second.id])).toEqual([first, second]);
        expect(await userGrants.lockAll([])).toEqual([]);
      });
    });

    it("insert: a second one of the same organization, user, project and project grant must fail with ConstraintError user-grant; a user, project or project grant that does not exist with ConstraintError reference", async () => {
      const storage = await open();
      await addPortal(storage);
      const insert = (id: string, overrides: Parameters<typeof sampleUserGrant>[2] = {}, user = gigi.id) =>
        inCommand(storage, ({ userGrants }) => userGrants.insert(sampleUserGrant(id, user, overrides)));
      const granted = { orgId: globex, projectGrantId: portalGrant };
      await insert("1");
      await insert("2", granted);
      await insert("3", {}, hank.id);
      await expectConstraint(insert("9", { roleKeys: [] }), "user-grant");
      await expectConstraint(insert("9", { ...granted, roleKeys: [] }), "user-grant");
      await expectConstraint(insert("9", {}, userId("9")), "reference");
      await expectConstraint(insert("9", { projectId: shop }), "reference");
      await expectConstraint(insert("9", { projectGrantId: shopGrant }, hank.id), "reference");
    });

    it("update replaces role keys and state of these grants, each with its own sequence", async () => {
      const storage = await open();
      await addPortal(storage);
      const first = sampleUserGrant("1", gigi.id);
      const second = sampleUserGrant("2", hank.id, { orgId: globex, projectGrantId: portalGrant });
      const third = sampleUserGrant("3", hank.id);
      await inCommand(storage, async ({ userGrants }) => {
        for (const grant of [first, second, third]) await userGrants.insert(grant);
        await userGrants.update([
          { id: first.id, roleKeys: [], state: "inactive", update: { sequence: 2, changeTimeUs: startUs + 2 } },
          { id: third.id, roleKeys: ["z", "a"], state: "active", update: { sequence: 9, changeTimeUs: startUs + 9 } },
        ]);
        await userGrants.update([]);
      });
      expect(await storage.reader.userGrants.listAll([])).toEqual([
        { ...first, roleKeys: [], state: "inactive", sequence: 2, lastSequence: 2, changeTimeUs: startUs + 2 },
        second,
        { ...third, roleKeys: ["z", "a"], sequence: 9, lastSequence: 9, changeTimeUs: startUs + 9 },
      ]);
    });

    it("delete removes these grants; their events must stay", async () => {
      const storage = await open();
      await addPortal(storage);
      const aggregate = { type: "user-grant", id: "1" } as const;
      await inCommand(storage, async (tx) => {
        await tx.userGrants.insert(sampleUserGrant("1", gigi.id));
        await tx.userGrants.insert(sampleUserGrant("2", hank.id));
        await tx.events.append([sampleEvent(aggregate, 1)]);
        await tx.userGrants.delete([userGrantId("1"), userGrantId("9")]);
        await tx.userGrants.delete([]);
      });
      const { userGrants, events } = storage.reader;
      expect((await userGrants.listAll([])).map(({ id }) => id)).toEqual(["2"]);
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 10 };
      expect(await events.list(query)).toHaveLength(1);
    });
  });
}
