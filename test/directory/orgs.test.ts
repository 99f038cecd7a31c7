import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../../src/directory/caller.ts";
import type { Directory } from "../../src/directory/directory.ts";
import type { EventRow, ProjectRow } from "../../src/storage/contract/index.ts";
import { type DirectoryInTest, openDirectory, refusalOf } from "./directory-in-test.ts";

let test: DirectoryInTest;
beforeEach(async () => {
  test = await openDirectory();
});
afterEach(() => test.close());

describe("An organization that is removed between the look at the header and the command", () => {
  const cases: readonly {
    name: string;
    want: string | undefined;
    call(directory: Directory, caller: Caller): Promise<unknown>;
  }[] = [
    { name: "is not renamed", want: "ORG-1MRds", call: ({ orgs }, caller) => orgs.rename(caller, "New") },
    { name: "is not deactivated", want: "ORG-oL9nT", call: ({ orgs }, caller) => orgs.deactivate(caller) },
    { name: "is not reactivated", want: "ORG-Dgf3g", call: ({ orgs }, caller) => orgs.reactivate(caller) },
    { name: "is not removed again", want: "COMMA-aps2n", call: ({ orgs }, caller) => orgs.remove(caller) },
    { name: "gets no domain", want: "COMMAND-QXPGs", call: ({ orgDomains }, caller) => orgDomains.add(caller, "a.bc") },
    {
      name: "has no domain to make primary",
      want: "ORG-GDfA3",
      call: ({ orgDomains }, caller) => orgDomains.setPrimary(caller, "gone.localhost"),
    },
    {
      name: "gets no member",
      want: "COMMAND-QXPGs",
      call: ({ orgMembers }, caller) => orgMembers.add(caller, caller.userId, ["ORG_OWNER"]),
    },
    {
      name: "has no member to change",
      want: "Org-D8JxR",
      call: ({ orgMembers }, caller) => orgMembers.update(caller, caller.userId, ["ORG_OWNER"]),
    },
    {
      name: "has no member to remove, which succeeds",
      want: undefined,
      call: ({ orgMembers }, caller) => orgMembers.remove(caller, caller.userId),
    },
  ];
  for (const { name, want, call } of cases) {
    it(name, async () => {
      const caller = await test.addOrg("Gone");
      await test.directory.orgs.remove(caller);
      expect(await refusalOf(call(test.directory, caller))).toBe(want);
    });
  }

  it("is removed by exactly one of 64 callers", async () => {
    const caller = await test.addOrg("Gone");
    const attempts = Array.from({ length: 64 }, () => refusalOf(test.directory.orgs.remove(caller)));
    const refusals = (await Promise.all(attempts)).filter((id) => id !== undefined);
    expect(refusals).toEqual(Array(63).fill("COMMA-aps2n"));
  });
});

describe("orgs.remove()", () => {
  it("refuses the organization that owns the project of the directory's own API", async () => {
    const caller = await test.addOrg("Owner");
    const { iamProjectId } = await test.directory.instance.get();
    const project: ProjectRow = {
      id: iamProjectId,
      orgId: caller.orgId,
      name: "Directory",
      state: "active",
      isRoleAsserted: false,
      isRoleChecked: false,
      isProjectChecked: false,
      privateLabelingSetting: "unspecified",
      sequence: 1,
      lastSequence: 1,
      creationTimeUs: 1,
      changeTimeUs: 1,
    };
    await test.storage.command({ keys: [], run: (tx) => tx.projects.insert(project) });
    expect(await refusalOf(test.directory.orgs.remove(caller))).toBe("COMMA-AF3JW");
  });

  it("leaves the history, which ends with the removal", async () => {
    const caller = await test.addOrg("Gone");
    await test.directory.orgs.remove(caller);
    expect((await eventsOf({ type: "org", id: caller.orgId }, caller.orgId)).at(-1)).toMatchObject({
      type: "org.removed",
      sequence: 6,
      editorId: caller.userId,
      payload: { name: "Gone" },
    });
  });

  it("writes an event into the history of each user grant that goes, and of the instance for each member", async () => {
    const [gone, other] = [await test.addOrg("Gone"), await test.addOrg("Other")];
    const { directory } = test;
    const { id } = await directory.machines.add(gone, machine("robot"));
    await directory.instanceMembers.add(gone, id, ["IAM_OWNER_VIEWER"]);
    const project = await directory.projects.add(other, projectSettings);
    const grant = await directory.userGrants.add(other, {
      userId: id,
      projectId: project.id,
      projectGrantId: undefined,
      roleKeys: [],
    });
    await directory.orgs.remove(gone);
    const grantEvents = await eventsOf({ type: "user-grant", id: grant.id }, other.orgId);
    expect(grantEvents.map(({ type }) => type)).toEqual(["user.grant.added", "user.grant.cascade.removed"]);
    const instance = await directory.instance.get();
    const instanceEvents = await eventsOf({ type: "instance", id: instance.id }, instance.id);
    expect(instanceEvents.map(({ type, sequence }) => [sequence, type])).toEqual([
      [1, "instance.added"],
      [2, "instance.member.added"],
      [3, "instance.member.cascade.removed"],
    ]);
  });

  it("gives users and projects that go with the organization no events of their own, but user grants", async () => {
    const gone = await test.addOrg("Gone");
    const { directory } = test;
    const user = await directory.machines.add(gone, machine("robot"));
    const project = await directory.projects.add(gone, projectSettings);
    const grant = await directory.userGrants.add(gone, {
      userId: user.id,
      projectId: project.id,
      projectGrantId: undefined,
      roleKeys: [],
    });
    await directory.orgs.remove(gone);
    const typesOf = async (aggregate: Parameters<typeof eventsOf>[0]) =>
      (await eventsOf(aggregate, gone.orgId)).map(({ type }) => type);
    expect(await typesOf({ type: "user", id: user.id })).toEqual(["user.machine.added"]);
    expect(await typesOf({ type: "project", id: project.id })).toEqual(["project.added"]);
    expect(await typesOf({ type: "user-grant", id: grant.id })).toEqual([
      "user.grant.added",
      "user.grant.cascade.removed",
    ]);
    expect((await typesOf({ type: "org", id: gone.orgId })).at(-1)).toBe("org.removed");
  });

  it("removes an organization of 1,000 users with a membership elsewhere each, in one transaction under a second", async () => {
    const [gone, other] = [await test.addOrg("Gone"), await test.addOrg("Other")];
    const users = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => test.directory.machines.add(gone, machine(`robot-${index}`))),
    );
    await Promise.all(users.map(({ id }) => test.directory.orgMembers.add(other, id, ["ORG_OWNER_VIEWER"])));
    const startMs = performance.now();
    await test.directory.orgs.remove(gone);
    expect(performance.now() - startMs).toBeLessThan(1000);
    const { total } = await test.directory.orgMembers.list(other, { filters: [], page: { offset: 0, limit: 1 } });
    expect(total).toBe(1);
    expect(await test.directory.users.isUnique({ userName: "robot-7", email: "" })).toBe(true);
  });
});

describe("memberships.list()", () => {
  it("leaves out memberships on groups and on single roles, which other interfaces list", async () => {
    const caller = await test.addOrg("Own");
    const { id } = await test.directory.machines.add(caller, machine("robot"));
    const project = await test.directory.projects.add(caller, projectSettings);
    const record = { sequence: 1, creationTimeUs: 1, changeTimeUs: 1 };
    const row = { userId: id, resourceOwner: caller.orgId, roles: ["PROJECT_OWNER"], ...record };
    await test.storage.command({
      keys: [],
      async run(tx) {
        await tx.memberships.insert({ ...row, scope: { type: "project", id: project.id } });
        await tx.memberships.insert({ ...row, scope: { type: "project-role", id: project.id, roleKey: "keeper" } });
      },
    });
    const request = { filters: [], page: { offset: 0, limit: 0 } };
    const { items, total } = await test.directory.memberships.list(caller, id, request);
    expect(items.map(({ scope }) => scope.type)).toEqual(["project"]);
    expect(total).toBe(1);
  });
});

const machine = (userName: string) => ({
  id: undefined,
  userName,
  name: "Robot",
  description: "",
  accessTokenType: "bearer" as const,
});

const projectSettings = {
  name: "Project",
  isRoleAsserted: false,
  isRoleChecked: false,
  isProjectChecked: false,
  privateLabelingSetting: "unspecified" as const,
};

const eventsOf = (
  aggregate: EventRow["aggregate"],
  resourceOwner: EventRow["resourceOwner"],
): Promise<readonly EventRow[]> =>
  test.storage.reader.events.list({ aggregate, resourceOwner, fromSequence: 0, isAscending: true, limit: 100 });
