import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createEmptyDatabase } from "../support/empty-database.ts";
import { callOnce } from "../support/one-call.ts";
import { useProcesses } from "../support/process.ts";
import { openPostgresTables } from "../support/tables.ts";
import { getMyOrg } from "./methods.ts";

const processes = useProcesses();

/** Starts two servers at the same moment on one database that has no tables yet. */
async function startTwo(dataFolders: readonly [string, string]) {
  const database = await createEmptyDatabase();
  const env = { ROSTER_DATABASE_URL: database.url };
  const servers = await Promise.all(dataFolders.map((data) => processes.serve(["--data", data, "--demo"], { env })));
  return { database, servers };
}

describe("two servers that start at the same moment on one empty database", () => {
  it("both become ready, agree on one instance, and add the demonstration once", async () => {
    const folders = [processes.folder(), processes.folder()] as const;
    const { database, servers } = await startTwo(folders);
    const [instances, orgs, admins] = [
      new Set(servers.map(({ ready }) => ready.instanceId)),
      new Set(servers.map(({ ready }) => ready.defaultOrgId)),
      new Set(servers.map(({ ready }) => ready.adminUserId)),
    ];
    expect([instances.size, orgs.size, admins.size]).toEqual([1, 1, 1]);

    // One of them made the token, and it opens both.
    const tokens = servers.flatMap(({ ready }) => ready.adminToken ?? []);
    expect(tokens).toHaveLength(1);
    expect(folders.filter((folder) => existsSync(join(folder, "admin.token")))).toHaveLength(1);
    for (const { ready } of servers) {
      const { ok } = await callOnce(ready.url, getMyOrg, {}, { token: tokens[0] });
      expect(ok?.org?.id).toBe(ready.defaultOrgId);
    }

    const tables = openPostgresTables(database.url);
    const { users } = await tables.read();
    await tables.close();
    expect(users.filter(({ type }) => type === "human")).toHaveLength(20);
    expect(users.filter(({ type }) => type === "machine")).toHaveLength(1);

    for (const server of servers) expect(await server.stop()).toEqual({ code: 0, signal: null });
    await database.drop();
  });

  it("share the token's file when they share a folder", async () => {
    const folder = processes.folder();
    const { database, servers } = await startTwo([folder, folder]);
    const token = readFileSync(join(folder, "admin.token"), "utf8").trim();
    for (const { ready } of servers) {
      expect(ready.adminToken).toBe(token);
      expect((await callOnce(ready.url, getMyOrg, {}, { token })).ok?.org?.id).toBe(ready.defaultOrgId);
    }
    for (const server of servers) await server.stop();
    await database.drop();
  });
});

describe("restart on PostgreSQL", () => {
  it("keeps the instance and the token", async () => {
    const database = await createEmptyDatabase();
    const env = { ROSTER_DATABASE_URL: database.url };
    const data = processes.folder();
    const first = await processes.serve(["--data", data], { env });
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    const second = await processes.serve(["--data", data], { env });
    const { instanceId, adminToken } = first.ready;
    expect(second.ready).toMatchObject({ instanceId, adminToken });
    await second.stop();
    await database.drop();
  });
});
