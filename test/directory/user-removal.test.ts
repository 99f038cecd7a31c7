import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  groupId,
  type MembershipScope,
  type OrgId,
  orgId,
  projectGrantId,
  projectId,
  type UserId,
  userGrantId,
} from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { type DirectoryInTest, openDirectory, sampleHuman } from "./directory-in-test.ts";

const record = { sequence: 1, lastSequence: 1, creationTimeUs: 1, changeTimeUs: 1 } as const;

describe.each(engines)("users.remove() · $name", (engine) => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  const addHuman = async (userName: string) => (await test.directory.humans.add(test.caller, sampleHuman(userName))).id;

  /** Projects of the caller's organization, each with a grant for the user, as if they were there for long. */
  const addGrants = (userId: UserId, count: number) =>
    test.dependencies.storage.command({
      keys: [],
      async run(tx) {
        for (let index = 0; index < count; index += 1) {
          const id = projectId(test.dependencies.newId());
          await tx.projects.insert({
            ...record,
            id,
            orgId: test.caller.orgId,
            name: `Project ${id}`,
            state: "active",
            isRoleAsserted: false,
            isRoleChecked: false,
            isProjectChecked: false,
            privateLabelingSetting: "unspecified",
          });
          await tx.userGrants.insert({
            ...record,
            id: userGrantId(id),
            orgId: test.caller.orgId,
            userId,
            projectId: id,
            projectGrantId: undefined,
            state: "active",
            roleKeys: ["reader"],
          });
        }
      },
    });

  const lastEvents = (type: "instance" | "org" | "project" | "group" | "user-grant", id: string, owner: OrgId) =>
    test.dependencies.storage.reader.events.list({
      aggregate: { type, id },
      resourceOwner: owner,
      fromSequence: 0,
      isAscending: false,
      limit: 10,
    });

  it("removes a user with 1,000 grants in under a second, each with an event of its own", async () => {
    const id = await addHuman("rich");
    await addGrants(id, 1000);
    const grants = await test.dependencies.storage.reader.userGrants.listAll([{ kind: "user", id }]);
    expect(grants).toHaveLength(1000);
    const startMs = performance.now();
    const details = await test.directory.users.remove(test.caller, id);
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect(await test.dependencies.storage.reader.userGrants.listAll([{ kind: "user", id }])).toEqual([]);
    expect(details).toMatchObject({ sequence: 2, resourceOwner: test.caller.orgId });
    for (const grant of [grants[0], grants[999]]) {
      const [event] = await lastEvents("user-grant", grant?.id ?? "", test.caller.orgId);
      expect(event).toMatchObject({ type: "user.grant.cascade.removed", sequence: 2, payload: { userId: id } });
    }
  });

  it("records what each kind of scope and each group loses", async () => {
    const { storage, newId } = test.dependencies;
    const { orgId: own } = test.caller;
    const other = (await test.directory.orgs.add(test.caller, "Other")).id;
    const id = await addHuman("member");
    const instance = await test.directory.instance.get();
    const [project, grant, group] = [projectId(newId()), projectGrantId(newId()), groupId(newId())];
    const scopes: readonly MembershipScope[] = [
      { type: "instance", id: instance.id },
      { type: "org", id: other },
      { type: "project", id: project },
      { type: "project-grant", id: grant },
      { type: "project-role", id: project, roleKey: "reader" },
      { type: "group", id: group },
    ];
    await storage.command({
      keys: [],
      async run(tx) {
        await tx.projects.insert({
          ...record,
          id: project,
          orgId: other,
          name: "Zoo",
          state: "active",
          isRoleAsserted: false,
          isRoleChecked: false,
          isProjectChecked: false,
          privateLabelingSetting: "unspecified",
        });
        await tx.projectRoles.insert([{ ...record, projectId: project, key: "reader", displayName: "R", group: "" }]);
        await tx.projectGrants.insert({
          ...record,
          id: grant,
          projectId: project,
          orgId: other,
          grantedOrgId: own,
          state: "active",
          roleKeys: ["reader"],
        });
        await tx.groups.insert({
          ...record,
          id: group,
          orgId: own,
          name: "G",
          description: "",
          memberLimit: undefined,
        });
        await tx.groups.insertMembers([{ ...record, groupId: group, userId: id }]);
        for (const scope of scopes) {
          const resourceOwner = scope.type === "instance" ? instance.id : scope.type === "group" ? own : other;
          await tx.memberships.insert({ ...record, scope, userId: id, resourceOwner, roles: ["SOME_ROLE"] });
        }
      },
    });

    const details = await test.directory.users.remove(test.caller, id);
    expect(await storage.reader.memberships.listOfUser(id)).toEqual([]);
    expect(await storage.reader.groups.listOfUser(id)).toEqual([]);

    const [lastOnInstance] = await lastEvents("instance", instance.id, orgId(instance.id));
    expect(lastOnInstance?.type).toBe("instance.member.cascade.removed");
    expect((await lastEvents("org", other, other))[0]?.type).toBe("org.member.cascade.removed");
    const onProject = await lastEvents("project", project, other);
    expect(onProject.map(({ type }) => type).sort()).toEqual([
      "project.grant.member.cascade.removed",
      "project.member.cascade.removed",
      "project.role.administrator.cascade.removed",
    ]);
    expect(onProject.map(({ sequence }) => sequence)).toEqual([4, 3, 2]);
    expect((await storage.reader.projects.find({ orgId: other }, project))?.lastSequence).toBe(4);
    const onGroup = await lastEvents("group", group, own);
    expect(onGroup.map(({ type }) => type)).toEqual([
      "group.member.cascade.removed",
      "group.administrator.cascade.removed",
    ]);
    // The last aggregate to be written is the project, the owner still the user's organization.
    expect(details).toMatchObject({ sequence: 4, resourceOwner: own });
  });
});
