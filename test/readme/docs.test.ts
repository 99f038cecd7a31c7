import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { sqliteEngine } from "../support/engines.ts";
import { printLoudly } from "../support/loud.ts";
import { useProcesses } from "../support/process.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { findMissingTools, toolsOf } from "../support/tools.ts";
import { runBash } from "./bash.ts";
import { parseShellBlocks } from "./markdown.ts";

const processes = useProcesses(afterAll);

/** The pages with calls of a running server, and what is printed when all of them are pasted into one shell. */
const pages: Readonly<Record<string, (stdout: string, url: string) => void>> = {
  "authentication.md": (stdout, url) => {
    expect(stdout.match(/"userName":"robot"/g)).toHaveLength(2);
    expect(stdout).toContain(`"issuer":"${url}"`);
    expect(stdout).toContain('{"keys":[]}');
  },
  "faces/adobe.md": (stdout) => expect(stdout).toContain('"id":"keeper","name":"Keeper","adminCount":1,"userCount":1'),
  "faces/camunda.md": (stdout) => expect(stdout).toContain('"email":"aNewEmailAddress"}'),
  "faces/ispring.md": (stdout) => expect(stdout).toContain("<first_name>John</first_name><last_name>Smith</last_name>"),
};

const blocksOf = (page: string) => parseShellBlocks(readFileSync(join(projectFolder, "docs", page), "utf8"));

describe("docs", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(sqliteEngine, { argv: ["--demo"] });
  });
  afterAll(() => server?.close());

  it("has no page with calls that are not executed", () => {
    const all = readdirSync(join(projectFolder, "docs"), { recursive: true, encoding: "utf8" });
    const withCalls = all.filter((page) => page.endsWith(".md") && blocksOf(page).some(({ isCall }) => isCall));
    expect(withCalls.sort()).toEqual(Object.keys(pages).sort());
  });

  for (const [page, check] of Object.entries(pages)) {
    it(`has calls in ${page} that work, pasted one after another into one shell`, async ({ skip }) => {
      const blocks = blocksOf(page);
      expect(blocks.filter(({ isCall }) => !isCall)).toEqual([]);
      const script = blocks.map((block) => block.script).join("\n");
      const missing = findMissingTools(toolsOf(script), `commands of docs/${page}`);
      if (missing.length > 0) {
        printLoudly(`SKIPPED: the commands of docs/${page}, which need ${missing.join(", ")}`);
        skip(`needs ${missing.join(", ")}`);
      }
      const folder = processes.folder();
      mkdirSync(join(folder, "data"));
      writeFileSync(join(folder, "data/admin.token"), server.adminToken);
      const { stdout } = await runBash(
        processes,
        `cd '${folder}'\n${script.replaceAll("http://127.0.0.1:8080", server.url)}`,
      );
      check(stdout, server.url);
    });
  }
});
