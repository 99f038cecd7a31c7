import type { ValueType } from "./value-types.ts";

/** One thing that can be given by a flag, by a variable, or by either. */
export interface Option<T> {
  /** The flag without its dashes; undefined where a flag would show a secret in the machine's process list. */
  readonly flag: string | undefined;
  /** The variable; undefined for what is about a single command only. */
  readonly env: `ROSTER_${string}` | undefined;
  /** The variable that names a file with the value, for secrets: what runs services hands them over in files. */
  readonly fileEnv?: `ROSTER_${string}_FILE`;
  readonly type: ValueType<NonNullable<T>>;
  /** The value where nothing is given; undefined where that means "off" or "chosen at start". */
  readonly default: T;
  /** What it does, as one or two sentences for the help. */
  readonly description: string;
}

/** Options by the names that a program knows them by. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values of a table's options: one field for each. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name]["default"];
};

/** The name of an option in its table. */
export type OptionName<Table extends OptionTable> = keyof Table & string;

/** What {@link defineOption} makes an {@link Option} from. */
export interface OptionDefinition<Value, Default> extends Omit<Option<Value>, "type" | "default" | "env"> {
  readonly type: ValueType<NonNullable<Value>>;
  readonly default: NoInfer<Default>;
  readonly env?: `ROSTER_${string}`;
}

/** Creates an option whose type is that of its values, plus undefined when it has no default. */
export function defineOption<Value>(definition: OptionDefinition<Value, undefined>): Option<Value | undefined>;
export function defineOption<Value>(definition: OptionDefinition<Value, Value>): Option<Value>;
export function defineOption<Value>(definition: OptionDefinition<Value, Value>): Option<Value> {
  return Object.freeze({ env: undefined, ...definition });
}

/** The names of a table's options, in its order. */
export const optionNames = <Table extends OptionTable>(table: Table): readonly OptionName<Table>[] =>
  // Object.keys has the type string[]; tables have no other keys.
  Object.keys(table) as OptionName<Table>[];
