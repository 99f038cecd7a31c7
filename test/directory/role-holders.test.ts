// Roles are given one at a time by no call of ZITADEL's: the other interfaces do. So these rules are tested here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../src/directory/caller.ts";
import { DomainError, type ErrorName } from "../../src/directory/errors.ts";
import type { HeldPermission } from "../../src/directory/permissions.ts";
import { groupId, type ProjectId, type UserId, userId } from "../../src/storage/contract/index.ts";
import { engines, postgresEngine } from "../support/engines.ts";
import { addProjectWith, addUsers, type DirectoryInTest, openDirectory } from "./directory-in-test.ts";

const page = { offset: 0, limit: 0 };
const nobody = userId("1");
const refuses = async (call: Promise<unknown>, name: ErrorName): Promise<void> => {
  await expect(call).rejects.toEqual(new DomainError(name));
};

describe.each(engines)("roleHolders · $name", (engine) => {
  let test: DirectoryInTest;
  let count = 0;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  async function openOrg(userCount = 3) {
    count += 1;
    const caller = await test.addOrg(`Org ${count}`);
    const users = await addUsers(test.directory, caller, userCount);
    const project = await addProjectWith(test.directory, caller, "Zoo", ["keeper", "vet"]);
    const { id: group } = await test.directory.groups.add(caller, {
      name: "Crew",
      description: "",
      memberLimit: undefined,
    });
    const as = (id: UserId, ...permissions: readonly HeldPermission[]): Caller => ({
      ...caller,
      userId: id,
      permissions,
    });
    return { caller, users, project, group, as, keeper: { projectId: project, roleKey: "keeper" } };
  }
  const grantsOn = async (caller: Caller, id: ProjectId) => {
    const filters = [{ kind: "project", id }] as const;
    return (await test.directory.userGrants.list(caller, { filters, isWithGranted: false, page })).items;
  };
  const holders = async (
    caller: Caller,
    role: { projectId: ProjectId; roleKey: string },
    through: "any" | "user-grants" | "groups" = "any",
  ) => (await test.directory.roleHolders.list(caller, role, { through, filters: [], page })).items.map(({ id }) => id);
  /** How many users have each role in any way, and how many by user grants of their own. */
  const countsOf = async (caller: Caller, id: ProjectId) => {
    const { roleHolders } = test.directory;
    const counts = (await roleHolders.count(caller, [id])).map(async ({ roleKey, userCount }) => {
      const inAnyWay = { through: "any", filters: [], page } as const;
      const { total } = await roleHolders.list(caller, { projectId: id, roleKey }, inAnyWay);
      return [roleKey ?? "any", [total, userCount]] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  };

  it("gives users the role beside those they have, in a new grant or the one there is, and takes it alone away", async () => {
    const { roleHolders, userGrants } = test.directory;
    const { caller, users, project, keeper } = await openOrg();
    const [first = nobody, second = nobody] = users;
    const { id } = await userGrants.add(caller, {
      userId: first,
      projectId: project,
      projectGrantId: undefined,
      roleKeys: ["vet"],
    });
    expect(await roleHolders.addUsers(caller, keeper, [first, second, first])).toEqual([first, second]);
    expect(await roleHolders.addUsers(caller, keeper, [second, first])).toEqual([]);
    expect(
      (await grantsOn(caller, project)).map(({ userId: user, roleKeys, sequence }) => [user, roleKeys, sequence]),
    ).toEqual([
      [first, ["vet", "keeper"], 2],
      [second, ["keeper"], 1],
    ]);
    const [changed] = await test.storage.reader.events.list({
      aggregate: { type: "user-grant", id },
      resourceOwner: caller.orgId,
      fromSequence: 0,
      isAscending: false,
      limit: 1,
    });
    expect(changed).toMatchObject({
      type: "user.grant.changed",
      editorId: caller.userId,
      payload: { roleKeys: ["vet", "keeper"] },
    });
    expect(await roleHolders.removeUsers(caller, keeper, [...users, nobody])).toEqual([first, second]);
    expect(await roleHolders.removeUsers(caller, keeper, users)).toEqual([]);
    expect((await grantsOn(caller, project)).map(({ id: grant, roleKeys }) => [grant, roleKeys])).toEqual([
      [id, ["vet"]],
    ]);
  });

  it("adds all or none: unknown users, roles and projects, and inactive grants are refused", async () => {
    const { roleHolders, userGrants } = test.directory;
    const { caller, users, project, group, keeper } = await openOrg();
    const stranger = (await openOrg()).caller;
    const [first = nobody, second = nobody] = users;
    await refuses(roleHolders.addUsers(caller, keeper, [first, nobody]), "userGrantUserNotFound");
    await refuses(roleHolders.addUsers(caller, { ...keeper, roleKey: "Keeper" }, [first]), "userGrantRoleNotFound");
    await refuses(roleHolders.addUsers(stranger, keeper, [first]), "userGrantSourceNotFound");
    await refuses(roleHolders.addGroups(caller, keeper, [group, groupId("1")]), "groupNotFound");
    await refuses(roleHolders.addGroups(caller, { ...keeper, roleKey: "none" }, [group]), "userGrantRoleNotFound");
    const { id } = await userGrants.add(caller, {
      userId: second,
      projectId: project,
      projectGrantId: undefined,
      roleKeys: ["vet"],
    });
    await userGrants.deactivate(caller, id);
    await refuses(roleHolders.addUsers(caller, keeper, [first, second]), "roleHolderInactive");
    expect(await holders(caller, keeper)).toEqual([]);
    expect(await test.directory.groups.listGrants(caller, group)).toEqual([]);
  });

  it("lists and counts who has a role, directly and through groups, each once", async () => {
    const { roleHolders, groups } = test.directory;
    const { caller, users, project, group, keeper } = await openOrg();
    const [first = nobody, second = nobody, third = nobody] = users;
    await roleHolders.addUsers(caller, keeper, [first, second]);
    await roleHolders.addUsers(caller, { ...keeper, roleKey: "vet" }, [first]);
    await groups.addMembers(caller, group, [second, third]);
    expect(await roleHolders.addGroups(caller, keeper, [group, group])).toEqual([group]);
    expect(await roleHolders.addGroups(caller, keeper, [group])).toEqual([]);
    expect(await holders(caller, keeper)).toEqual([first, second, third].sort());
    expect(await holders(caller, keeper, "user-grants")).toEqual([first, second].sort());
    expect(await holders(caller, keeper, "groups")).toEqual([second, third].sort());
    expect(await countsOf(caller, project)).toEqual({ any: [3, 2], keeper: [3, 2], vet: [1, 1] });
    expect(
      (await roleHolders.list(caller, keeper, { through: "any", filters: [], page: { offset: 1, limit: 1 } })).total,
    ).toBe(3);

    await roleHolders.removeUsers(caller, keeper, [second]);
    expect(await holders(caller, keeper)).toEqual([first, second, third].sort());
    expect(await roleHolders.removeGroups(caller, keeper, [group])).toEqual([group]);
    expect(await roleHolders.removeGroups(caller, keeper, [group])).toEqual([]);
    expect(await groups.listGrants(caller, group)).toEqual([]);
    expect(await holders(caller, keeper)).toEqual([first]);
    expect(await countsOf(caller, project)).toEqual({ any: [1, 1], keeper: [1, 1], vet: [1, 1] });
  });

  it("gives roles of a project that was granted, within the grant, and counts them apart from the owner's", async () => {
    const { roleHolders, projectGrants } = test.directory;
    const owner = await openOrg();
    const tenant = await openOrg();
    const [user = nobody] = tenant.users;
    const { keeper } = owner;
    await projectGrants.add(owner.caller, {
      projectId: owner.project,
      grantedOrgId: tenant.caller.orgId,
      roleKeys: ["keeper"],
    });
    await roleHolders.addUsers(tenant.caller, keeper, [user]);
    await roleHolders.addGroups(tenant.caller, keeper, [tenant.group]);
    await refuses(roleHolders.addUsers(tenant.caller, { ...keeper, roleKey: "vet" }, [user]), "userGrantRoleNotFound");
    expect(await holders(tenant.caller, keeper)).toEqual([user]);
    expect(await holders(owner.caller, keeper)).toEqual([]);
    // An administrator by the owner is none in the organization that the project is granted to.
    await test.directory.projectRoleAdministrators.add(owner.caller, keeper, user, ["PROJECT_ROLE_ADMIN"]);
    await refuses(roleHolders.addUsers(tenant.as(user), keeper, [user]), "permissionLacking");
    await roleHolders.addUsers(owner.as(user), keeper, [user]);
    expect(await holders(owner.caller, keeper)).toEqual([user]);
  });

  it("lets administrators of the role change its holders, and no other's", async () => {
    const { roleHolders, projectRoleAdministrators } = test.directory;
    const { caller, users, project, group, keeper, as } = await openOrg();
    const [admin = nobody, user = nobody] = users;
    const vet = { ...keeper, roleKey: "vet" };
    await projectRoleAdministrators.add(caller, keeper, admin, ["PROJECT_ROLE_ADMIN"]);
    expect(await roleHolders.addUsers(as(admin), keeper, [user])).toEqual([user]);
    expect(await roleHolders.addGroups(as(admin), keeper, [group])).toEqual([group]);
    await roleHolders.removeGroups(as(admin), keeper, [group]);
    const owner = as(user, { permission: "user.grant.write", onlyOn: project });
    await roleHolders.addUsers(owner, vet, [user]);
    await roleHolders.removeUsers(as(admin), keeper, [user]);
    expect(await holders(caller, vet)).toEqual([user]);
    for (const refused of [
      roleHolders.addUsers(as(admin), vet, [user]),
      roleHolders.removeUsers(as(admin), vet, [user]),
      roleHolders.addGroups(as(admin), vet, [group]),
      roleHolders.addUsers(as(user), keeper, [user]),
      roleHolders.addUsers(as(user, { permission: "user.grant.write", onlyOn: "1" }), keeper, [user]),
    ]) {
      await refuses(refused, "permissionLacking");
    }
  });

  it("loses no update when 64 callers change one role's holders at once, and one user's roles", async () => {
    const { roleHolders, projectRoles } = test.directory;
    const { caller, users, project, keeper } = await openOrg(64);
    const keys = Array.from({ length: 32 }, (_, index) => `r${index}`);
    await projectRoles.add(
      caller,
      project,
      keys.map((key) => ({ key, displayName: "", group: "" })),
    );
    const [first = nobody, ...others] = users;
    const odd = others.filter((_, index) => index % 2 === 1);
    await roleHolders.addUsers(caller, keeper, odd);
    // Half of them join, the other half leave, and the first gets all the other roles meanwhile.
    await Promise.all([
      ...others.map((user, index) =>
        index % 2 === 0
          ? roleHolders.addUsers(caller, keeper, [user, first])
          : roleHolders.removeUsers(caller, keeper, [user]),
      ),
      ...keys.map((roleKey) => roleHolders.addUsers(caller, { projectId: project, roleKey }, [first])),
    ]);
    const joined = others.filter((_, index) => index % 2 === 0);
    expect(await holders(caller, keeper)).toEqual([first, ...joined].sort());
    const [grant] = (await grantsOn(caller, project)).filter(({ userId: user }) => user === first);
    expect(grant?.roleKeys.toSorted()).toEqual([...keys, "keeper"].sort());
    expect(grant?.lastSequence).toBe(33);
    expect((await countsOf(caller, project))["keeper"]).toEqual([33, 33]);
    expect((await grantsOn(caller, project)).length).toBe(33);
  });

  it("loses no update when 64 callers change one group's members, and what it is granted, at once", async () => {
    const { groups, roleHolders, projectRoles } = test.directory;
    const { caller, users, project, group, keeper } = await openOrg(64);
    const keys = Array.from({ length: 16 }, (_, index) => `r${index}`);
    await projectRoles.add(
      caller,
      project,
      keys.map((key) => ({ key, displayName: "", group: "" })),
    );
    const leaving = users.filter((_, index) => index % 2 === 1);
    await groups.addMembers(caller, group, leaving);
    await Promise.all([
      ...users.map((user, index) =>
        index % 2 === 0 ? groups.addMembers(caller, group, [user]) : groups.removeMembers(caller, group, [user]),
      ),
      ...keys.map((roleKey) => roleHolders.addGroups(caller, { projectId: project, roleKey }, [group])),
      groups.setGrant(caller, group, await addProjectWith(test.directory, caller, "Other", ["x"]), ["x"]),
      roleHolders.addGroups(caller, keeper, [group]),
    ]);
    const staying = users.filter((_, index) => index % 2 === 0).sort();
    const members = await groups.listMembers(caller, group, page);
    expect(members.items.map(({ userId: user }) => user)).toEqual(staying);
    expect(await groups.countMembers(caller, [group])).toEqual(new Map([[group, 32]]));
    expect(await holders(caller, keeper, "groups")).toEqual(staying);
    const granted = (await groups.listGrants(caller, group)).find(({ projectId: id }) => id === project);
    expect(granted?.roleKeys.toSorted()).toEqual([...keys, "keeper"].sort());
    // Added, 32 in before, 64 changes, 18 grants: without a gap.
    expect((await groups.get(caller, group)).lastSequence).toBe(1 + 32 + 64 + 18);
  });
});

describe("roleHolders in two processes on one PostgreSQL database", () => {
  it("lose no update when both change the same holders, and a group's roles from both sides", async () => {
    const place = await postgresEngine.createPlace();
    const engine = { ...postgresEngine, open: () => place.open() };
    const [left, right] = [await openDirectory(engine), await openDirectory(engine)];
    const { caller } = left;
    const [user = nobody] = await addUsers(left.directory, caller, 1);
    const keys = Array.from({ length: 32 }, (_, index) => `r${index}`);
    const project = await addProjectWith(left.directory, caller, "Zoo", keys);
    const other = await addProjectWith(left.directory, caller, "Other", ["x", "y"]);
    const { id: group } = await left.directory.groups.add(caller, {
      name: "Crew",
      description: "",
      memberLimit: undefined,
    });
    const directoryOf = (index: number) => (index % 2 === 0 ? left : right).directory;
    await Promise.all(
      keys.flatMap((roleKey, index) => [
        directoryOf(index).roleHolders.addUsers(caller, { projectId: project, roleKey }, [user]),
        directoryOf(index).roleHolders.addGroups(caller, { projectId: project, roleKey }, [group]),
        directoryOf(index + 1).groups.setGrant(caller, group, other, [index % 3 === 0 ? "x" : "y"]),
      ]),
    );
    const [grant, ...more] = await right.storage.reader.userGrants.listAll([{ kind: "user", id: user }]);
    expect(more).toEqual([]);
    expect(grant?.roleKeys.toSorted()).toEqual(keys.toSorted());
    expect(grant?.lastSequence).toBe(32);
    const granted = await left.directory.groups.listGrants(caller, group);
    expect(granted.find(({ projectId: id }) => id === project)?.roleKeys.toSorted()).toEqual(keys.toSorted());
    await Promise.all([left.close(), right.close()]);
    await place.remove();
  });
});
