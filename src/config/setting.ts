import type { Option } from "./option.ts";
import type { ValueType } from "./value-types.ts";

/** The headings under which the help lists settings, in its order. */
export const settingGroups = [
  "Network",
  "Storage",
  "Access",
  "Interfaces",
  "Messages",
  "Limits",
  "Operation",
  "Telemetry",
] as const;

/** One heading of {@link settingGroups}. */
export type SettingGroup = (typeof settingGroups)[number];

/** One thing about a server that can be set, and everything that is to be said about it. */
export interface Setting<T> extends Option<T> {
  readonly env: `ROSTER_${string}`;
  readonly group: SettingGroup;
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
