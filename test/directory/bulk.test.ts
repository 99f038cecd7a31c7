// What one command may touch: a thousand objects, in under a second and one transaction.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orgOwner } from "../../src/directory/metadata.ts";
import { type ProjectId, type UserGrantId, type UserId, userId } from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { addProjectWith, addUsers, type DirectoryInTest, openDirectory } from "./directory-in-test.ts";

const many = 1000;
const maxMs = 1000;

describe.each(engines)("a thousand at once · $name", (engine) => {
  let test: DirectoryInTest;
  let users: readonly UserId[];
  let count = 0;
  let commandCount = 0;
  beforeAll(async () => {
    const onBatch = ({ size }: { readonly size: number }) => {
      commandCount += size;
    };
    test = await openDirectory(engine, { onBatch });
    users = await addUsers(test.directory, test.caller, many);
  });
  afterAll(() => test?.close());

  /** Runs one command, checks that it takes one transaction and less than a second, and answers its result. */
  async function inTime<Result>(run: () => Promise<Result>): Promise<Result> {
    const [startMs, startCount] = [performance.now(), commandCount];
    const result = await run();
    expect(performance.now() - startMs).toBeLessThan(maxMs);
    expect(commandCount - startCount).toBe(1);
    return result;
  }

  const addProject = (...keys: string[]): Promise<ProjectId> => {
    count += 1;
    return addProjectWith(test.directory, test.caller, `Project ${count}`, keys);
  };
  const authorize = async (user: UserId, projectId: ProjectId, ...roleKeys: string[]): Promise<UserGrantId> => {
    const grant = { userId: user, projectId, projectGrantId: undefined, roleKeys };
    return (await test.directory.userGrants.add(test.caller, grant)).id;
  };
  const firstPage = { offset: 0, limit: 0 };
  const listGrants = (projectId: ProjectId) =>
    test.directory.userGrants.list(test.caller, {
      filters: [{ kind: "project", id: projectId }],
      isWithGranted: false,
      page: firstPage,
    });

  it("sets and removes 1000 entries of metadata", async () => {
    const { metadata } = test.directory;
    const owner = orgOwner(test.caller.orgId);
    const keys = Array.from({ length: many }, (_, index) => `k${index}`);
    const entries = keys.map((key) => ({ key, value: Buffer.from(key) }));
    await inTime(() => metadata.set(test.caller, owner, entries));
    const count = async () => (await metadata.list(test.caller, owner, { keys: [], page: firstPage })).total;
    expect(await count()).toBe(many);
    await inTime(() => metadata.removeMany(test.caller, owner, keys));
    expect(await count()).toBe(0);
  });

  it("adds 1000 roles", async () => {
    const { projectRoles } = test.directory;
    const id = await addProject();
    const roles = Array.from({ length: many }, (_, index) => ({ key: `r${index}`, displayName: "R", group: "" }));
    const { sequence } = await inTime(() => projectRoles.add(test.caller, id, roles));
    expect(sequence).toBe(many + 1);
    const list = { keys: [], displayNames: [], page: { offset: 0, limit: 1 } };
    expect((await projectRoles.list(test.caller, id, list)).total).toBe(many);
  });

  it("removes a role that 1000 users have, and then the project", async () => {
    const { projects, projectRoles } = test.directory;
    const id = await addProject("a", "b");
    await Promise.all(users.map((user) => authorize(user, id, "a", "b")));
    await inTime(() => projectRoles.remove(test.caller, id, "a"));
    const { items, total } = await listGrants(id);
    expect(total).toBe(many);
    expect(new Set(items.map(({ roleKeys, sequence }) => `${roleKeys} ${sequence}`))).toEqual(new Set(["b 2"]));
    await inTime(() => projects.remove(test.caller, id));
    expect((await listGrants(id)).total).toBe(0);
  });

  it("removes 1000 user grants by id", async () => {
    const id = await addProject("a");
    const grants = await Promise.all(users.map((user) => authorize(user, id, "a")));
    await inTime(() => test.directory.userGrants.removeAll(test.caller, grants));
    expect((await listGrants(id)).total).toBe(0);
  });

  it("removes a user with 1000 grants", async () => {
    const home = await test.addOrg("Home of one");
    const [user = userId("")] = await addUsers(test.directory, home, 1);
    const projects: ProjectId[] = [];
    for (let index = 0; index < many; index += 1) projects.push(await addProject("a"));
    await Promise.all(projects.map((project) => authorize(user, project, "a")));
    await inTime(() => test.directory.users.remove(home, user));
    const left = { filters: [{ kind: "user", id: user }], isWithGranted: false, page: firstPage } as const;
    expect((await test.directory.userGrants.list(test.caller, left)).total).toBe(0);
  });
});
