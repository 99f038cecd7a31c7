import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { addHumanUser } from "../process/methods.ts";
import { callOnce } from "../support/one-call.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { openSqliteTables } from "../support/tables.ts";
import { runCommand } from "./run-command.ts";
import { runHere } from "./run-here.ts";

const processes = useProcesses(afterAll);

/** Adds humans one after another until it is told to stop, and answers how many. */
function keepAdding({ ready: { url, adminToken } }: ServerProcess): { stop(): Promise<number> } {
  let isStopping = false;
  const adding = (async () => {
    for (let count = 0; ; count++) {
      if (isStopping) return count;
      const human = {
        userName: `human-${count}`,
        profile: { firstName: "Gigi", lastName: "Giraffe" },
        email: { email: `human-${count}@example.com`, isEmailVerified: true },
      };
      const { error } = await callOnce(url, addHumanUser, human, { token: adminToken ?? "" });
      if (error !== undefined) throw new Error(error.message);
    }
  })();
  return {
    stop() {
      isStopping = true;
      return adding;
    },
  };
}

describe("roster backup", () => {
  it("copies a directory that a server is writing to, whole, and a server starts on the copy", async () => {
    const data = processes.folder();
    const server = await processes.serve(["--data", data]);
    const file = join(processes.folder(), "roster-backup.db");
    const adding = keepAdding(server);
    const { code, stderr } = await runCommand(processes, ["backup", file, "--data", data]);
    const added = await adding.stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/ bytes, checked\.\n$/) });
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(readdirSync(join(file, ".."))).toEqual(["roster-backup.db"]);

    const restored = processes.folder();
    copyFileSync(file, join(restored, "roster.db"));
    const tables = openSqliteTables(restored);
    const { users, events } = await tables.read();
    await tables.close();
    const humans = users.filter(({ type }) => type === "human").length;
    expect(humans).toBeLessThanOrEqual(added);
    expect(events.filter(({ type }) => type === "user.human.added")).toHaveLength(humans);
    const second = await processes.serve(["--data", restored]);
    expect(second.ready.instanceId).toBe(server.ready.instanceId);
    expect(added).toBeGreaterThan(0);
  });

  it("leaves a file that is there as it is, unless --force replaces it", async () => {
    const data = processes.folder();
    await (await processes.serve(["--data", data])).stop();
    const file = join(processes.folder(), "precious");
    writeFileSync(file, "precious");
    const refused = await runHere(["backup", file, "--data", data]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("--force") });
    expect(readFileSync(file, "utf8")).toBe("precious");
    expect(await runHere(["backup", file, "--data", data, "--force"])).toMatchObject({ code: 0 });
    expect(readFileSync(file, "latin1")).toMatch(/^SQLite format 3/);
  });

  it("names the master key, which is not in it", async () => {
    const data = processes.folder();
    await (await processes.serve(["--data", data])).stop();
    writeFileSync(join(data, "master.key"), "of the directory");
    const { stderr } = await runHere(["backup", join(processes.folder(), "b.db"), "--data", data]);
    expect(stderr).toContain(`${join(data, "master.key")} is not in it`);
  });

  it("finds that a copy is damaged, and leaves none", async () => {
    const data = processes.folder();
    await (await processes.serve(["--data", data, "--demo"])).stop();
    const database = join(data, "roster.db");
    const bytes = readFileSync(database);
    // Pages in the middle: the first ones, with the schema, stay as they are.
    bytes.fill(0x55, bytes.length - 200_000, bytes.length - 50_000);
    writeFileSync(database, bytes);
    const file = join(processes.folder(), "b.db");
    const { code, stderr } = await runHere(["backup", file, "--data", data]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/malformed|damaged/) });
    expect(readdirSync(join(file, ".."))).toEqual([]);
  });

  const refusals = [
    { name: "a folder without a database", args: ["--data", "nowhere"], want: "there is no database in nowhere" },
    { name: "PostgreSQL", args: ["--database-url", "postgres://h/d"], want: "backed up by pg_dump" },
  ];
  for (const { name, args, want } of refusals) {
    it(`refuses ${name}, and says what to do`, async () => {
      const file = join(processes.folder(), "b.db");
      expect(await runHere(["backup", file, ...args])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(want),
      });
      expect(existsSync(file)).toBe(false);
    });
  }

  it("says that the file is missing", async () => {
    expect(await runHere(["backup"])).toMatchObject({ code: 2, stderr: expect.stringContaining("FILE is missing") });
  });
});
