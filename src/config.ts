import { findConflicts } from "./config/conflicts.ts";
import type { OptionValues } from "./config/option.ts";
import { type OptionSources, parseOptions } from "./config/parse-options.ts";
import { settings } from "./config/settings.ts";

/** The configuration of a server: one field per setting of `src/config/settings.ts`, checked and frozen. */
export type Config = OptionValues<typeof settings>;

/** What was given is wrong. Its message lists every problem, for the person who gave it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** Marks the message as complete without a stack trace. */
  readonly isForPeople = true;
  /** One sentence per problem, each naming the flag or the variable. Holds no secrets. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[], subject = "configuration") {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(`The ${subject} has ${count}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = Object.freeze([...problems]);
  }
}

/** Where {@link parseConfig} reads. */
export type ConfigSources = OptionSources;

/**
 * Returns the configuration of a server that flags and environment ask for: see {@link parseOptions}.
 *
 * Throws a {@link ConfigError} with all problems at once: unknown names, values that are not accepted, settings that
 * exclude each other.
 */
export function parseConfig(sources: ConfigSources): Config {
  const { values, given, problems } = parseOptions(settings, sources);
  const all = [...problems, ...findConflicts(given, values.memory === true)];
  if (all.length > 0) throw new ConfigError(all);
  return values;
}
