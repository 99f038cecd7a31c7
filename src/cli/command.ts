import type { Given } from "../config/given.ts";
import type { OptionName, OptionTable, OptionValues } from "../config/option.ts";
import type { Input } from "./input.ts";
import type { Io } from "./io.ts";

/** The headings under which the help lists commands, in its order. */
export const commandGroups = ["Server", "Directory", "Data", "Help"] as const;

/** One heading of {@link commandGroups}. */
export type CommandGroup = (typeof commandGroups)[number];

/** A command as the list of them shows it. */
export interface CommandListing {
  /** What is typed: one word, or a noun and a verb, such as `token create`. */
  readonly name: string;
  readonly group: CommandGroup;
  /** What it does, in a few words that begin with a verb. */
  readonly summary: string;
}

/** A command in the table. What it does is loaded when it is called, so that no other one waits for it. */
export interface CommandEntry extends CommandListing {
  load(): Promise<AnyCommand>;
}

/** An argument that is no flag. */
export interface Argument {
  /** How the help calls it, in capitals, such as `FILE`. */
  readonly name: string;
  readonly description: string;
  /** Default: it must be given. Only the last ones may be left out. */
  readonly isOptional?: boolean;
}

/** A command: what it takes, and what it does. */
export interface Command<Table extends OptionTable> {
  /** What it does, in full sentences, for its help: paragraphs with an empty line between. */
  readonly description: string;
  /** In order. */
  readonly arguments?: readonly Argument[];
  readonly options: Table;
  /** Command lines that work as they stand, each with what it does. */
  readonly examples?: readonly { readonly line: string; readonly does: string }[];
  /** What its exit codes say, when it has others than `0 done, 1 failed`. */
  readonly exitCodes?: string;
  /** What is wrong with options that are right one by one, a sentence each. Default: nothing. */
  readonly findConflicts?: (
    values: OptionValues<Table>,
    given: ReadonlyMap<OptionName<Table>, Given>,
  ) => readonly string[];
  /**
   * Does it, and resolves with the exit code: 0 when all is well. An error with `isForPeople` ends it with its message
   * and the code 1.
   */
  readonly run: (call: CommandCall<Table>) => Promise<number>;
}

/** A command whatever its options. */
// Its own options are the only ones that `run` is called with: see runCommand().
export type AnyCommand = Omit<Command<OptionTable>, "run" | "findConflicts"> & {
  readonly run: (call: CommandCall<never>) => Promise<number>;
  readonly findConflicts?: (values: never, given: never) => readonly string[];
};

/** What a command is called with. */
export interface CommandCall<Table extends OptionTable> {
  readonly values: OptionValues<Table>;
  /** The arguments, as many as were given. */
  readonly arguments: readonly string[];
  readonly io: Io;
  /** Standard input, opened when it is asked for. */
  readonly openInput: () => Promise<Input>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program's version. */
  readonly version: string;
}

/** Creates a command, with the types of what it is called with. */
export const defineCommand = <Table extends OptionTable>(command: Command<Table>): AnyCommand => Object.freeze(command);
