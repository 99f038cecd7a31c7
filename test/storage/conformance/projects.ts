import { describe, expect, it } from "vitest";
import {
  everyOrg,
  orgId,
  type ProjectListQuery,
  type ProjectRoleListQuery,
  projectId,
} from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, globex, sampleEvent, sampleMembership, startUs } from "../sample.ts";
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
  sampleProject,
  sampleProjectGrant,
  sampleRole,
  sampleUserGrant,
} from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

/** What the readers and writers of projects and their roles promise. */
export function projectsConformance(open: OpenStorage): void {
  describe("ProjectReader", () => {
    const openWithProjects = async () => {
      const storage = await open();
      await addOrgs(storage, acme, globex);
      const projects = [
        sampleProject({ id: projectId("1"), name: "Ärzte" }),
        sampleProject({ id: projectId("2"), name: "Portal", state: "inactive" }),
        sampleProject({ id: projectId("3"), name: "Shop", isRoleAsserted: false, isRoleChecked: true }),
        sampleProject({ id: projectId("4"), name: "shop", orgId: globex }),
      ];
      await inCommand(storage, async (tx) => {
        for (const project of projects.toReversed()) await tx.projects.insert(project);
      });
      return { storage, projects };
    };

    it("find and lock answer the project; undefined when there is none with this id in the scope", async () => {
      const { storage, projects } = await openWithProjects();
      const check = async ({ find }: Pick<typeof storage.reader.projects, "find">) => {
        expect(await find({ orgId: acme }, projectId("2"))).toEqual(projects[1]);
        expect(await find(everyOrg, projectId("4"))).toEqual(projects[3]);
        expect(await find({ orgId: acme }, projectId("4"))).toBeUndefined();
        expect(await find(everyOrg, projectId("9"))).toBeUndefined();
      };
      await check(storage.reader.projects);
      await inCommand(storage, (tx) => check({ find: tx.projects.lock }));
    });

    it("list answers one page of the projects that match, by id, and the total", async () => {
      const { storage, projects } = await openWithProjects();
      const list = (overrides: Partial<ProjectListQuery> = {}) =>
        storage.reader.projects.list({
          scope: { orgId: acme },
          names: [],
          ids: undefined,
          page: allRows,
          ...overrides,
        });
      const ids = async (overrides: Partial<ProjectListQuery>) => (await list(overrides)).items.map(({ id }) => id);
      expect(await list()).toEqual({ items: projects.slice(0, 3), total: 3 });
      expect(await list({ page: { offset: 1, limit: 1 } })).toEqual({ items: [projects[1]], total: 3 });
      expect(await list({ page: { offset: 9, limit: 1 } })).toEqual({ items: [], total: 3 });
      expect(await ids({ scope: everyOrg })).toEqual(["1", "2", "3", "4"]);
      expect(await ids({ names: [match("equals", "ÄRZTE", true)] })).toEqual(["1"]);
      expect(await ids({ names: [match("equals", "ärzte")] })).toEqual([]);
      expect(await ids({ names: [match("contains", "o"), match("ends-with", "p")] })).toEqual(["3"]);
      expect(await ids({ ids: ["3", "4", "9"] })).toEqual(["3"]);
      expect(await list({ ids: [] })).toEqual({ items: [], total: 0 });
    });
  });

  describe("ProjectWriter", () => {
    it("insert: a name that differs only by case from another project's of the same organization must fail with ConstraintError project-name", async () => {
      const storage = await open();
      await addOrgs(storage, acme, globex);
      const insert = (id: string, name: string, org = acme) =>
        inCommand(storage, ({ projects }) => projects.insert(sampleProject({ id: projectId(id), name, orgId: org })));
      await insert("1", "Ärzte");
      await insert("2", "Ärzte", globex);
      await expectConstraint(insert("3", "äRZTE"), "project-name");
      await expectConstraint(insert("3", "new", orgId("9")), "reference");
    });

    it("update replaces settings and state; a name that is taken must fail with ConstraintError project-name", async () => {
      const storage = await open();
      await addPortal(storage);
      const fields = {
        name: "New",
        state: "inactive",
        isRoleAsserted: false,
        isRoleChecked: true,
        isProjectChecked: false,
        privateLabelingSetting: "enforce-project-owner",
      } as const;
      const update = { sequence: 5, changeTimeUs: startUs + 5 };
      await inCommand(storage, ({ projects }) => projects.update(portal, fields, update));
      const want = { ...sampleProject(), ...fields, ...update, lastSequence: 5 };
      expect(await storage.reader.projects.find(everyOrg, portal)).toEqual(want);
      const { projects } = storage.reader;
      const named = await projects.list({
        scope: everyOrg,
        names: [match("equals", "NEW", true)],
        ids: undefined,
        page: allRows,
      });
      expect(named.total).toBe(1);
      const taken = inCommand(storage, async (tx) => {
        await tx.projects.insert(sampleProject({ id: projectId("2"), name: "Taken" }));
        await tx.projects.update(portal, { ...fields, name: "TAKEN" }, update);
      });
      await expectConstraint(taken, "project-name");
    });

    it("setLastSequence: the project's own sequence and change time must stay as they are", async () => {
      const storage = await open();
      await addPortal(storage);
      await inCommand(storage, ({ projects }) => projects.setLastSequence(portal, 7));
      expect(await storage.reader.projects.find(everyOrg, portal)).toEqual(sampleProject({ lastSequence: 7 }));
    });

    it("delete removes the project with its roles, grants, user grants, what groups are granted on it, and the memberships on it, on its roles and on its grants; events must stay", async () => {
      const storage = await open();
      await addPortal(storage);
      const other = projectId("2");
      const aggregate = { type: "project", id: portal } as const;
      const kept = sampleMembership(gigi.id, { scope: { type: "project", id: other } });
      await inCommand(storage, async (tx) => {
        await tx.projects.insert(sampleProject({ id: other }));
        await tx.userGrants.insert(sampleUserGrant("1", gigi.id));
        await tx.userGrants.insert(
          sampleUserGrant("2", hank.id, { orgId: globex, projectGrantId: portalGrant, roleKeys: ["writer"] }),
        );
        await tx.userGrants.insert(sampleUserGrant("3", gigi.id, { projectId: other }));
        await tx.groups.insert(sampleGroup());
        await tx.groups.setGrant(sampleGroupGrant(crew, portal));
        for (const scope of [
          { type: "project", id: portal },
          { type: "project-role", id: portal, roleKey: "reader" },
          { type: "project-grant", id: portalGrant },
        ] as const) {
          await tx.memberships.insert(sampleMembership(gigi.id, { scope }));
        }
        await tx.memberships.insert(kept);
        await tx.events.append([sampleEvent(aggregate, 1, { type: "project.added" })]);
      });
      await inCommand(storage, ({ projects }) => projects.delete(portal));
      const { reader } = storage;
      expect(await reader.projects.find(everyOrg, portal)).toBeUndefined();
      expect(await reader.projectRoles.findMany(portal, ["reader", "writer"])).toEqual([]);
      expect(await reader.projectGrants.find(portalGrant)).toBeUndefined();
      expect((await reader.userGrants.listAll([])).map(({ id }) => id)).toEqual(["3"]);
      expect(await reader.groups.listGrants([crew])).toEqual([]);
      expect(await reader.memberships.listOfUser(gigi.id)).toMatchObject([kept]);
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 10 };
      expect(await reader.events.list(query)).toHaveLength(1);
    });
  });

  describe("ProjectRoleReader and ProjectRoleWriter", () => {
    const openWithRoles = async () => {
      const storage = await open();
      await addPortal(storage);
      return storage;
    };

    it("findMany answers the roles among these keys that exist, by key, with regard to case", async () => {
      const { projectRoles } = (await openWithRoles()).reader;
      expect(await projectRoles.findMany(portal, ["writer", "reader", "nobody", "Admin", "reader"])).toEqual([
        sampleRole("reader"),
        sampleRole("writer"),
      ]);
      expect(await projectRoles.findMany(portal, [])).toEqual([]);
      expect(await projectRoles.findMany(projectId("9"), ["reader"])).toEqual([]);
    });

    it("listNamed answers the roles of the organization's projects of this key or display name, case aside", async () => {
      const storage = await openWithRoles();
      const { projectRoles } = storage.reader;
      const { displayName, projectId: owner } = sampleRole("reader");
      const project = await storage.reader.projects.find(everyOrg, owner);
      if (project === undefined) throw new Error("the sample has no project");
      for (const name of ["READER", displayName.toUpperCase()]) {
        expect(await projectRoles.listNamed(project.orgId, name)).toEqual([
          { ...sampleRole("reader"), projectName: project.name },
        ]);
      }
      expect(await projectRoles.listNamed(project.orgId, "nobody")).toEqual([]);
      expect(await projectRoles.listNamed(orgId("elsewhere"), "reader")).toEqual([]);
    });

    it("list answers one page of the roles that match, by key, and the total", async () => {
      const { projectRoles } = (await openWithRoles()).reader;
      const list = (overrides: Partial<ProjectRoleListQuery> = {}) =>
        projectRoles.list({
          projectId: portal,
          onlyKeys: undefined,
          keys: [],
          displayNames: [],
          page: allRows,
          ...overrides,
        });
      const keys = async (overrides: Partial<ProjectRoleListQuery>) =>
        (await list(overrides)).items.map(({ key }) => key);
      expect(await keys({})).toEqual(["admin", "reader", "writer"]);
      expect(await list({ page: { offset: 2, limit: 2 } })).toEqual({ items: [sampleRole("writer")], total: 3 });
      expect(await list({ page: { offset: 3, limit: 2 } })).toEqual({ items: [], total: 3 });
      expect(await keys({ onlyKeys: ["writer", "nobody"] })).toEqual(["writer"]);
      expect(await keys({ onlyKeys: [] })).toEqual([]);
      expect(await keys({ keys: [match("starts-with", "W", true)] })).toEqual(["writer"]);
      expect(await keys({ keys: [match("starts-with", "W")] })).toEqual([]);
      expect(await keys({ displayNames: [match("contains", "ROLE A", true)] })).toEqual(["admin"]);
    });

    it("insert: a key that is another's, case aside, must fail with ConstraintError project-role; a project that does not exist with ConstraintError reference", async () => {
      const storage = await openWithRoles();
      const insert = (...roles: readonly ReturnType<typeof sampleRole>[]) =>
        inCommand(storage, ({ projectRoles }) => projectRoles.insert(roles));
      await expectConstraint(insert(sampleRole("reader")), "project-role");
      await expectConstraint(insert(sampleRole("new"), sampleRole("READER")), "project-role");
      await expectConstraint(insert(sampleRole("twice"), sampleRole("Twice")), "project-role");
      await expectConstraint(insert(sampleRole("new", { projectId: projectId("9") })), "reference");
      expect(await storage.reader.projectRoles.findMany(portal, ["new", "twice"])).toEqual([]);
    });

    it("update replaces display name and group, sequence and change time", async () => {
      const storage = await openWithRoles();
      const changed = sampleRole("reader", {
        displayName: "Leser",
        group: "de",
        sequence: 4,
        changeTimeUs: startUs + 4,
      });
      await inCommand(storage, ({ projectRoles }) => projectRoles.update({ ...changed, creationTimeUs: 1 }));
      const { projectRoles } = storage.reader;
      expect(await projectRoles.findMany(portal, ["reader", "writer"])).toEqual([changed, sampleRole("writer")]);
      const named = await projectRoles.list({
        projectId: portal,
        onlyKeys: undefined,
        keys: [],
        displayNames: [match("equals", "LESER", true)],
        page: allRows,
      });
      expect(named.items).toEqual([changed]);
    });

    it("delete removes one role with the memberships on it; grants that carry its key must stay as they are", async () => {
      const storage = await openWithRoles();
      const onRole = (roleKey: string) =>
        sampleMembership(gigi.id, { scope: { type: "project-role", id: portal, roleKey } });
      await inCommand(storage, async (tx) => {
        await tx.userGrants.insert(sampleUserGrant("1", gigi.id));
        await tx.memberships.insert(onRole("reader"));
        await tx.memberships.insert(onRole("writer"));
        await tx.projectRoles.delete(portal, "reader");
      });
      const { reader } = storage;
      expect(await reader.projectRoles.findMany(portal, ["reader", "writer"])).toEqual([sampleRole("writer")]);
      expect(await reader.projectGrants.find(portalGrant)).toMatchObject(sampleProjectGrant());
      expect(await reader.userGrants.listAll([])).toEqual([sampleUserGrant("1", gigi.id)]);
      expect(await reader.memberships.listOfUser(gigi.id)).toMatchObject([onRole("writer")]);
    });
  });
}
