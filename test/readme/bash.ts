import { projectFolder } from "../support/built-program.ts";
import type { TestProcesses } from "../support/process.ts";

/** What a script came to. */
export interface BashResult {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a script as a person would who pastes it into a shell in the project's folder, except that it ends at the first
 * command that fails. Throws with everything it said when it does.
 */
export async function runBash(
  processes: TestProcesses,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<BashResult> {
  const bash = processes.start("bash", ["-euo", "pipefail", "-c", script], { cwd: projectFolder, env });
  const { code } = await bash.exited;
  const { stdout, stderr } = bash;
  if (code !== 0) throw new Error(`exit code ${code} of\n${script}\n--- it said\n${stdout}\n${stderr}`);
  return { stdout, stderr };
}
