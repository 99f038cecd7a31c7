import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRoster } from "../../src/testing/index.ts";
import { projectFolder } from "../support/built-program.ts";
import { installPackedPackage, type PackedPackage } from "../support/packed-package.ts";
import { useProcesses } from "../support/process.ts";
import { parseBlocks } from "./markdown.ts";

const processes = useProcesses(afterAll);
const programsOf = (page: string) => parseBlocks(readFileSync(join(projectFolder, "docs", page), "utf8"), "js");
const [testProgram = "", ...moreTests] = programsOf("testing.md");
const [clientProgram = "", ...moreClients] = programsOf("client.md");

let installed: PackedPackage;
beforeAll(() => {
  installed = installPackedPackage("@zitadel/client", "@zitadel/proto");
});
afterAll(() => installed.remove());

describe("docs", () => {
  it("has one program on each of its pages for programmers", () => {
    expect([testProgram, clientProgram]).not.toContain("");
    expect([...moreTests, ...moreClients]).toEqual([]);
  });

  it("has a test that passes where the package is installed, and ends", async () => {
    writeFileSync(join(installed.folder, "zoo.test.mjs"), testProgram);
    const run = processes.start(process.execPath, ["--test", "zoo.test.mjs"], { cwd: installed.folder });
    expect(await run.exited, `${run.stdout}${run.stderr}`).toEqual({ code: 0, signal: null });
    expect(run.stdout).toContain("# pass 1");
  });

  it("has a program with the client that runs where the package is installed, and ends", async () => {
    const roster = await startRoster();
    try {
      const program = clientProgram.replaceAll("http://127.0.0.1:8080", roster.url);
      writeFileSync(join(installed.folder, "program.mjs"), program);
      const env = { TOKEN: roster.adminToken };
      const run = processes.start(process.execPath, ["program.mjs"], { cwd: installed.folder, env });
      expect(await run.exited, `${run.stdout}${run.stderr}`).toEqual({ code: 0, signal: null });
      expect(run.stdout).toMatch(/^There is no user/);
    } finally {
      await roster.close();
    }
  });
});
