// Writes docs/errors.md from the catalogue of errors.
// `node scripts/run-ts.mjs scripts/error-docs.ts`, from the project's folder.
import { readFileSync, writeFileSync } from "node:fs";
import { renderErrors } from "./errors-markdown.ts";
import { replaceSection } from "./replace-section.ts";

const file = "docs/errors.md";
const before = readFileSync(file, "utf8");
const after = replaceSection(before, "errors", renderErrors());
if (after !== before) writeFileSync(file, after);
console.log(`${file}: list of errors ${after === before ? "is up to date" : "rewritten"}`);
