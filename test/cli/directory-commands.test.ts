import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getMyOrg } from "../process/methods.ts";
import { callOnce } from "../support/one-call.ts";
import { createDatabase, type PostgresDatabase } from "../support/postgres.ts";
import { useProcesses } from "../support/process.ts";
import { type CommandInput, runCommand } from "./run-command.ts";
import { runHere } from "./run-here.ts";

const processes = useProcesses(afterAll);

/** A way to a directory, which commands must go all alike. */
interface Way {
  readonly name: string;
  /** Makes a directory, and answers the flags that lead to it. */
  readonly open: () => Promise<readonly string[]>;
}

let database: PostgresDatabase | undefined;
afterAll(() => database?.drop());

/** A folder whose server has started once and ended. */
async function makeFolder(): Promise<string> {
  const data = processes.folder();
  await (await processes.serve(["--data", data])).stop();
  return data;
}

const ways: readonly Way[] = [
  { name: "SQLite itself", open: async () => ["--data", await makeFolder()] },
  {
    name: "PostgreSQL itself, beside a server",
    async open() {
      database = await createDatabase();
      await processes.serve(["--database-url", database.url, "--data", processes.folder()]);
      return ["--database-url", database.url];
    },
  },
  {
    name: "a server",
    async open() {
      const data = processes.folder();
      const { ready } = await processes.serve(["--data", data]);
      return ["--url", ready.url, "--data", data];
    },
  },
];

for (const way of ways) {
  describe(`commands by way of ${way.name}`, () => {
    let flags: readonly string[] = [];
    beforeAll(async () => {
      flags = await way.open();
    });

    const run = (args: readonly string[], input?: CommandInput) => runHere([...args, ...flags], input);
    const readJson = async (...args: string[]) => JSON.parse((await run([...args, "--json"])).stdout);

    it("are the built program's too", async () => {
      const { code, stdout, stderr } = await runCommand(processes, ["user", "get", "admin", ...flags]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/^id +\d+\nuserName +admin\nkind +machine\nstate +active\n/);
    });

    it("make, show and switch organizations", async () => {
      const made = await run(["org", "create", "Savanna Zoo"]);
      expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\n$/) });
      const id = made.stdout.trim();
      expect(await run(["org", "create", "Savanna Zoo"])).toEqual({
        code: 1,
        stdout: "",
        stderr: "Another organization has this name or id already. (V3-DKcYh)\n",
      });
      expect(await run(["org", "deactivate", "savanna zoo"])).toMatchObject({
        code: 0,
        stderr: `Savanna Zoo (${id}) is inactive.\n`,
      });
      expect(await readJson("org", "get", id)).toMatchObject({ id, name: "Savanna Zoo", state: "inactive" });
      expect(await run(["org", "reactivate", id])).toMatchObject({ code: 0 });
      const { stdout } = await run(["org", "list"]);
      expect(stdout.split("\n")[0]).toMatch(/^ID +NAME +STATE +DOMAIN$/);
      expect(stdout).toMatch(new RegExp(`^${id} +Savanna Zoo +active `, "m"));
    });

    it("make tokens of machines, which are shown once, and end them", async () => {
      const user = (await run(["user", "create", "deployer", "--machine"])).stdout.trim();
      const made = await run(["token", "create", "--user", "deployer", "--expires", "30d"]);
      expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{43}\n$/) });
      const [, id = ""] = /^Token (\d+) of deployer/.exec(made.stderr) ?? [];
      const [token] = await readJson("token", "list", "--user", user);
      expect(token).toMatchObject({ id, user: "deployer", userId: user });
      expect(Date.parse(token.expires) - Date.now()).toBeGreaterThan(29 * 86_400_000);
      const all = await run(["token", "list"]);
      expect(all.stdout).toContain("admin");
      expect(all.stdout).toContain(id);
      expect(all.stdout).not.toContain(made.stdout.trim());
      expect(await run(["token", "revoke", id])).toMatchObject({
        code: 0,
        stderr: `Token ${id} of deployer has ended.\n`,
      });
      expect(await run(["token", "revoke", id])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("no token"),
      });
    });

    it("make a human with a password from standard input, change it, and remove the human", async () => {
      const human = ["--email", "gigi@example.com", "--first-name", "Gigi", "--last-name", "Giraffe"];
      const weak = await run(["user", "create", "gigi", ...human, "--password"], { input: "short\n" });
      expect(weak).toMatchObject({ code: 1, stdout: "" });
      const made = await run(["user", "create", "gigi", ...human, "--password"], { input: "Secret-12\n" });
      expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\n$/) });
      const id = made.stdout.trim();
      expect(await run(["user", "lock", "gigi"])).toMatchObject({ code: 0 });
      expect(await readJson("user", "get", "GIGI")).toMatchObject({
        id,
        state: "locked",
        name: "Gigi Giraffe",
        isEmailVerified: true,
      });
      expect(await run(["user", "unlock", id])).toMatchObject({ code: 0 });
      expect(await run(["user", "set-password", "gigi"], { input: "Other-Secret-12" })).toMatchObject({ code: 0 });
      expect(await run(["user", "delete", "gigi"])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("--yes"),
      });
      const { stdout } = await run(["user", "list", "--search", "giraffe"]);
      expect(stdout).toMatch(new RegExp(`^${id} +gigi +human +active +Gigi Giraffe +gigi@example.com `, "m"));
      expect(await run(["user", "delete", "gigi", "--yes"])).toMatchObject({ code: 0 });
      expect(await run(["user", "get", "gigi"])).toEqual({
        code: 1,
        stdout: "",
        stderr: 'There is no user with the login name or the id "gigi".\n',
      });
    });
  });
}

/** The code of the error that a call with this token gets; undefined when it is let in. */
const refusalOf = async (url: string, token: string) => (await callOnce(url, getMyOrg, {}, { token })).error?.code;

describe("an administrator whose token is lost", () => {
  it("gets another one without a server, which is good at the next start", async () => {
    const data = await makeFolder();
    rmSync(join(data, "admin.token"));
    const { stdout } = await runCommand(processes, ["token", "create", "--data", data]);
    const server = await processes.serve(["--data", data]);
    expect(await refusalOf(server.ready.url, stdout.trim())).toBeUndefined();
  });

  it("is told what to do while a server has the folder", async () => {
    const data = processes.folder();
    const server = await processes.serve(["--data", data]);
    const { code, stderr } = await runCommand(processes, ["token", "create", "--data", data]);
    expect(code).toBe(1);
    expect(stderr).toContain(`in use by the process ${server.pid}`);
    expect(stderr).toContain("--url or ROSTER_URL");
  });
});

describe("a change without a server", () => {
  it("is in the history as the administrator's, by the command line", async () => {
    const data = await makeFolder();
    const id = (await runHere(["org", "create", "Zoo", "--data", data])).stdout.trim();
    const database = new DatabaseSync(join(data, "roster.db"));
    const rows = database
      .prepare(
        "SELECT type, face, editor_id = (SELECT admin_user_id FROM instance) AS admin FROM events WHERE aggregate_id = ?",
      )
      .all(id);
    database.close();
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ face: "cli", admin: 1 });
  });
});

describe("the built program", () => {
  it("reads a password from standard input", async () => {
    const data = await makeFolder();
    const human = ["gigi", "--email", "g@example.com", "--first-name", "Gigi", "--last-name", "Li", "--password"];
    const args = ["user", "create", ...human, "--data", data];
    expect(await runCommand(processes, args, { input: "short\n" })).toMatchObject({ code: 1, stdout: "" });
    expect(await runCommand(processes, args, { input: "Secret-12\n" })).toMatchObject({ code: 0 });
  });
});

describe("a directory that is not there", () => {
  it("is not made by a command", async () => {
    const data = join(processes.folder(), "data");
    const { code, stderr } = await runHere(["user", "list", "--data", data]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `There is no directory in ${data} yet; the first start of "roster serve" makes one.\n`,
    });
    expect(existsSync(data)).toBe(false);
  });
});

describe("a server that refuses", () => {
  it("is explained: no token for another machine, and a wrong one", async () => {
    const data = processes.folder();
    const { ready } = await processes.serve(["--data", data]);
    const list = (url: string, env = {}) => runHere(["org", "list", "--url", url, "--data", data], { env });
    const refusals = {
      "https://directory.example": (await list("https://directory.example")).stderr,
      wrong: (await list(ready.url, { ROSTER_TOKEN: "not-a-token-of-this-one" })).stderr,
    };
    expect(refusals).toEqual({
      "https://directory.example":
        "A token is missing: set ROSTER_TOKEN to one that is good at https://directory.example.\n",
      wrong: expect.stringContaining("(AUTH-7fs1e)"),
    });
    expect(readFileSync(join(data, "admin.token"), "utf8").trim()).toBe(ready.adminToken);
  });
});
