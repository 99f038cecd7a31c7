import { parseArgs } from "node:util";
import { findSimilar } from "./did-you-mean.ts";
import type { Given, GivenOptions } from "./given.ts";
import { type Option, type OptionName, type OptionTable, optionNames } from "./option.ts";
import { maskUrl } from "./value-types.ts";

/** What stands on a command line. */
export interface GivenFlags<Name extends string> extends GivenOptions<Name> {
  /** What is no flag and belongs to none, in order; no more than were asked for. */
  readonly positionals: readonly string[];
}

/**
 * Reads `--flag VALUE`, `--flag=VALUE`, for flags without a value `--flag` and `--no-flag`, and up to so many arguments
 * between them. Values are not looked into here. No value of an unknown flag gets into a problem's text: it might be a
 * secret.
 */
export function readFlags<Table extends OptionTable>(
  table: Table,
  argv: readonly string[],
  positionalsMax = 0,
): GivenFlags<OptionName<Table>> {
  const names = namesByFlag(table);
  const given = new Map<OptionName<Table>, Given>();
  const problems: string[] = [];
  const positionals: string[] = [];
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Array.from(names, ([flag, { option }]) => [flag, { type: isToggle(option) ? "boolean" : "string" } as const]),
    ),
    // Strict parsing would stop at the first problem.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  let mayBelongToUnknownFlag = false;
  for (const token of tokens) {
    if (token.kind === "positional") {
      if (positionals.length < positionalsMax && !mayBelongToUnknownFlag) positionals.push(token.value);
      else if (!mayBelongToUnknownFlag) problems.push(describeUnexpected(token.value, positionalsMax));
      mayBelongToUnknownFlag = false;
      continue;
    }
    mayBelongToUnknownFlag = false;
    if (token.kind !== "option") continue;
    const found = findFlag(names, token.name);
    if (found === undefined) {
      problems.push(describeUnknown(token.rawName, [...names.values()]));
      mayBelongToUnknownFlag = token.inlineValue !== true;
      continue;
    }
    const problem = take(found, token.rawName, token.value, token.inlineValue === true);
    if (problem !== undefined) problems.push(problem);
  }
  return { given, positionals, problems };

  function take(
    { name, option, isNegated }: FoundFlag<OptionName<Table>>,
    source: string,
    value: string | undefined,
    isInline: boolean,
  ): string | undefined {
    const { flag, env, type } = option;
    if (flag === undefined) {
      return `${source} is not a flag, because flags are visible in process lists. Set ${env} instead.`;
    }
    if (given.has(name)) {
      return `--${flag} is given more than once.`;
    }
    if (isToggle(option)) {
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

interface FlaggedOption<Name extends string> {
  readonly name: Name;
  readonly option: Option<unknown>;
}

interface FoundFlag<Name extends string> extends FlaggedOption<Name> {
  readonly isNegated: boolean;
}

/** An option without a flag is known by the flag that people would expect, to tell them the variable. */
function namesByFlag<Table extends OptionTable>(table: Table): Map<string, FlaggedOption<OptionName<Table>>> {
  const flagged = new Map<string, FlaggedOption<OptionName<Table>>>();
  for (const name of optionNames(table)) {
    const option = table[name];
    if (option === undefined) continue;
    flagged.set(option.flag ?? (option.env ?? "").slice(7).toLowerCase().replaceAll("_", "-"), { name, option });
  }
  return flagged;
}

function findFlag<Name extends string>(
  names: ReadonlyMap<string, FlaggedOption<Name>>,
  flag: string,
): FoundFlag<Name> | undefined {
  const found = names.get(flag);
  if (found !== undefined) return { ...found, isNegated: false };
  const negated = flag.startsWith("no-") ? names.get(flag.slice(3)) : undefined;
  return negated !== undefined && isToggle(negated.option) ? { ...negated, isNegated: true } : undefined;
}

const isToggle = ({ type }: Option<unknown>): boolean => type.placeholder === undefined;

function describeUnknown(rawName: string, options: readonly FlaggedOption<string>[]): string {
  const known = options.flatMap(({ option: { flag } }) => (flag === undefined ? [] : `--${flag}`));
  const similar = findSimilar(rawName, known);
  return `${rawName} is not a known flag.${similar === undefined ? "" : ` Did you mean ${similar}?`}`;
}

function describeUnexpected(text: string, positionalsMax: number): string {
  const quoted = JSON.stringify(text.includes("://") ? (maskUrl(text) ?? "***") : text);
  return positionalsMax === 0
    ? `${quoted} is not expected here; every setting is a flag.`
    : `${quoted} is not expected here: it is one argument too many.`;
}
