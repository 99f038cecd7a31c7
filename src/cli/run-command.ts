import type { OptionTable } from "../config/option.ts";
import { parseOptions } from "../config/parse-options.ts";
import { ConfigError } from "../config.ts";
import type { AnyCommand, Command, CommandCall } from "./command.ts";
import { describeFailure } from "./describe-failure.ts";

/** A command line behind its command, and what it is run in. */
export interface CommandRun extends Omit<CommandCall<OptionTable>, "values" | "arguments"> {
  /** What was typed for the command. */
  readonly name: string;
  readonly argv: readonly string[];
}

/**
 * Runs a command with the options that flags and environment give it, and returns its exit code.
 *
 * Throws a {@link ConfigError} with all that is wrong with them.
 */
export async function runCommand(command: AnyCommand, { name, argv, ...surroundings }: CommandRun): Promise<number> {
  const { arguments: known = [], options } = command;
  const { values, given, positionals, problems } = parseOptions(options, { argv, env: surroundings.env }, known.length);
  const missing = known.slice(positionals.length).filter(({ isOptional }) => !isOptional);
  for (const argument of missing) problems.push(`${argument.name} is missing: ${argument.description}`);
  // The values were made from the command's own table, so they are what its functions take.
  const { findConflicts = () => [], run } = command as unknown as Command<OptionTable>;
  if (problems.length === 0) problems.push(...findConflicts(values, given));
  if (problems.length > 0) throw new ConfigError(problems, `command "roster ${name}"`);
  try {
    return await run({ ...surroundings, values, arguments: positionals });
  } catch (error) {
    surroundings.io.err(describeFailure(error));
    return 1;
  }
}
