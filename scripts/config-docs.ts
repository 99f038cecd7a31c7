// Rewrites the configuration table in docs/configuration.md from the table of settings.
// `node scripts/run-ts.mjs scripts/config-docs.ts [FILE]`, from the project's folder.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { renderMarkdownTable } from "../src/config/markdown-table.ts";
import { replaceSection } from "./replace-section.ts";

const file = process.argv[2] ?? "docs/configuration.md";
const before = readFileSync(file, "utf8");
const after = replaceSection(before, "configuration", renderMarkdownTable());
if (after !== before) {
  writeFileSync(file, after);
}
console.log(`${file}: configuration table ${after === before ? "is up to date" : "rewritten"}`);
