import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import packageJson from "../../package.json" with { type: "json" };
import { bestMs } from "../support/best-time.ts";
import { printFact } from "../support/loud.ts";
import { residentMib } from "../support/memory.ts";
import { callOnce } from "../support/one-call.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { openSqliteTables } from "../support/tables.ts";
import { getMyOrg } from "./methods.ts";

const processes = useProcesses();

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

/** The code of the error that a call with this token gets; undefined when it is let in. */
async function refusalOf(server: ServerProcess, token: string | null): Promise<number | undefined> {
  const { error } = await callOnce(server.ready.url, getMyOrg, {}, { token: token ?? undefined });
  return error?.code;
}

/** 16 of gRPC. */
const unauthenticated = 16;

describe("start", () => {
  it("accepts calls within 2 s when everything is new", async () => {
    const limitMs = 2_000;
    const best = await bestMs("first start", limitMs, async () => {
      const server = await processes.serve(["--data", join(processes.folder(), "data")]);
      await server.stop();
      return server.startMs;
    });
    expect(best).toBeLessThan(limitMs);
  });

  it("accepts calls within 700 ms when the data is there", async () => {
    const limitMs = 700;
    const data = processes.folder();
    await (await processes.serve(["--data", data, "--demo"])).stop();
    const best = await bestMs("restart", limitMs, async () => {
      const server = await processes.serve(["--data", data]);
      await server.stop();
      return server.startMs;
    });
    expect(best).toBeLessThan(limitMs);
  });

  it("needs less than 150 MiB of memory when idle", async () => {
    const server = await processes.serve(["--data", processes.folder(), "--demo"]);
    expect(await refusalOf(server, server.ready.adminToken)).toBeUndefined();
    const mib = residentMib(server.pid);
    printFact(`idle memory: ${mib.toFixed(0)} MiB`);
    expect(mib).toBeGreaterThan(10);
    expect(mib).toBeLessThan(150);
  });

  it("writes a ready file that only its owner can read, with what a script needs", async () => {
    const server = await processes.serve(["--data", processes.folder()]);
    expect(modeOf(server.readyFile)).toBe("600");
    expect(JSON.parse(readFileSync(server.readyFile, "utf8"))).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      instanceId: expect.stringMatching(/^\d+$/),
      defaultOrgId: expect.stringMatching(/^\d+$/),
      adminUserId: expect.stringMatching(/^\d+$/),
      adminToken: expect.stringMatching(/^\S{20,}$/),
      version: packageJson.version,
      pid: server.pid,
    });
  });

  it("keeps its identity over a restart", async () => {
    const data = processes.folder();
    const first = await processes.serve(["--data", data]);
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    const second = await processes.serve(["--data", data]);
    const { instanceId, defaultOrgId, adminUserId, adminToken } = first.ready;
    expect(second.ready).toMatchObject({ instanceId, defaultOrgId, adminUserId, adminToken });
  });
});

describe("admin token", () => {
  it("is in a file that only its owner can read, and no restart changes the file", async () => {
    const data = processes.folder();
    const file = join(data, "admin.token");
    const first = await processes.serve(["--data", data]);
    const text = readFileSync(file, "utf8");
    const { mtimeNs } = statSync(file, { bigint: true });
    expect(modeOf(file)).toBe("600");
    expect(text).toBe(`${first.ready.adminToken}\n`);
    await first.stop();
    const second = await processes.serve(["--data", data]);
    expect(statSync(file, { bigint: true }).mtimeNs).toBe(mtimeNs);
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(await refusalOf(second, text.trim())).toBeUndefined();
  });

  it("is the one in a file that is there at the first start, as after one that was cut short", async () => {
    const data = processes.folder();
    writeFileSync(join(data, "admin.token"), "token-of-a-start-that-was-cut-short\n");
    const server = await processes.serve(["--data", data]);
    expect(server.ready.adminToken).toBe("token-of-a-start-that-was-cut-short");
    expect(await refusalOf(server, server.ready.adminToken)).toBeUndefined();
  });

  it("is not on the screen", async () => {
    const server = await processes.serve(["--data", processes.folder(), "--log-level", "trace"]);
    await refusalOf(server, server.ready.adminToken);
    await server.stop();
    expect(server.stdout + server.stderr).not.toContain(server.ready.adminToken);
  });

  it("is ROSTER_ADMIN_TOKEN when that is given, and then in no file", async () => {
    const data = processes.folder();
    const server = await processes.serve(["--data", data], { env: { ROSTER_ADMIN_TOKEN: "given-by-the-operator" } });
    expect(server.ready.adminToken).toBe("given-by-the-operator");
    expect(await refusalOf(server, "given-by-the-operator")).toBeUndefined();
    expect(statSync(join(data, "admin.token"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("is replaced by ROSTER_ADMIN_TOKEN, and the one before is refused", async () => {
    const data = processes.folder();
    const first = await processes.serve(["--data", data]);
    await first.stop();
    const second = await processes.serve(["--data", data], { env: { ROSTER_ADMIN_TOKEN: "the-second-admin-token" } });
    expect(await refusalOf(second, "the-second-admin-token")).toBeUndefined();
    expect(await refusalOf(second, first.ready.adminToken)).toBe(unauthenticated);
    await second.stop();
    const third = await processes.serve(["--data", data], { env: { ROSTER_ADMIN_TOKEN: "the-third-admin-token" } });
    expect(await refusalOf(third, "the-third-admin-token")).toBeUndefined();
    expect(await refusalOf(third, "the-second-admin-token")).toBe(unauthenticated);
  });

  it("is unknown to a start that finds no file, which says what to do", async () => {
    const data = processes.folder();
    const first = await processes.serve(["--data", data]);
    await first.stop();
    rmSync(join(data, "admin.token"));
    const second = await processes.serve(["--data", data]);
    expect(second.ready.adminToken).toBeNull();
    expect(await second.whenSaid("admin token")).toContain(
      "set ROSTER_ADMIN_TOKEN to give the administrator a new one",
    );
    expect(await refusalOf(second, first.ready.adminToken)).toBeUndefined();
  });
});

describe("--demo", () => {
  it("sends nobody a message: the greeting comes first, and no code is made", async () => {
    const data = processes.folder();
    const server = await processes.serve(["--data", data, "--demo"]);
    const said = await server.whenSaid("serves gRPC");
    expect(said.slice(0, said.indexOf("serves gRPC"))).not.toContain("message to a user");
    await server.stop();
    expect(server.stdout).not.toContain("message to a user");
    const tables = openSqliteTables(data);
    const types = (await tables.read()).events.map(({ type }) => type);
    await tables.close();
    expect(types.filter((type) => type === "user.human.email.verified")).toHaveLength(20);
    expect(types.filter((type) => type.endsWith(".code.added"))).toEqual([]);
  });

  it("adds two organizations with twenty humans, once", async () => {
    const data = processes.folder();
    for (const round of ["first", "second"]) {
      const server = await processes.serve(["--data", data, "--demo"]);
      await server.stop();
      const tables = openSqliteTables(data);
      const { orgs, users, events } = await tables.read();
      await tables.close();
      const humans = users.filter(({ type }) => type === "human");
      expect(humans, round).toHaveLength(20);
      expect(new Set(humans.map(({ orgId }) => orgId)).size, round).toBe(2);
      expect(orgs, round).toHaveLength(3);
      expect(
        events.filter(({ type }) => type === "user.human.added"),
        round,
      ).toHaveLength(20);
      expect(
        humans.map(({ displayName }) => displayName),
        round,
      ).toContain("Gigi Giraffe");
    }
  });
});
