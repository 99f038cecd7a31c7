import { clientSettings } from "./client-settings.ts";
import { findSimilar } from "./did-you-mean.ts";
import type { Given, GivenOptions } from "./given.ts";
import { type OptionName, type OptionTable, optionNames } from "./option.ts";
import { settings } from "./settings.ts";

/** Every variable that some command reads. */
const knownVariables: ReadonlySet<string> = new Set(
  [...Object.values(settings), ...Object.values(clientSettings)].flatMap(({ env }) => env ?? []),
);

/**
 * Reads the `ROSTER_*` variables of a table.
 *
 * - An empty one counts as not set: that is how compose files and shells switch a variable off.
 * - One that only other commands read is passed over, because one environment is for all of them.
 * - An unknown one is a problem, because a misspelt setting that does nothing is worse than a refused start.
 *   Those that begin with `ROSTER_TEST_` belong to the test suite.
 */
export function readEnvironment<Table extends OptionTable>(
  table: Table,
  env: Readonly<Record<string, string | undefined>>,
): GivenOptions<OptionName<Table>> {
  const namesByVariable = new Map(optionNames(table).map((name) => [table[name]?.env ?? "", name]));
  const given = new Map<OptionName<Table>, Given>();
  const problems: string[] = [];
  for (const variable of Object.keys(env).sort()) {
    const text = env[variable];
    if (!variable.startsWith("ROSTER_") || variable.startsWith("ROSTER_TEST_") || text === undefined || text === "") {
      continue;
    }
    const name = namesByVariable.get(variable);
    if (name !== undefined) {
      given.set(name, { source: variable, text });
    } else if (!knownVariables.has(variable)) {
      const similar = findSimilar(variable, [...knownVariables]);
      problems.push(`${variable} is not a known variable.${similar === undefined ? "" : ` Did you mean ${similar}?`}`);
    }
  }
  return { given, problems };
}
