// Runs the built server once, until it has answered a call, and keeps the code that V8 made of it for later starts.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  void keep();
}, 10);

async function keep(): Promise<void> {
  const { url } = JSON.parse(readFileSync(readyFile, "utf8"));
  // It is refused, as it says nothing of who calls: all the same it has needed what the start leaves to the first calls.
  await (await fetch(`${url}/management/v1/orgs/me`)).arrayBuffer();
  writeFileSync(keptCodeFile(file), program.encode());
  process.emit("SIGTERM");
}
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
