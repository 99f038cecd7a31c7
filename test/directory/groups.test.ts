// Groups have no API of their own: the other interfaces are made of them. So their rules are tested here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../src/directory/caller.ts";
import { groupErrors } from "../../src/directory/errors/groups.ts";
import { DomainError, type ErrorName } from "../../src/directory/errors.ts";
import { type GroupId, type GroupSettings, groupId, type UserId, userId } from "../../src/storage/contract/index.ts";
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

const unlimited = { description: "", memberLimit: undefined };
const page = { offset: 0, limit: 0 };

describe.each(engines)("groups · $name", (engine) => {
  let test: DirectoryInTest;
  let count = 0;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  const newOrg = () => {
    count += 1;
    return test.addOrg(`Org ${count}`);
  };
  const addGroup = async (caller: Caller, settings: Partial<GroupSettings> = {}): Promise<GroupId> => {
    count += 1;
    return (await test.directory.groups.add(caller, { ...unlimited, name: `Group ${count}`, ...settings })).id;
  };
  const listMembers = async (caller: Caller, id: GroupId): Promise<readonly UserId[]> =>
    (await test.directory.groups.listMembers(caller, id, page)).items.map((member) => member.userId);

  it("adds a group and finds it, in its organization only", async () => {
    const { groups } = test.directory;
    const [caller, other] = [await newOrg(), await newOrg()];
    const settings = { name: "Keepers", description: "They keep", memberLimit: 3 };
    const { id, details } = await groups.add(caller, settings);
    expect(details).toMatchObject({ sequence: 1, resourceOwner: caller.orgId });
    expect(await groups.get(caller, id)).toMatchObject({ id, orgId: caller.orgId, ...settings });
    expect((await groups.list(caller, [], page)).items.map((group) => group.id)).toEqual([id]);
    expect((await groups.list(other, [], page)).total).toBe(0);
    await expectRefused(groups.get(other, id), "groupNotFound");
    await expectRefused(groups.listMembers(other, id, page), "groupNotFound");
    await expectRefused(groups.listGrants(other, id), "groupNotFound");
    await expectRefused(groups.update(other, id, settings), "groupNotFound");
    await expectRefused(groups.addMembers(other, id, []), "groupNotFound");
    await expectRefused(groups.remove(other, id), "groupNotFound");
  });

  it("refuses an empty name, a name that is taken in any case, and a limit that is no number of members", async () => {
    const { groups } = test.directory;
    const caller = await newOrg();
    await addGroup(caller, { name: "Taken" });
    await expectRefused(groups.add(caller, { ...unlimited, name: "  " }), "groupNameEmpty");
    await expectRefused(groups.add(caller, { ...unlimited, name: "TAKEN" }), "groupAlreadyExists");
    for (const memberLimit of [0, -1, 1.5, Number.NaN]) {
      await expectRefused(groups.add(caller, { ...unlimited, name: "x", memberLimit }), "groupMemberLimitInvalid");
    }
    await addGroup(await newOrg(), { name: "Taken" });
  });

  it("replaces the settings; the same ones are no event", async () => {
    const { groups } = test.directory;
    const caller = await newOrg();
    const settings = { name: "One", description: "", memberLimit: undefined };
    const { id } = await groups.add(caller, settings);
    expect((await groups.update(caller, id, settings)).sequence).toBe(1);
    const changed = { name: "Two", description: "d", memberLimit: 7 };
    expect((await groups.update(caller, id, changed)).sequence).toBe(2);
    expect(await groups.get(caller, id)).toMatchObject({ ...changed, sequence: 2 });
    await addGroup(caller, { name: "Three" });
    await expectRefused(groups.update(caller, id, { ...changed, name: "three" }), "groupAlreadyExists");
    await expectRefused(groups.update(caller, id, { ...changed, name: "" }), "groupNameEmpty");
  });

  it("answers for many at once: by name in any case, of many users, how many members", async () => {
    const { groups } = test.directory;
    const [caller, other] = [await newOrg(), await newOrg()];
    const [keepers, vets] = [await addGroup(caller, { name: "Keepers" }), await addGroup(caller, { name: "Vets" })];
    const abroad = await addGroup(other, { name: "keepers" });
    const [first = userId(""), second = userId("")] = await addUsers(test.directory, caller, 2);
    await groups.addMembers(caller, keepers, [first, second]);
    await groups.addMembers(caller, vets, [second]);
    const idsOf = (found: readonly { readonly id: GroupId }[]) => found.map(({ id }) => id);
    expect(idsOf(await groups.findByNames(caller, ["KEEPERS", "vets", "none"]))).toEqual([keepers, vets]);
    expect(idsOf(await groups.findByNames(other, ["KEEPERS", "vets"]))).toEqual([abroad]);
    expect((await groups.listOfUsers(caller, [second, first])).map(({ userId: id, group }) => [id, group.id])).toEqual([
      [first, keepers],
      [second, keepers],
      [second, vets],
    ]);
    expect(await groups.listOfUsers(other, [first])).toEqual([]);
    expect(await groups.countMembers(caller, [keepers, vets, abroad])).toEqual(
      new Map([
        [keepers, 2],
        [vets, 1],
      ]),
    );
    const ofSecond = await groups.list(caller, [{ kind: "member", id: second }], page);
    expect(idsOf(ofSecond.items)).toEqual([keepers, vets]);
  });

  it("adds members once, all or none, and takes them out again", async () => {
    const { groups } = test.directory;
    const [caller, other] = [await newOrg(), await newOrg()];
    const id = await addGroup(caller);
    const users = await addUsers(test.directory, caller, 3);
    const strangers = await addUsers(test.directory, other, 1);
    expect((await groups.addMembers(caller, id, users)).sequence).toBe(4);
    expect((await groups.addMembers(caller, id, users)).sequence).toBe(1);
    expect([...(await listMembers(caller, id))].sort()).toEqual([...users].sort());
    await groups.removeMembers(caller, id, users.slice(1));
    await expectRefused(groups.addMembers(caller, id, [...users, ...strangers]), "groupUserNotFound");
    await expectRefused(groups.addMembers(caller, id, [userId("1")]), "groupUserNotFound");
    expect(await listMembers(caller, id)).toEqual(users.slice(0, 1));
    await groups.removeMembers(caller, id, [...users, userId("1")]);
    expect(await listMembers(caller, id)).toEqual([]);
  });

  it("lets in as many members as the limit allows, when many join at once, too", async () => {
    const { groups } = test.directory;
    const caller = await newOrg();
    const id = await addGroup(caller, { memberLimit: 5 });
    const users = await addUsers(test.directory, caller, 64);
    const outcomes = await Promise.allSettled(users.map((user) => groups.addMembers(caller, id, [user])));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") await expectRefused(Promise.reject(outcome.reason), "groupFull");
    }
    const members = await listMembers(caller, id);
    expect(members).toHaveLength(5);
    // Whoever is in already needs no room.
    await groups.addMembers(caller, id, members);
    await groups.update(caller, id, { name: "Smaller", description: "", memberLimit: 2 });
    expect(await listMembers(caller, id)).toHaveLength(5);
  });

  it("gives its members roles, beside those they have themselves, on projects of others too", async () => {
    const { groups, userGrants, projectGrants, effectiveRoles } = test.directory;
    const [caller, owner] = [await newOrg(), await newOrg()];
    const own = await addProjectWith(test.directory, caller, "Own", ["a", "b", "c"]);
    const lent = await addProjectWith(test.directory, owner, "Lent", ["x", "y"]);
    const loan = { projectId: lent, grantedOrgId: caller.orgId, roleKeys: ["x"] };
    await projectGrants.add(owner, loan);
    const id = await addGroup(caller);
    const [user = userId(""), stranger = userId("")] = await addUsers(test.directory, caller, 2);
    await groups.addMembers(caller, id, [user]);
    const direct = { userId: user, projectId: own, projectGrantId: undefined, roleKeys: ["b", "a"] };
    const { id: grantId } = await userGrants.add(caller, direct);
    await groups.setGrant(caller, id, own, ["b", "c"]);
    await groups.setGrant(caller, id, lent, ["x"]);
    const grants = await groups.listGrants(caller, id);
    expect(grants).toHaveLength(2);
    expect(await groups.listGrantsOf(caller, [id, groupId("1")])).toEqual(grants);
    expect(await groups.listGrantsOf(owner, [id])).toEqual([]);

    expect(await effectiveRoles.ofUser(user)).toEqual(
      new Map([
        [own, ["b", "a", "c"]],
        [lent, ["x"]],
      ]),
    );
    expect(await effectiveRoles.ofUser(stranger)).toEqual(new Map());
    await userGrants.deactivate(caller, grantId);
    expect((await effectiveRoles.ofUser(user)).get(own)).toEqual(["b", "c"]);
    await groups.setGrant(caller, id, own, []);
    expect((await effectiveRoles.ofUser(user)).get(own)).toBeUndefined();
    await groups.removeMembers(caller, id, [user]);
    expect(await effectiveRoles.ofUser(user)).toEqual(new Map());
  });

  it("can be granted only what its organization could give a user", async () => {
    const { groups } = test.directory;
    const [caller, owner] = [await newOrg(), await newOrg()];
    const own = await addProjectWith(test.directory, caller, "Own", ["a"]);
    const foreign = await addProjectWith(test.directory, owner, "Foreign", ["a"]);
    const id = await addGroup(caller);
    await expectRefused(groups.setGrant(caller, id, own, ["b"]), "userGrantRoleNotFound");
    await expectRefused(groups.setGrant(caller, id, foreign, ["a"]), "userGrantSourceNotFound");
    await expectRefused(groups.setGrant(caller, groupId("1"), own, ["a"]), "groupNotFound");
    expect(await groups.listGrants(caller, id)).toEqual([]);
  });

  it("loses roles with the role, the project grant and the project they come from", async () => {
    const { groups, projects, projectRoles, projectGrants } = test.directory;
    const [caller, owner] = [await newOrg(), await newOrg()];
    const own = await addProjectWith(test.directory, caller, "Own", ["a", "b", "c"]);
    const lent = await addProjectWith(test.directory, owner, "Lent", ["x", "y", "z"]);
    const loan = { projectId: lent, grantedOrgId: caller.orgId, roleKeys: ["x", "y", "z"] };
    const { id: loanId } = await projectGrants.add(owner, loan);
    const id = await addGroup(caller);
    await groups.setGrant(caller, id, own, ["a", "b"]);
    await groups.setGrant(caller, id, lent, ["x", "y", "z"]);
    const keysOn = async (project: typeof own) =>
      (await groups.listGrants(caller, id)).find((grant) => grant.projectId === project)?.roleKeys;

    await projectRoles.remove(caller, own, "a");
    expect(await keysOn(own)).toEqual(["b"]);
    await projectGrants.update(owner, { projectId: lent, id: loanId }, ["z"]);
    expect(await keysOn(lent)).toEqual(["z"]);
    await projectGrants.remove(owner, { projectId: lent, id: loanId });
    expect(await keysOn(lent)).toBeUndefined();
    await projects.remove(caller, own);
    expect(await groups.listGrants(caller, id)).toEqual([]);
    expect((await groups.get(caller, id)).lastSequence).toBe(7);
  });

  it("goes with its members and grants", async () => {
    const { groups, effectiveRoles } = test.directory;
    const caller = await newOrg();
    const own = await addProjectWith(test.directory, caller, "Own", ["a"]);
    const id = await addGroup(caller, { name: "Gone" });
    const users = await addUsers(test.directory, caller, 1);
    await groups.addMembers(caller, id, users);
    await groups.setGrant(caller, id, own, ["a"]);
    expect((await groups.remove(caller, id)).sequence).toBe(4);
    await expectRefused(groups.get(caller, id), "groupNotFound");
    for (const user of users) expect(await effectiveRoles.ofUser(user)).toEqual(new Map());
    await addGroup(caller, { name: "Gone" });
  });
});

describe.each(engines)("groups of an organization that another system manages · $name", (engine) => {
  it("cannot be changed, but given roles", async () => {
    const test = await openDirectory(engine);
    const { groups, externalManagement } = test.directory;
    const caller = await test.addOrg("Managed");
    const own = await addProjectWith(test.directory, caller, "Own", ["a"]);
    const users = await addUsers(test.directory, caller, 1);
    const settings = { ...unlimited, name: "Group", type: "kind" };
    const { id } = await groups.add(caller, settings);
    await groups.update(caller, id, { ...unlimited, name: "Renamed" });
    // Who does not know of types leaves them.
    expect(await groups.get(caller, id)).toMatchObject({ name: "Renamed", type: "kind" });
    await groups.update(caller, id, { ...unlimited, name: "Renamed", type: "" });
    expect(await groups.get(caller, id)).not.toHaveProperty("type");
    await externalManagement.set(caller, true);
    for (const group of [id, groupId("1")]) {
      await expectRefused(groups.update(caller, group, settings), "orgExternallyManaged");
      await expectRefused(groups.remove(caller, group), "orgExternallyManaged");
      await expectRefused(groups.addMembers(caller, group, users), "orgExternallyManaged");
      await expectRefused(groups.removeMembers(caller, group, users), "orgExternallyManaged");
    }
    await expectRefused(groups.add(caller, settings), "orgExternallyManaged");
    await groups.setGrant(caller, id, own, ["a"]);
    await externalManagement.set(caller, false);
    await groups.addMembers(caller, id, users);
    await test.close();
  });
});

it("provoked every error of groups", () => {
  expect(Object.keys(groupErrors).filter((name) => !provoked.has(name))).toEqual([]);
});
