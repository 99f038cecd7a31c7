import { settings } from "./settings.ts";

/** The name of a setting, as the fields of the configuration have it. */
export type SettingName = keyof typeof settings;

/** The names of all settings, in the order of the table. */
// Object.keys has the type string[]; the table is frozen, so it has no other keys.
export const settingNames = Object.freeze(Object.keys(settings)) as readonly SettingName[];

/** A text that was given for a setting, and where: `--port` or `ROSTER_PORT`. */
export interface Given {
  readonly source: string;
  readonly text: string;
}

/** The texts that one source has given, and what is wrong with the source itself. */
export interface GivenSettings {
  readonly given: ReadonlyMap<SettingName, Given>;
  readonly problems: readonly string[];
}
