// Runs the built server once, until it accepts calls, and keeps the code that V8 made of it for later starts.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { compileProgram, keptCodeFile } from "../src/launch/compiled-program.ts";

const file = join(import.meta.dirname, "../dist/roster.cjs");
const folder = mkdtempSync(join(tmpdir(), "roster-build-"));
const readyFile = join(folder, "ready.json");
process.argv = [
  process.argv0,
  file,
  "serve",
  "--port=0",
  `--data=${join(folder, "data")}`,
  `--ready-file=${readyFile}`,
  "--log-level=silent",
];
const program = compileProgram(file);
program.run();
const poll = setInterval(() => {
  if (!existsSync(readyFile)) return;
  clearInterval(poll);
  writeFileSync(keptCodeFile(file), program.encode());
  process.emit("SIGTERM");
}, 10);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
