import { findConflicts } from "./config/conflicts.ts";
import { type Given, type SettingName, settingNames } from "./config/given.ts";
import { readEnvironment } from "./config/read-environment.ts";
import { readFlags } from "./config/read-flags.ts";
import { settings } from "./config/settings.ts";

/** The configuration of a server: one field per setting of `src/config/settings.ts`, checked and frozen. */
export type Config = {
  readonly [Name in keyof typeof settings]: (typeof settings)[Name]["default"];
};

/** The configuration is wrong. Its message lists every problem, for the person who starts the server. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** Marks the message as complete without a stack trace. */
  readonly isForPeople = true;
  /** One sentence per problem, each naming the flag or the variable. Holds no secrets. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(`The configuration has ${count}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = Object.freeze([...problems]);
  }
}

/** Where {@link parseConfig} reads. */
export interface ConfigSources {
  /** The arguments behind the command. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Returns the configuration that flags and environment ask for. A flag wins over a variable, a variable over the
 * default; a variable that a flag overrides is not looked into.
 *
 * Throws a {@link ConfigError} with all problems at once: unknown names, values that are not accepted, settings that
 * exclude each other.
 */
export function parseConfig(sources: ConfigSources): Config {
  const flags = readFlags(sources.argv);
  const environment = readEnvironment(sources.env);
  const given = new Map([...environment.given, ...flags.given]);
  const problems = [...flags.problems, ...environment.problems];
  const values = new Map<SettingName, unknown>();
  for (const name of settingNames) {
    const found = given.get(name);
    // An empty text is a flag without its value, which is a problem already.
    const isUsable = found !== undefined && found.text !== "";
    values.set(name, isUsable ? parseValue(name, found, problems) : settings[name].default);
  }
  problems.push(...findConflicts(given, values.get("memory") === true));
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  // Each field was parsed with the schema its type comes from, or is the default of that type.
  return Object.freeze(Object.fromEntries(values)) as Config;
}

function parseValue(name: SettingName, { source, text }: Given, problems: string[]): unknown {
  const { type } = settings[name];
  const parsed = type.schema.safeParse(text);
  if (parsed.success) {
    return parsed.data;
  }
  const quoted = type.quote(text);
  const value = quoted === undefined ? "has a value that is not shown here" : `is ${quoted}`;
  problems.push(`${source} ${value}, but it must be ${type.accepts}.`);
  return undefined;
}
