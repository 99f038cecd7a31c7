import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtProgram } from "../support/built-program.ts";
import type { TestProcesses } from "../support/process.ts";

/** How a command has ended, and what it has said. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is run with besides its arguments. */
export interface CommandInput {
  readonly env?: Readonly<Record<string, string>>;
  /** What is on standard input; nothing unless given. */
  readonly input?: string;
}

/** Runs the built program to its end. */
export async function runCommand(
  processes: TestProcesses,
  args: readonly string[],
  { env = {}, input }: CommandInput = {},
): Promise<CommandResult> {
  const command = input === undefined ? processes.roster(args, { env }) : runWithInput(processes, args, input, env);
  const { code } = await command.exited;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

function runWithInput(
  processes: TestProcesses,
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
) {
  const file = join(processes.folder(), "input");
  writeFileSync(file, input);
  const script = `file=$1; shift; exec "$@" < "$file"`;
  return processes.start("sh", ["-c", script, "sh", file, process.execPath, builtProgram(), ...args], { env });
}
