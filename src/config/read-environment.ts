import { readFileSync } from "node:fs";
import { clientSettings } from "./client-settings.ts";
import { findSimilar } from "./did-you-mean.ts";
import type { Given, GivenOptions } from "./given.ts";
import { type Option, type OptionName, type OptionTable, optionNames } from "./option.ts";
import { settings } from "./settings.ts";

/** Every variable that some command reads. */
const knownVariables: ReadonlySet<string> = new Set(
  [...Object.values(settings), ...Object.values(clientSettings)].flatMap(({ env, fileEnv }: Option<unknown>) =>
    [env, fileEnv].filter((variable) => variable !== undefined),
  ),
);

/**
 * Reads the `ROSTER_*` variables of a table.
 *
 * - An empty one counts as not set: that is how compose files and shells switch a variable off.
 * - One that only other commands read is passed over, because one environment is for all of them.
 * - An unknown one is a problem, because a misspelt setting that does nothing is worse than a refused start.
 *   Those that begin with `ROSTER_TEST_` belong to the test suite.
 * - Where an option has a variable for a file, the value is what stands in that file, without white space at its ends.
 *   Both variables of one option are a problem, and so is a file that cannot be read or holds nothing.
 */
export function readEnvironment<Table extends OptionTable>(
  table: Table,
  env: Readonly<Record<string, string | undefined>>,
): GivenOptions<OptionName<Table>> {
  const namesByVariable = new Map(optionNames(table).map((name) => [table[name]?.env ?? "", name]));
  const namesByFileVariable = new Map(optionNames(table).map((name) => [table[name]?.fileEnv ?? "", name]));
  const given = new Map<OptionName<Table>, Given>();
  const problems: string[] = [];
  for (const variable of Object.keys(env).sort()) {
    const text = env[variable];
    if (!variable.startsWith("ROSTER_") || variable.startsWith("ROSTER_TEST_") || text === undefined || text === "") {
      continue;
    }
    const name = namesByVariable.get(variable);
    const nameOfFile = namesByFileVariable.get(variable);
    if (name !== undefined) {
      given.set(name, { source: variable, text });
    } else if (nameOfFile !== undefined) {
      const other = given.get(nameOfFile)?.source;
      if (other !== undefined) problems.push(`${other} and ${variable} exclude each other: set one of them.`);
      given.set(nameOfFile, { source: variable, text: readValue(variable, text, problems) });
    } else if (!knownVariables.has(variable)) {
      const similar = findSimilar(variable, [...knownVariables]);
      problems.push(`${variable} is not a known variable.${similar === undefined ? "" : ` Did you mean ${similar}?`}`);
    }
  }
  return { given, problems };
}

/** What stands in the file; empty, and a problem more, when there is nothing to be read. */
function readValue(variable: string, file: string, problems: string[]): string {
  try {
    const value = readFileSync(file, "utf8").trim();
    if (value === "") problems.push(`${variable} names ${JSON.stringify(file)}, which is empty.`);
    return value;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    problems.push(`${variable} names ${JSON.stringify(file)}, which cannot be read${code}.`);
    return "";
  }
}
