import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import rolldownConfig, { nativePackages } from "../rolldown.config.ts";

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
  | "load";

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
];

/**
 * Builds what is on the disk now, in the way the server is shipped: all that is measured is built alike. The peers'
 * packages stay outside, as their users have them.
 */
export async function buildPrograms(projectFolder: string): Promise<BuiltPrograms> {
  // Inside node_modules, so that packages with native parts are found from there.
  const folder = join(projectFolder, "node_modules", ".cache", "roster-bench");
  mkdirSync(folder, { recursive: true });
  const rosterFolder = join(folder, "roster");
  const programsFolder = join(folder, "programs");
  await build({ ...rolldownConfig, output: { ...rolldownConfig.output, dir: rosterFolder } });
  const peers = ["fastify", "@grpc/grpc-js"];
  await build({
    ...rolldownConfig,
    input: Object.fromEntries(
      programNames.map((name) => [name, join(projectFolder, "bench", "programs", `${name}.ts`)]),
    ),
    external: [/^node:/, ...nativePackages, ...peers],
    plugins: [],
    output: { ...rolldownConfig.output, dir: programsFolder },
  });
  return {
    roster: join(rosterFolder, "main.js"),
    program: (name) => join(programsFolder, `${name}.js`),
  };
}
