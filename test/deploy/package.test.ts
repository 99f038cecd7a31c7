import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { nativePackages } from "../../rolldown.config.ts";
import { printFact } from "../support/loud.ts";
import { installPackedPackage, type PackedPackage } from "../support/packed-package.ts";
import { useProcesses } from "../support/process.ts";

const processes = useProcesses();

/** What a package of another make may weigh before somebody should ask why: today it is 2.7 MB to download. */
const maxPackedBytes = 4_000_000;

/** All that may be in the package. */
const expectedFiles =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|proto\/.+\.proto|docs\/(faces\/)?[a-z-]+\.md|deploy\/[\w.-]+|dist\/(main|roster|testing|client)\.cjs|dist\/(testing|client|client\.browser|wire|transcoding(-\w+)?)\.js|dist\/types\/.+\.d\.ts|dist\/types\/(cjs|esm)\/package\.json|dist\/api-docs\/.+|dist\/roster\.protoset|dist\/third-party-licenses\.txt)$/;

describe("the package", () => {
  let installed: PackedPackage;
  let files: readonly string[];
  beforeAll(() => {
    installed = installPackedPackage();
    files = installed.packed.files.map(({ path }) => path);
  });
  afterAll(() => installed?.remove());

  it("holds the program, its licenses and its pages, and nothing else", () => {
    expect(files.filter((file) => !expectedFiles.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "README.md",
        "dist/third-party-licenses.txt",
        "docs/deploy.md",
        "deploy/nginx.conf",
      ]),
    );
  });

  it("is small to download", () => {
    const { size, unpackedSize } = installed.packed;
    printFact(`package: ${(size / 1e6).toFixed(1)} MB to download, ${(unpackedSize / 1e6).toFixed(1)} MB on the disk`);
    expect(size).toBeLessThan(maxPackedBytes);
  });

  it("has every file that its entries name", () => {
    const named = JSON.stringify([packageJson.exports, packageJson.bin]).match(/(?<=")(\.\/)?dist\/[^"]+/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    expect(named.map((path) => path.replace("./", "")).filter((path) => !files.includes(path))).toEqual([]);
  });

  it("depends on what its files load, and on nothing else", () => {
    const loaded = files
      .filter((file) => /^dist\/(?!api-docs).+\.(js|cjs|d\.ts)$/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(installed.folder, "node_modules/roster", file), "utf8").matchAll(
          /^(?:import|export) .*from "((?:@[\w.-]+\/)?[\w-]+)|\b(?:require|import)\("(@[\w.-]+\/[\w-]+)/gm,
        ),
      ])
      .flatMap(([, imported, required]) => imported ?? required ?? [])
      .filter((name) => name !== "node");
    expect([...new Set([...loaded, ...nativePackages])].sort()).toEqual(Object.keys(packageJson.dependencies).sort());
  });

  it("says which Node it needs", () => {
    expect(packageJson.engines.node).toBe(">=20.19");
  });

  it("serves with npx, where it is installed", async () => {
    const readyFile = join(processes.folder(), "ready.json");
    const flags = ["--memory", "--port", "0", "--ready-file", readyFile];
    const server = processes.start("npx", ["--no-install", "roster", "serve", ...flags], { cwd: installed.folder });
    const { url, adminToken, pid } = await processes.whenReady(server, readyFile);
    const answer = await fetch(`${url}/management/v1/orgs/me`, { headers: { authorization: `Bearer ${adminToken}` } });
    expect(answer.status).toBe(200);
    expect((await fetch(`${url}/docs/swagger-ui.js`)).status).toBe(200);
    // To the server itself: npx ends with its code.
    process.kill(pid, "SIGTERM");
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
});
