import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "rolldown";

/** Writes third-party-licenses.txt: whose code is inside the built files, and under which terms. */
export const thirdPartyLicenses = (): Plugin => ({
  name: "third-party-licenses",
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? [file] : []));
    const folders = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.flatMap(packageFolder)));
    const sections = [...folders].sort().map(describePackage);
    this.emitFile({
      type: "asset",
      fileName: "third-party-licenses.txt",
      source: sections.join(`\n${"-".repeat(80)}\n\n`),
    });
  },
});

function packageFolder(moduleId: string): readonly string[] {
  const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(moduleId.replaceAll("\\", "/")) ?? [];
  return folder === undefined ? [] : [folder];
}

/** A package's name, version and terms. */
export function describePackage(folder: string): string {
  const { name, version, license }: Record<string, string> = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|unlicense|copying)/i.test(entry));
  const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  return `${name} ${version}, ${license}\n${text}`;
}
