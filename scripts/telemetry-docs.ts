// Writes the table of metrics in docs/telemetry.md from their definitions.
// `node scripts/run-ts.mjs scripts/telemetry-docs.ts`, from the project's folder.
import { readFileSync, writeFileSync } from "node:fs";
import { serverMetrics } from "../src/instrumentation/metric-definitions.ts";
import { processMetrics } from "../src/telemetry/metrics/process-metrics.ts";
import { replaceSection } from "./replace-section.ts";

const file = "docs/telemetry.md";
const rows = [...Object.values(serverMetrics), ...Object.values(processMetrics)].map(
  ({ name, type, labels, help }) =>
    `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} |`,
);
const table = ["| metric | type | labels | what it is |", "| --- | --- | --- | --- |", ...rows].join("\n");
const before = readFileSync(file, "utf8");
const after = replaceSection(before, "metrics", `\n${table}`);
if (after !== before) writeFileSync(file, after);
console.log(`${file}: table of metrics ${after === before ? "is up to date" : "rewritten"}`);
