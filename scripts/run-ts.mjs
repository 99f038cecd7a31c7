// Runs a TypeScript file on every Node that the project supports: `node scripts/run-ts.mjs FILE [ARGUMENTS]`.
// Node 20 cannot strip types by itself, and Vite, which the tests bring along, can.
import process from "node:process";
import { runnerImport } from "vite";

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error("Usage: node scripts/run-ts.mjs FILE [ARGUMENTS]");
  process.exit(2);
}
process.argv.splice(1, process.argv.length - 1, file, ...rest);
await runnerImport(file.startsWith("/") ? file : `./${file}`, { configFile: false, logLevel: "error" });
