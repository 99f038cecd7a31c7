import { readFileSync } from "node:fs";
import { findSimilar } from "./did-you-mean.ts";
import { type Given, type GivenSettings, type SettingName, settingNames } from "./given.ts";
import { settings } from "./settings.ts";

const namesByVariable = new Map<string, SettingName>(settingNames.map((name) => [settings[name].env, name]));

/** The settings whose variable has a sibling that names a file, by that sibling. */
const namesByFileVariable = new Map<string, SettingName>(
  settingNames.flatMap((name) => {
    const { fileEnv } = settings[name];
    return fileEnv === undefined ? [] : [[fileEnv, name] as const];
  }),
);

/**
 * Reads the `ROSTER_*` variables.
 *
 * - An empty one counts as not set: that is how compose files and shells switch a variable off.
 * - An unknown one is a problem, because a misspelt setting that does nothing is worse than a refused start.
 *   Those that begin with `ROSTER_TEST_` belong to the test suite.
 * - Where a setting has a variable for a file, the value is what stands in that file, without white space at its ends.
 *   Both variables of one setting are a problem, and so is a file that cannot be read or holds nothing.
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
    const nameOfFile = namesByFileVariable.get(variable);
    if (name !== undefined) {
      given.set(name, { source: variable, text });
    } else if (nameOfFile !== undefined) {
      const other = given.get(nameOfFile)?.source;
      if (other !== undefined) problems.push(`${other} and ${variable} exclude each other: set one of them.`);
      given.set(nameOfFile, { source: variable, text: readValue(variable, text, problems) });
    } else {
      const similar = findSimilar(variable, [...namesByVariable.keys(), ...namesByFileVariable.keys()]);
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
