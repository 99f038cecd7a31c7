import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printFact } from "../support/loud.ts";
import { installPackedPackage, type PackedPackage } from "../support/packed-package.ts";

let installed: PackedPackage;
beforeAll(() => {
  installed = installPackedPackage();
});
afterAll(() => installed.remove());

/** What a bundler for browsers makes of a program that uses the installed package. */
async function bundle(program: string): Promise<{ readonly code: string; readonly imports: readonly string[] }> {
  const input = join(installed.folder, "page.js");
  writeFileSync(input, program);
  const build = await rolldown({ input, platform: "browser" });
  try {
    const { output } = await build.generate({ format: "esm", minify: true });
    return { code: output[0].code, imports: output.flatMap((file) => (file.type === "chunk" ? file.imports : [])) };
  } finally {
    await build.close();
  }
}

describe("roster/client in a bundle for browsers", () => {
  it("needs no module of Node, and nothing else that is not in it", async () => {
    const { code, imports } = await bundle(
      'import { createRosterClient } from "roster/client";\nglobalThis.client = createRosterClient({ baseUrl: "/" });\n',
    );
    printFact(`bundle for browsers: ${Math.round(code.length / 1_024)} KiB, minified`);
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/["'`]node:/);
    expect(code).not.toContain("require(");
    expect(code.length).toBeLessThan(300 * 1_024);
  });

  it("is without the services when only errors are looked at", async () => {
    const { code } = await bundle('export { isRosterError } from "roster/client";\n');
    expect(code).not.toContain("createRosterClient");
    expect(code.length).toBeLessThan(100 * 1_024);
  });
});
