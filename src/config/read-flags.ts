import { parseArgs } from "node:util";
import { findSimilar } from "./did-you-mean.ts";
import { type Given, type GivenSettings, type SettingName, settingNames } from "./given.ts";
import { settings } from "./settings.ts";
import { maskUrl } from "./value-types.ts";

/** A setting without a flag is known by the flag that people would expect, to tell them the variable. */
const flagsToNames = new Map<string, SettingName>(
  settingNames.map((name) => [
    settings[name].flag ?? settings[name].env.slice(7).toLowerCase().replaceAll("_", "-"),
    name,
  ]),
);

const knownFlags = settingNames.flatMap((name) => settings[name].flag ?? []).map((flag) => `--${flag}`);

/**
 * Reads `--flag VALUE`, `--flag=VALUE`, and for flags without a value `--flag` and `--no-flag`.
 * Values are not looked into here. No value of an unknown flag gets into a problem's text: it might be a secret.
 */
export function readFlags(argv: readonly string[]): GivenSettings {
  const given = new Map<SettingName, Given>();
  const problems: string[] = [];
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Array.from(flagsToNames, ([flag, name]) => [flag, { type: isToggle(name) ? "boolean" : "string" } as const]),
    ),
    // Strict parsing would stop at the first problem.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  let mayBelongToUnknownFlag = false;
  for (const token of tokens) {
    if (token.kind === "positional") {
      if (!mayBelongToUnknownFlag) {
        problems.push(`${quoteArgument(token.value)} is not expected here; every setting is a flag.`);
      }
      mayBelongToUnknownFlag = false;
      continue;
    }
    mayBelongToUnknownFlag = false;
    if (token.kind !== "option") {
      continue;
    }
    const found = findFlag(token.name);
    if (found === undefined) {
      problems.push(describeUnknown(token.rawName));
      mayBelongToUnknownFlag = token.inlineValue !== true;
      continue;
    }
    const problem = take(found, token.rawName, token.value, token.inlineValue === true);
    if (problem !== undefined) {
      problems.push(problem);
    }
  }
  return { given, problems };

  function take(
    { name, isNegated }: { name: SettingName; isNegated: boolean },
    source: string,
    value: string | undefined,
    isInline: boolean,
  ): string | undefined {
    const { flag, env, type } = settings[name];
    if (flag === undefined) {
      return `${source} is not a flag, because flags are visible in process lists. Set ${env} instead.`;
    }
    if (given.has(name)) {
      return `--${flag} is given more than once.`;
    }
    if (isToggle(name)) {
      if (isNegated && value !== undefined) {
        return `${source} takes no value.`;
      }
      given.set(name, { source, text: value ?? String(!isNegated) });
      return undefined;
    }
    if (value === undefined || value === "" || (value.startsWith("--") && !isInline)) {
      given.set(name, { source, text: "" });
      return `${source} needs a value: ${type.accepts}.`;
    }
    given.set(name, { source, text: value });
    return undefined;
  }
}

function findFlag(flag: string): { name: SettingName; isNegated: boolean } | undefined {
  const name = flagsToNames.get(flag);
  if (name !== undefined) {
    return { name, isNegated: false };
  }
  const negated = flag.startsWith("no-") ? flagsToNames.get(flag.slice(3)) : undefined;
  return negated !== undefined && isToggle(negated) ? { name: negated, isNegated: true } : undefined;
}

function isToggle(name: SettingName): boolean {
  return settings[name].type.placeholder === undefined;
}

function describeUnknown(rawName: string): string {
  const similar = findSimilar(rawName, knownFlags);
  return `${rawName} is not a known flag.${similar === undefined ? "" : ` Did you mean ${similar}?`}`;
}

function quoteArgument(text: string): string {
  return JSON.stringify(text.includes("://") ? (maskUrl(text) ?? "***") : text);
}
