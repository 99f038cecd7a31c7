import type { Given } from "./given.ts";
import { type Option, type OptionName, type OptionTable, type OptionValues, optionNames } from "./option.ts";
import { readEnvironment } from "./read-environment.ts";
import { readFlags } from "./read-flags.ts";

/** Where options are read from. */
export interface OptionSources {
  /** The arguments behind the command. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Options as they were given, and all that is wrong with them. */
export interface ParsedOptions<Table extends OptionTable> {
  /** Of use only where there are no problems. */
  readonly values: OptionValues<Table>;
  readonly given: ReadonlyMap<OptionName<Table>, Given>;
  /** The arguments that are no flags. */
  readonly positionals: readonly string[];
  /** One sentence per problem, each naming the flag or the variable. Hold no secrets. */
  readonly problems: string[];
}

/**
 * Returns the values that flags and environment ask for, checked and frozen. A flag wins over a variable, a variable over
 * the default; a variable that a flag overrides is not looked into.
 */
export function parseOptions<Table extends OptionTable>(
  table: Table,
  sources: OptionSources,
  positionalsMax = 0,
): ParsedOptions<Table> {
  const flags = readFlags(table, sources.argv, positionalsMax);
  const environment = readEnvironment(table, sources.env);
  const given = new Map([...environment.given, ...flags.given]);
  const problems = [...flags.problems, ...environment.problems];
  const values = optionNames(table).map((name) => {
    const option: Option<unknown> | undefined = table[name];
    const found = given.get(name);
    // An empty text is a flag without its value, which is a problem already.
    const isUsable = option !== undefined && found !== undefined && found.text !== "";
    return [name, isUsable ? parseValue(option, found, problems) : option?.default] as const;
  });
  return {
    // Each field was parsed with the schema its type comes from, or is the default of that type.
    values: Object.freeze(Object.fromEntries(values)) as OptionValues<Table>,
    given,
    positionals: flags.positionals,
    problems,
  };
}

function parseValue({ type }: Option<unknown>, { source, text }: Given, problems: string[]): unknown {
  const parsed = type.schema.safeParse(text);
  if (parsed.success) {
    return parsed.data;
  }
  const quoted = type.quote(text);
  const value = quoted === undefined ? "has a value that is not shown here" : `is ${quoted}`;
  problems.push(`${source} ${value}, but it must be ${type.accepts}.`);
  return undefined;
}
