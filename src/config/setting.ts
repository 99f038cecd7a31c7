import type { ValueType } from "./value-types.ts";

/** The headings under which the help lists settings, in its order. */
export const settingGroups = ["Network", "Storage", "Access", "Interfaces", "Messages", "Limits", "Operation"] as const;

/** One heading of {@link settingGroups}. */
export type SettingGroup = (typeof settingGroups)[number];

/** One thing that can be set, and everything that is to be said about it. */
export interface Setting<T> {
  /** The flag without its dashes; undefined where a flag would show a secret in the machine's process list. */
  readonly flag: string | undefined;
  readonly env: `ROSTER_${string}`;
  /** The variable that names a file with the value, for secrets: what runs services hands them over in files. */
  readonly fileEnv?: `ROSTER_${string}_FILE`;
  readonly group: SettingGroup;
  readonly type: ValueType<NonNullable<T>>;
  /** The value where nothing is set; undefined where that means "off" or "chosen at start". */
  readonly default: T;
  /** What the setting does, as one or two sentences for the help and docs/configuration.md. */
  readonly description: string;
  /** Why the default is what it is, for docs/configuration.md. */
  readonly reason: string;
}

/** What {@link defineSetting} makes a {@link Setting} from. */
export interface SettingDefinition<Value, Default> extends Omit<Setting<Value>, "type" | "default"> {
  readonly type: ValueType<NonNullable<Value>>;
  readonly default: NoInfer<Default>;
}

/** Creates a setting whose type is that of its values, plus undefined when it has no default. */
export function defineSetting<Value>(definition: SettingDefinition<Value, undefined>): Setting<Value | undefined>;
export function defineSetting<Value>(definition: SettingDefinition<Value, Value>): Setting<Value>;
export function defineSetting<Value>(definition: Setting<Value>): Setting<Value> {
  return Object.freeze(definition);
}
