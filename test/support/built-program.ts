import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { printLoudly } from "./loud.ts";

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

const sources = ["src", "gen", "package.json", "rolldown.config.ts"];

const programFile = join(projectFolder, "dist", "main.cjs");

let checked: string | undefined;

/**
 * The file that `npm start` runs. `npm test` builds it first; a test that is run by itself takes the one that is there,
 * and says so loudly when sources have changed since.
 *
 * Throws when there is none.
 */
export function builtProgram(): string {
  checked ??= checkProgram(programFile);
  return checked;
}

/** Whether there is a built program, made after the last change of a source: building takes away what others use. */
export function isProgramFresh(): boolean {
  const builtMs = builtMsOf(programFile);
  return builtMs !== undefined && builtMs >= newestMs();
}

const builtMsOf = (program: string): number | undefined => statSync(program, { throwIfNoEntry: false })?.mtimeMs;

function checkProgram(program: string): string {
  const builtMs = builtMsOf(program);
  if (builtMs === undefined) throw new Error("dist/main.cjs is missing: run npm run build");
  if (builtMs < newestMs()) printLoudly("dist is older than the sources: run npm run build to test what is in them");
  return program;
}

function newestMs(): number {
  const files = sources.flatMap((name) => {
    const path = join(projectFolder, name);
    if (statSync(path).isFile()) return [path];
    const entries = readdirSync(path, { recursive: true, encoding: "utf8" });
    return entries.filter((entry) => !entry.endsWith(".test.ts")).map((entry) => join(path, entry));
  });
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
