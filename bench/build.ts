import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { nativePackages } from "../rolldown.config.ts";
import { isProgramFresh } from "../test/support/built-program.ts";

/** Where the built programs are. */
export interface BuiltPrograms {
  /** The server as it is shipped. */
  readonly roster: string;
  /** One of `bench/programs/`, by its name. */
  program(name: ProgramName): string;
}

/** Programs that are started to be measured or to measure. */
export type ProgramName =
  | "roster-at-once"
  | "connect-node"
  | "grpc-js"
  | "raw-http2"
  | "raw-http1"
  | "fastify"
  | "one-statement"
  | "storage"
  | "load"
  | "overload";

const programNames: readonly ProgramName[] = [
  "roster-at-once",
  "connect-node",
  "grpc-js",
  "raw-http2",
  "raw-http1",
  "fastify",
  "one-statement",
  "storage",
  "load",
  "overload",
];

/**
 * Builds what is on the disk now: the server as it is shipped, by `npm run build`, and the programs alike. The peers'
 * packages stay outside, as their users have them.
 */
export async function buildPrograms(projectFolder: string): Promise<BuiltPrograms> {
  // Inside node_modules, so that packages with native parts are found from there.
  const folder = join(projectFolder, "node_modules", ".cache", "roster-bench");
  mkdirSync(folder, { recursive: true });
  const programsFolder = join(folder, "programs");
  if (!isProgramFresh()) execFileSync("npm", ["run", "--silent", "build"], { cwd: projectFolder });
  const peers = ["fastify", "@grpc/grpc-js"];
  await build({
    platform: "node",
    input: Object.fromEntries(
      programNames.map((name) => [name, join(projectFolder, "bench", "programs", `${name}.ts`)]),
    ),
    external: [/^node:/, ...nativePackages, ...peers],
    output: { dir: programsFolder, format: "esm", cleanDir: true },
  });
  return {
    roster: join(projectFolder, "dist", "main.cjs"),
    program: (name) => join(programsFolder, `${name}.js`),
  };
}
