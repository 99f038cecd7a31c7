import { findSimilar } from "../config/did-you-mean.ts";
import type { CommandEntry } from "./command.ts";
import { builtInCommands, commands } from "./commands.ts";

/** What a command line asks for. */
export type FoundCommand =
  | { readonly kind: "command"; readonly entry: CommandEntry; readonly rest: readonly string[] }
  /** A noun without one of its verbs. */
  | {
      readonly kind: "noun";
      readonly noun: string;
      readonly members: readonly CommandEntry[];
      readonly problem: string;
    }
  | { readonly kind: "misuse"; readonly problem: string };

/** Finds the command that the arguments begin with: a name of one word, or a noun and its verb. */
export function findCommand([first, second, ...rest]: readonly string[]): FoundCommand {
  if (first === undefined) return { kind: "misuse", problem: "Say what to do." };
  if (first.startsWith("-")) {
    const flag = first.split("=", 1)[0];
    return { kind: "misuse", problem: `Flags come after the command: roster serve ${flag} ...` };
  }
  const behind = second === undefined ? [] : [second, ...rest];
  const entry = commands.find(({ name }) => name === first);
  if (entry !== undefined) return { kind: "command", entry, rest: behind };
  const members = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (members.length > 0) return findVerb(first, members, behind);
  const words = [...builtInCommands, ...commands].map(({ name }) => name.split(" ", 1)[0] ?? name);
  return { kind: "misuse", problem: `${JSON.stringify(first)} is not a command.${suggest(first, words)}` };
}

function findVerb(noun: string, members: readonly CommandEntry[], [verb, ...rest]: readonly string[]): FoundCommand {
  const entry = members.find(({ name }) => name === `${noun} ${verb}`);
  if (entry !== undefined) return { kind: "command", entry, rest };
  const verbs = members.map(({ name }) => name.slice(noun.length + 1));
  const problem =
    verb === undefined || verb.startsWith("-")
      ? `Say what to do: roster ${noun} ${verbs.join(", ")}.`
      : `${JSON.stringify(verb)} cannot be done with ${noun}.${suggest(verb, verbs)}`;
  return { kind: "noun", noun, members, problem };
}

function suggest(word: string, words: readonly string[]): string {
  const similar = findSimilar(word, words);
  return similar === undefined ? "" : ` Did you mean "${similar}"?`;
}
