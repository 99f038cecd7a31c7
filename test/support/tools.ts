import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import process from "node:process";
import { cacheFolder } from "./cache-folder.ts";
import { leaveOut } from "./loud.ts";

/** Programs that tests run and npm does not bring, and how to get them. */
const advice = {
  curl: "install it (Debian: apt-get install -y curl)",
  grpcurl: "go install github.com/fullstorydev/grpcurl/cmd/grpcurl@latest, and put its folder on the PATH",
  openssl: "install it (Debian: apt-get install -y openssl)",
} as const;

/** Name of such a program. */
export type Tool = keyof typeof advice;

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * The programs out of these that are not on the PATH. What is left out for them is printed; in CI, where no test may be
 * left out, this throws.
 */
export function findMissingTools(tools: readonly Tool[], whatIsLeftOut: string): readonly Tool[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const missing = tools.filter((tool) => !folders.some((folder) => isExecutable(join(folder, tool))));
  for (const tool of missing) leaveOut(whatIsLeftOut, `there is no ${tool}`, advice[tool]);
  return missing;
}

/** Programs that scripts/ci-tools.sh installs, and that are of use to few tests. */
const ciTools = ["nginx", "strace", "systemd-analyze", "hadolint", "caddy"] as const;

/**
 * Such a program: the one that scripts/ci-tools.sh put into its Python environment, else the one on the PATH or among
 * the system's; `undefined` when there is none, which is printed; in CI this throws.
 */
export function findTool(name: (typeof ciTools)[number], whatIsLeftOut: string): string | undefined {
  const folders = [join(cacheFolder, "python", "bin"), ...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) leaveOut(whatIsLeftOut, `there is no ${name}`, "run scripts/ci-tools.sh, which installs it");
  return found;
}

/** The programs that a shell script calls. */
export const toolsOf = (script: string): readonly Tool[] =>
  (["curl", "grpcurl", "openssl"] as const).filter((tool) => new RegExp(`(^|[\\s(])${tool} `).test(script));

/**
 * Camunda's SDK for JavaScript as scripts/ci-tools.sh unpacks it, `undefined` when it is not there, which is printed; in
 * CI this throws. It is not among the dependencies, because one of its own comes from no registry.
 */
export function findCamundaSdk(): { readonly default: unknown } | undefined {
  const folder = join(cacheFolder, "camunda-sdk");
  try {
    return { default: createRequire(join(folder, "package.json"))("camunda-bpm-sdk-js/lib/api-client/index.js") };
  } catch (cause) {
    const advice = `run scripts/ci-tools.sh, which puts it into ${folder}`;
    leaveOut("tests with Camunda's SDK", "there is no camunda-bpm-sdk-js", advice, { cause });
    return undefined;
  }
}

/**
 * Jest's program as scripts/ci-tools.sh installs it, `undefined` when it is not there, which is printed; in CI this throws.
 */
export function findJest(): string | undefined {
  const folder = join(cacheFolder, "jest");
  const program = join(folder, "node_modules/jest/bin/jest.js");
  if (existsSync(program)) return program;
  leaveOut("the test kit in jest", "there is no jest", `run scripts/ci-tools.sh, which puts it into ${folder}`);
  return undefined;
}
