import { EventEmitter } from "node:events";
import { runCli } from "../../src/cli/run.ts";
import type { CommandInput, CommandResult } from "./run-command.ts";

/**
 * Runs a command line in this process, with the real code of all that it does: many commands are tried in the time that
 * starting the program a few times would take.
 */
export async function runHere(
  args: readonly string[],
  { env = {}, input = "" }: CommandInput = {},
): Promise<CommandResult> {
  const said = { stdout: "", stderr: "" };
  const code = await runCli({
    argv: args,
    env,
    version: "0.0.0-test",
    io: {
      out: (line) => {
        said.stdout += `${line}\n`;
      },
      err: (line) => {
        said.stderr += `${line}\n`;
      },
      isTerminal: false,
    },
    openInput: async () => ({
      isTerminal: false,
      readAll: async () => input,
      ask: async () => "",
      askSecret: async () => "",
    }),
    signals: new EventEmitter(),
    hasLostTerminal: () => false,
    exit: () => {},
    startServer: () => Promise.reject(new Error("no server is started here")),
  });
  return { code, ...said };
}
