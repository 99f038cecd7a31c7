// Administrators of roles and groups have no call of ZITADEL's: the other interfaces do. So their rules are tested here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../src/directory/caller.ts";
import { administratorErrors } from "../../src/directory/errors/administrators.ts";
import { DomainError, type ErrorName } from "../../src/directory/errors.ts";
import type { HeldPermission } from "../../src/directory/permissions.ts";
import { type Aggregate, groupId, type OrgId, projectId, userId } from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { addProjectWith, addUsers, type DirectoryInTest, openDirectory } from "./directory-in-test.ts";

const provoked = new Set<string>();

/** Checks that a call is refused with this error. */
async function expectRefused(call: Promise<unknown>, name: ErrorName): Promise<void> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toEqual(new DomainError(name));
  provoked.add(name);
}

const page = { offset: 0, limit: 0 };
const everyone = { filters: [], page };
const roleAdmin = ["PROJECT_ROLE_ADMIN"];
const groupAdmin = ["GROUP_ADMIN"];
const nobody = userId("1");

describe.each(engines)("administrators · $name", (engine) => {
  let test: DirectoryInTest;
  let count = 0;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  /** An organization with three users, a project and a group. */
  async function openOrg() {
    count += 1;
    const caller = await test.addOrg(`Org ${count}`);
    const [admin = nobody, user = nobody, other = nobody] = await addUsers(test.directory, caller, 3);
    const project = await addProjectWith(test.directory, caller, "Zoo", ["keeper", "vet"]);
    const { id: group } = await test.directory.groups.add(caller, {
      name: "Crew",
      description: "",
      memberLimit: undefined,
    });
    const as = (id: typeof admin, ...permissions: readonly HeldPermission[]): Caller => ({
      ...caller,
      userId: id,
      permissions,
    });
    return { caller, admin, user, other, project, group, keeper: { projectId: project, roleKey: "keeper" }, as };
  }
  const eventsOf = async (aggregate: Aggregate, resourceOwner: OrgId) =>
    test.storage.reader.events.list({ aggregate, resourceOwner, fromSequence: 0, isAscending: false, limit: 10 });

  it("of a role are added, listed, changed and removed, and told of in the project's history", async () => {
    const { projectRoleAdministrators: administrators, memberships } = test.directory;
    const { caller, admin, keeper } = await openOrg();
    const list = async () => (await administrators.list(caller, keeper, everyone)).items;
    const added = await administrators.add(caller, keeper, admin, roleAdmin);
    expect(added).toMatchObject({ sequence: 4, resourceOwner: caller.orgId });
    expect(await list()).toMatchObject([{ userId: admin, roles: roleAdmin, user: { id: admin } }]);
    expect((await administrators.list(caller, { ...keeper, roleKey: "vet" }, everyone)).total).toBe(0);
    expect(await administrators.update(caller, keeper, admin, roleAdmin)).toMatchObject({ sequence: 4 });
    expect(await administrators.update(caller, keeper, admin, [...roleAdmin, ...roleAdmin])).toMatchObject({
      sequence: 5,
    });
    // ZITADEL's lists of memberships have no place for it.
    expect((await memberships.list(caller, admin, { filters: [], page })).total).toBe(0);
    expect(await administrators.remove(caller, keeper, admin)).toMatchObject({ sequence: 6 });
    expect(await administrators.remove(caller, keeper, admin)).toEqual({ resourceOwner: caller.orgId });
    expect(await list()).toEqual([]);
    const events = await eventsOf({ type: "project", id: keeper.projectId }, caller.orgId);
    const payload = { roleKey: "keeper", userId: admin };
    expect(events.slice(0, 3)).toMatchObject([
      { type: "project.role.administrator.removed", editorId: caller.userId, face: "test", payload },
      { type: "project.role.administrator.changed", payload },
      { type: "project.role.administrator.added", payload: { ...payload, roles: roleAdmin } },
    ]);
  });

  it("of a group are added, listed, changed and removed, and told of in its history", async () => {
    const { groupAdministrators: administrators, memberships } = test.directory;
    const { caller, admin, group } = await openOrg();
    expect(await administrators.add(caller, group, admin, groupAdmin)).toMatchObject({ sequence: 2 });
    expect((await administrators.list(caller, group, everyone)).items).toMatchObject([
      { userId: admin, roles: groupAdmin },
    ]);
    expect(await administrators.update(caller, group, admin, groupAdmin)).toMatchObject({ sequence: 2 });
    expect(await administrators.update(caller, group, admin, [...groupAdmin, ...groupAdmin])).toMatchObject({
      sequence: 3,
    });
    expect((await memberships.list(caller, admin, { filters: [], page })).total).toBe(0);
    await administrators.remove(caller, group, admin);
    expect((await administrators.list(caller, group, everyone)).total).toBe(0);
    const events = await eventsOf({ type: "group", id: group }, caller.orgId);
    expect(events.map(({ type, editorId }) => [type, editorId])).toEqual([
      ["group.administrator.removed", caller.userId],
      ["group.administrator.changed", caller.userId],
      ["group.administrator.added", caller.userId],
      ["group.added", caller.userId],
    ]);
    // The administrator is not in the group for it.
    expect((await test.directory.groups.listMembers(caller, group, page)).total).toBe(0);
  });

  it("are refused with other roles, for nobody, twice, and where there is nothing to administrate", async () => {
    const { projectRoleAdministrators: ofRoles, groupAdministrators: ofGroups } = test.directory;
    const { caller, admin, user, project, group, keeper } = await openOrg();
    const stranger = (await openOrg()).caller;
    for (const roles of [["PROJECT_OWNER"], groupAdmin, [...roleAdmin, "ORG_OWNER"]]) {
      await expectRefused(ofRoles.add(caller, keeper, admin, roles), "administratorRolesInvalid");
    }
    await expectRefused(ofGroups.add(caller, group, admin, roleAdmin), "administratorRolesInvalid");
    await expectRefused(ofRoles.add(caller, keeper, admin, []), "administratorRolesEmpty");
    await expectRefused(ofRoles.add(caller, keeper, nobody, roleAdmin), "administratorUserNotFound");
    await expectRefused(
      ofRoles.add(caller, { projectId: project, roleKey: "Keeper" }, admin, roleAdmin),
      "projectRoleNotFound",
    );
    await expectRefused(
      ofRoles.add(caller, { ...keeper, projectId: projectId("1") }, admin, roleAdmin),
      "projectRoleNotFound",
    );
    await expectRefused(ofRoles.add(stranger, keeper, admin, roleAdmin), "projectRoleNotFound");
    await expectRefused(ofGroups.add(caller, groupId("1"), admin, groupAdmin), "groupNotFound");
    await expectRefused(ofGroups.add(stranger, group, admin, groupAdmin), "groupNotFound");
    await ofRoles.add(caller, keeper, admin, roleAdmin);
    await ofGroups.add(caller, group, admin, groupAdmin);
    await expectRefused(ofRoles.add(caller, keeper, admin, roleAdmin), "administratorAlreadyExists");
    await expectRefused(ofGroups.add(caller, group, admin, groupAdmin), "administratorAlreadyExists");
    await expectRefused(ofRoles.update(caller, keeper, user, roleAdmin), "administratorNotFound");
    await expectRefused(ofGroups.update(caller, group, user, groupAdmin), "administratorNotFound");
    await expectRefused(ofRoles.update(caller, keeper, admin, []), "administratorRolesEmpty");
    expect((await ofRoles.list(stranger, keeper, everyone)).total).toBe(0);
    expect((await ofGroups.list(stranger, group, everyone)).total).toBe(0);
  });

  it("are changed only by who may change members of the project or the organization", async () => {
    const { projectRoleAdministrators: ofRoles, groupAdministrators: ofGroups } = test.directory;
    const { admin, user, project, group, keeper, as, caller } = await openOrg();
    await ofRoles.add(caller, keeper, admin, roleAdmin);
    await ofGroups.add(caller, group, admin, groupAdmin);
    // They say who has the role or is in the group, not who else says so.
    await expectRefused(ofRoles.add(as(admin), keeper, user, roleAdmin), "permissionLacking");
    await expectRefused(ofGroups.add(as(admin), group, user, groupAdmin), "permissionLacking");
    expect((await ofRoles.list(as(admin), keeper, everyone)).total).toBe(0);
    expect((await ofGroups.list(as(admin), group, everyone)).total).toBe(0);
    const owner = as(user, { permission: "project.member.write", onlyOn: project });
    await ofRoles.add(owner, keeper, user, roleAdmin);
    await ofRoles.remove(owner, keeper, user);
    const ownerOfOther = as(user, { permission: "project.member.write", onlyOn: "1" });
    await expectRefused(ofRoles.add(ownerOfOther, keeper, user, roleAdmin), "permissionOfOtherObject");
    await expectRefused(ofGroups.add(owner, group, user, groupAdmin), "permissionLacking");
    await ofGroups.add(as(user, { permission: "org.member.write", onlyOn: undefined }), group, user, groupAdmin);
  });

  it("of a group say who is in it, and in no other", async () => {
    const { groups, groupAdministrators } = test.directory;
    const { caller, admin, user, other, project, group, as } = await openOrg();
    const { id: another } = await groups.add(caller, { name: "Another", description: "", memberLimit: undefined });
    await groupAdministrators.add(caller, group, admin, groupAdmin);
    await groups.addMembers(as(admin), group, [user, other]);
    await groups.removeMembers(as(admin), group, [other]);
    expect((await groups.listMembers(caller, group, page)).items).toMatchObject([{ userId: user, user: { id: user } }]);
    const [last] = await eventsOf({ type: "group", id: group }, caller.orgId);
    expect(last).toMatchObject({ type: "group.member.removed", editorId: admin });
    for (const refused of [
      groups.addMembers(as(admin), another, [user]),
      groups.removeMembers(as(user), group, [user]),
      groups.setGrant(as(admin), group, project, ["keeper"]),
    ]) {
      await expectRefused(refused, "permissionLacking");
    }
    await groupAdministrators.remove(caller, group, admin);
    await expectRefused(groups.addMembers(as(admin), group, [other]), "permissionLacking");
  });

  describe("go", () => {
    /** An organization whose first user administrates a role and a group. */
    async function openAdministrated() {
      const org = await openOrg();
      await test.directory.projectRoleAdministrators.add(org.caller, org.keeper, org.admin, roleAdmin);
      await test.directory.groupAdministrators.add(org.caller, org.group, org.admin, groupAdmin);
      const scopes = async () =>
        (await test.storage.reader.memberships.listOfUser(org.admin)).map(({ scope }) => scope.type);
      expect(await scopes()).toEqual(["group", "project-role"]);
      return { ...org, scopes };
    }

    it("with the role; another of the same key has none", async () => {
      const { caller, project, keeper, scopes } = await openAdministrated();
      await test.directory.projectRoles.remove(caller, project, "keeper");
      expect(await scopes()).toEqual(["group"]);
      await test.directory.projectRoles.add(caller, project, [{ key: "keeper", displayName: "", group: "" }]);
      expect((await test.directory.projectRoleAdministrators.list(caller, keeper, everyone)).total).toBe(0);
    });

    it("with the project", async () => {
      const { caller, project, scopes } = await openAdministrated();
      await test.directory.projects.remove(caller, project);
      expect(await scopes()).toEqual(["group"]);
    });

    it("with the group", async () => {
      const { caller, group, scopes } = await openAdministrated();
      await test.directory.groups.remove(caller, group);
      expect(await scopes()).toEqual(["project-role"]);
    });

    it("with the user, as the histories of the project and the group tell", async () => {
      const { caller, admin, project, group, scopes } = await openAdministrated();
      await test.directory.users.remove(caller, admin);
      expect(await scopes()).toEqual([]);
      const [onProject] = await eventsOf({ type: "project", id: project }, caller.orgId);
      const payload = { userId: admin };
      const type = "project.role.administrator.cascade.removed";
      expect(onProject).toMatchObject({ type, editorId: caller.userId, payload: { ...payload, roleKey: "keeper" } });
      const [onGroup] = await eventsOf({ type: "group", id: group }, caller.orgId);
      expect(onGroup).toMatchObject({ type: "group.administrator.cascade.removed", editorId: caller.userId, payload });
    });

    it("with the organization, also a user of another", async () => {
      const { caller, keeper, group } = await openOrg();
      const { admin: guest } = await openOrg();
      await test.directory.projectRoleAdministrators.add(caller, keeper, guest, roleAdmin);
      await test.directory.groupAdministrators.add(caller, group, guest, groupAdmin);
      await test.directory.orgs.remove(caller);
      expect(await test.storage.reader.memberships.listOfUser(guest)).toEqual([]);
    });
  });
});

it("provoked every error of administrators", () => {
  const names = Object.keys(administratorErrors).filter((name) => name.startsWith("administrator"));
  expect(names.filter((name) => !provoked.has(name))).toEqual([]);
});
