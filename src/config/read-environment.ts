import { findSimilar } from "./did-you-mean.ts";
import { type Given, type GivenSettings, type SettingName, settingNames } from "./given.ts";
import { settings } from "./settings.ts";

const namesByVariable = new Map<string, SettingName>(settingNames.map((name) => [settings[name].env, name]));

/**
 * Reads the `ROSTER_*` variables.
 *
 * - An empty one counts as not set: that is how compose files and shells switch a variable off.
 * - An unknown one is a problem, because a misspelt setting that does nothing is worse than a refused start.
 *   Those that begin with `ROSTER_TEST_` belong to the test suite.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): GivenSettings {
  const given = new Map<SettingName, Given>();
  const problems: string[] = [];
  for (const variable of Object.keys(env).sort()) {
    const text = env[variable];
    if (!variable.startsWith("ROSTER_") || variable.startsWith("ROSTER_TEST_") || text === undefined || text === "") {
      continue;
    }
    const name = namesByVariable.get(variable);
    if (name === undefined) {
      const similar = findSimilar(variable, [...namesByVariable.keys()]);
      problems.push(`${variable} is not a known variable.${similar === undefined ? "" : ` Did you mean ${similar}?`}`);
    } else {
      given.set(name, { source: variable, text });
    }
  }
  return { given, problems };
}
