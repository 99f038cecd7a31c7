import { type Config, ConfigError, parseConfig } from "../config.ts";
import type { CommandEntry } from "./command.ts";
import { findCommand } from "./find-command.ts";
import { renderCommandHelp, renderHelp, renderNounHelp, renderServeHelp } from "./help.ts";
import type { Input } from "./input.ts";
import { runCommand } from "./run-command.ts";
import { type ServeOptions, serve } from "./serve.ts";

/** What {@link runCli} needs of the process it runs in. */
export interface CliOptions extends ServeOptions {
  /** The arguments behind the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Opens standard input. */
  readonly openInput: () => Promise<Input>;
}

/** Whoever types a command wrong gets this code, and so does a wrong configuration. */
const usageExitCode = 2;

/** Runs the command line, and returns the exit code. What was asked for goes to `io.out`, problems go to `io.err`. */
export async function runCli(options: CliOptions): Promise<number> {
  const { argv, io, version } = options;
  const [command, ...rest] = argv;
  if (command === "--version" || command === "-v") {
    io.out(version);
    return 0;
  }
  if (command === "help" || command === "--help" || command === "-h") {
    return rest.length === 0
      ? show(renderHelp(version), options)
      : await runCli({ ...options, argv: [...rest, "--help"] });
  }
  if (command === "serve") {
    return asksForHelp(rest) ? show(renderServeHelp(), options) : await serveConfigured(rest, options);
  }
  const found = findCommand(argv);
  switch (found.kind) {
    case "command":
      return await runFound(found.entry, found.rest, options);
    case "noun": {
      const help = renderNounHelp(found.noun, found.members);
      return asksForHelp(rest) ? show(help, options) : complain(found.problem, help, options);
    }
    case "misuse":
      return complain(found.problem, renderHelp(version), options);
  }
}

function show(text: string, { io }: CliOptions): number {
  io.out(text.trimEnd());
  return 0;
}

function complain(problem: string, help: string, { io }: CliOptions): number {
  io.err(problem);
  io.err("");
  io.err(help.trimEnd());
  return usageExitCode;
}

async function runFound({ name, load }: CommandEntry, argv: readonly string[], options: CliOptions): Promise<number> {
  const command = await load();
  if (asksForHelp(argv)) return show(renderCommandHelp(name, command), options);
  const { io, env, version, openInput } = options;
  try {
    return await runCommand(command, { name, argv, io, env, version, openInput });
  } catch (error) {
    return complainOfOptions(error, name, options);
  }
}

async function serveConfigured(argv: readonly string[], options: CliOptions): Promise<number> {
  let config: Config;
  try {
    config = parseConfig({ argv, env: options.env });
  } catch (error) {
    return complainOfOptions(error, "serve", options);
  }
  return await serve(config, options);
}

function complainOfOptions(error: unknown, command: string, { io }: CliOptions): number {
  if (!(error instanceof ConfigError)) throw error;
  io.err(error.message);
  io.err(`"roster ${command} --help" explains every ${command === "serve" ? "setting" : "flag"}.`);
  return usageExitCode;
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes("--help") || argv.includes("-h");
}
