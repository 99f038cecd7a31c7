import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { parseConfig } from "../../src/config.ts";
import { type Server, startServer } from "../../src/server.ts";
import type { TransferLocation } from "../../src/storage/transfer/index.ts";
import { exportedTables } from "../../src/storage/transfer/table-names.ts";
import { importDirectory } from "../../src/transfer/import-directory.ts";
import { createClient } from "../support/clients/index.ts";
import { createEmptyDatabase } from "../support/empty-database.ts";
import { postgresEngine, sqliteFolderEngine, type TestEngine } from "../support/engines.ts";
import { useProcesses } from "../support/process.ts";
import { type ExportText, exportTo } from "./export-text.ts";
import { fillEmptyTables } from "./filled-directory.ts";

const rpc = ManagementService.method;
const folders = useProcesses(afterAll);
const adminToken = "admin-token-of-the-directory-that-moves";
const password = "Secret-12";

/** Starts a server on the directory, which must know the administrator's token already if it is an imported one. */
const start = (flags: readonly string[]): Promise<Server> =>
  startServer(
    parseConfig({
      argv: ["--port", "0", "--log-level", "silent", ...flags],
      env: flags.includes("--demo") ? { ROSTER_ADMIN_TOKEN: adminToken } : {},
    }),
    { out: () => {}, err: () => {}, isTerminal: false },
  );

/** What callers see of the user: history and details. */
async function readUser(server: Server, userId: string) {
  const client = createClient("connect-json", server.url);
  const caller = { token: adminToken };
  const user = await client.call(rpc.getUserByID, { id: userId }, caller);
  const changes = await client.call(rpc.listUserChanges, { userId }, caller);
  const users = await client.call(rpc.listUsers, {}, caller);
  client.close();
  return { user: user.ok, changes: changes.ok?.result, total: users.ok?.details?.totalResult };
}

/** Whether the password of this login is right, asked with its own. */
async function logIn({ url }: Server, login: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`;
  return (await fetch(`${url}/engine-rest/user/${login}/profile`, { headers: { authorization } })).status;
}

interface Moved {
  readonly location: TransferLocation;
  readonly flags: readonly string[];
  readonly file: string;
  readonly exported: ExportText;
}

describe("a directory that moves from SQLite to PostgreSQL and back", () => {
  const root = folders.folder();
  const login = "jonny";
  let userId = "";
  let before: Awaited<ReturnType<typeof readUser>>;
  let moves: readonly Moved[] = [];
  let dropDatabase = async () => {};

  async function exportFrom(location: TransferLocation, flags: readonly string[], name: string): Promise<Moved> {
    const file = join(root, name);
    return { location, flags, file, exported: await exportTo(file, location) };
  }

  async function move(from: Moved, location: TransferLocation, flags: readonly string[], name: string): Promise<Moved> {
    await importDirectory({ file: from.file, location, nowMs: Date.now });
    return exportFrom(location, flags, name);
  }

  beforeAll(async () => {
    const folder = join(root, "first");
    const server = await start(["--data", folder, "--demo"]);
    const client = createClient("connect-json", server.url);
    const human = {
      userName: login,
      password,
      profile: { firstName: "Jonny", lastName: "One" },
      email: { email: "jonny@example.com", isEmailVerified: true },
    };
    const added = await client.call(rpc.importHumanUser, human, { token: adminToken });
    userId = added.ok?.userId ?? "";
    await client.call(rpc.addOrgMember, { userId, roles: ["ORG_USER_MANAGER"] }, { token: adminToken });
    client.close();
    before = await readUser(server, userId);
    await server.close();
    fillEmptyTables(join(folder, "roster.db"));

    const database = await createEmptyDatabase();
    dropDatabase = database.drop;
    const first = await exportFrom({ kind: "sqlite", folder }, ["--data", folder], "first.ndjson");
    const data = join(root, "beside-postgres");
    const postgres = { kind: "postgres", url: database.url } as const;
    const second = await move(first, postgres, ["--data", data, "--database-url", database.url], "second.ndjson");
    const last = join(root, "last");
    const third = await move(second, { kind: "sqlite", folder: last }, ["--data", last], "third.ndjson");
    moves = [first, second, third];
  });
  afterAll(() => dropDatabase());

  it("gives the same bytes each time, with rows in every table", () => {
    const [first, second, third] = moves.map(({ file }) => readFileSync(file, "utf8"));
    expect(second).toBe(first);
    expect(third).toBe(first);
    const counts = moves[0]?.exported.end.counts ?? {};
    expect(Object.keys(counts)).toEqual([...exportedTables]);
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  });

  it("is in a file that only its owner can read", () => {
    for (const { file } of moves) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  for (const [index, name] of ["where it was", "on PostgreSQL", "on SQLite again"].entries()) {
    it(`has its ids, history, total, passwords and tokens ${name}`, async () => {
      const server = await start(moves[index]?.flags ?? []);
      expect(await readUser(server, userId)).toEqual(before);
      expect(before.changes?.length).toBeGreaterThan(0);
      expect(await logIn(server, login)).toBe(200);
      await server.close();
    });
  }
});

for (const engine of [sqliteFolderEngine, postgresEngine] satisfies readonly TestEngine[]) {
  describe(`an import into a place whose tables are there, without rows, on ${engine.name}`, () => {
    it("fills it", async () => {
      const place = await engine.createPlace();
      await (await place.open()).close();
      if (place.location.kind === "memory") throw new Error("not a lasting place");
      const data = folders.folder();
      const source = await start(["--data", data, "--demo"]);
      await source.close();
      const file = join(data, "export.ndjson");
      const exported = await exportTo(file, { kind: "sqlite", folder: data });
      const { counts, resumedCount } = await importDirectory({ file, location: place.location, nowMs: Date.now });
      expect({ counts, resumedCount }).toEqual({ counts: exported.end.counts, resumedCount: 0 });
      expect(await exportTo(`${file}.again`, place.location)).toEqual(exported);
      await place.remove();
    });
  });
}
