import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { installPackedPackage, type PackedPackage } from "../support/packed-package.ts";
import { type TestProcess, useProcesses } from "../support/process.ts";
import { findJest } from "../support/tools.ts";

const processes = useProcesses(afterAll);
let installed: PackedPackage;
beforeAll(() => {
  installed = installPackedPackage("vitest", "typescript", "@types/node");
});
afterAll(() => installed.remove());

const source = (name: string): string => join(projectFolder, "test/testing/consumer", name);

/** Copies a file of test/testing/consumer to where the package is installed, and runs a program of Node there. */
async function runWith(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<TestProcess> {
  for (const [name, from] of Object.entries(files)) copyFileSync(source(from), join(installed.folder, name));
  const run = processes.start(process.execPath, args, { cwd: installed.folder });
  await run.exited;
  return run;
}

/** What a run says when it fails. */
const everythingSaid = ({ stdout, stderr }: TestProcess): string => `${stdout}\n${stderr}`;

const inProject = (path: string): string => join(projectFolder, "node_modules", path);

describe("the installed package", () => {
  it("serves a test of node --test, as ES module", async () => {
    const run = await runWith({ "kit.node.mjs": "kit.node.mjs" }, ["--test", "kit.node.mjs"]);
    expect(await run.exited, everythingSaid(run)).toEqual({ code: 0, signal: null });
    expect(run.stdout).toContain("# pass 2");
  });

  it("serves a test of node --test, as CommonJS", async () => {
    const run = await runWith({ "kit.node.cjs": "kit.node.cjs" }, ["--test", "kit.node.cjs"]);
    expect(await run.exited, everythingSaid(run)).toEqual({ code: 0, signal: null });
    expect(run.stdout).toContain("# pass 1");
  });

  it("serves a test of vitest", async () => {
    const run = await runWith({ "kit.test.mjs": "kit.vitest.mjs" }, [
      inProject("vitest/vitest.mjs"),
      ...["run", "--root", installed.folder, "--reporter", "json"],
    ]);
    expect(await run.exited, everythingSaid(run)).toEqual({ code: 0, signal: null });
    expect(JSON.parse(run.stdout)).toMatchObject({ numPassedTests: 1, numFailedTests: 0 });
  });

  it("serves a test of jest", async ({ skip }) => {
    const jest = findJest();
    if (jest === undefined) return skip("needs jest");
    writeFileSync(join(installed.folder, "jest.config.json"), JSON.stringify({ testMatch: ["**/kit.jest.js"] }));
    const run = await runWith({ "kit.jest.js": "kit.jest.cjs" }, [
      jest,
      ...["--config", "jest.config.json", "--json", "--watchman=false"],
    ]);
    expect(await run.exited, everythingSaid(run)).toEqual({ code: 0, signal: null });
    expect(JSON.parse(run.stdout)).toMatchObject({ numPassedTests: 1, numFailedTests: 0, openHandles: [] });
  });

  const settings: ReadonlyArray<{ name: string; files: readonly string[]; options: Record<string, unknown> }> = [
    { name: "for Node, imported and required", files: ["types.mts", "types.cts"], options: { module: "nodenext" } },
    { name: "for bundlers", files: ["types.mts"], options: { module: "esnext", moduleResolution: "bundler" } },
    {
      name: "for browsers",
      files: ["types.mts"],
      options: { module: "esnext", moduleResolution: "bundler", customConditions: ["browser"] },
    },
  ];
  for (const { name, files, options } of settings) {
    it(`has types ${name}`, async () => {
      const compilerOptions = {
        ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
        // Connect's own declarations need names of the DOM.
        ...{ target: "es2023", lib: ["es2023", "dom"], types: ["node"] },
        ...options,
      };
      const project = join(installed.folder, "tsconfig.json");
      writeFileSync(project, JSON.stringify({ compilerOptions, files }));
      const run = await runWith(Object.fromEntries(files.map((file) => [file, `${file}.txt`])), [
        inProject("typescript/bin/tsc"),
        ...["-p", project],
      ]);
      expect(await run.exited, everythingSaid(run)).toEqual({ code: 0, signal: null });
    });
  }

  it("has no part of the server in its types", () => {
    const types = readFileSync(
      join(installed.folder, "node_modules/roster/dist/types/esm/src/testing/start-roster.d.ts"),
      "utf8",
    );
    const imported = [...types.matchAll(/from "([^"]+)"/g)].map(([, specifier]) => specifier);
    expect(imported.sort()).toEqual(["../client/index.js", "./planted.js", "./seed.js"]);
  });
});
