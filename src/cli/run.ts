import { findSimilar } from "../config/did-you-mean.ts";
import { type Config, ConfigError, parseConfig } from "../config.ts";
import { renderHelp, renderServeHelp } from "./help.ts";
import { type ServeOptions, serve } from "./serve.ts";

/** What {@link runCli} needs of the process it runs in. */
export interface CliOptions extends ServeOptions {
  /** The arguments behind the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
}

/** Whoever types a command wrong gets this code, and so does a wrong configuration. */
const usageExitCode = 2;

const commands = ["serve", "help"];

/** Runs the command line, and returns the exit code. What was asked for goes to `io.out`, problems go to `io.err`. */
export async function runCli(options: CliOptions): Promise<number> {
  const { argv, io, version } = options;
  const [command, ...rest] = argv;
  if (command === "--version" || command === "-v") {
    io.out(version);
    return 0;
  }
  if (command === "serve") {
    return asksForHelp(rest) ? show(renderServeHelp()) : await serveConfigured(rest, options);
  }
  if (command === "help" || command === "--help" || command === "-h") {
    return show(rest[0] === "serve" ? renderServeHelp() : renderHelp(version));
  }
  io.err(describeMisuse(command));
  io.err("");
  io.err(renderHelp(version).trimEnd());
  return usageExitCode;

  function show(text: string): number {
    io.out(text.trimEnd());
    return 0;
  }
}

async function serveConfigured(argv: readonly string[], options: CliOptions): Promise<number> {
  let config: Config;
  try {
    config = parseConfig({ argv, env: options.env });
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    options.io.err(error.message);
    options.io.err('"roster serve --help" explains every setting.');
    return usageExitCode;
  }
  return await serve(config, options);
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes("--help") || argv.includes("-h");
}

function describeMisuse(command: string | undefined): string {
  if (command === undefined) {
    return "Say what to do.";
  }
  if (command.startsWith("-")) {
    const flag = command.split("=", 1)[0];
    return `Flags come after the command: roster serve ${flag} ...`;
  }
  const similar = findSimilar(command, commands);
  return `${JSON.stringify(command)} is not a command.${similar === undefined ? "" : ` Did you mean "${similar}"?`}`;
}
