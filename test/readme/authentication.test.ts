import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
const blocks = parseShellBlocks(readFileSync(join(projectFolder, "docs/authentication.md"), "utf8"));

describe("docs/authentication.md", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(sqliteEngine);
  });
  afterAll(() => server?.close());

  it("has no shell block that is not executed", () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.filter(({ isCall }) => !isCall)).toEqual([]);
  });

  it("logs in with a secret and with a key file, pasted into one shell", async ({ skip }) => {
    const script = blocks.map((block) => block.script).join("\n");
    const missing = findMissingTools(toolsOf(script), "commands of docs/authentication.md");
    if (missing.length > 0) {
      printLoudly(`SKIPPED: the commands of docs/authentication.md, which need ${missing.join(", ")}`);
      skip(`needs ${missing.join(", ")}`);
    }
    const folder = processes.folder();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data/admin.token"), server.adminToken);
    const { stdout } = await runBash(
      processes,
      `cd '${folder}'\n${script.replaceAll("http://127.0.0.1:8080", server.url)}`,
    );
    expect(stdout.match(/"userName":"robot"/g)).toHaveLength(2);
    expect(stdout).toContain(`"issuer":"${server.url}"`);
    expect(stdout).toContain('{"keys":[]}');
  });
});
