import { optionNames } from "./option.ts";
import { settings } from "./settings.ts";

/** The name of a setting, as the fields of the configuration have it. */
export type SettingName = keyof typeof settings;

/** The names of all settings, in the order of the table. */
export const settingNames = Object.freeze(optionNames(settings));

/** A text that was given for an option, and where: `--port` or `ROSTER_PORT`. */
export interface Given {
  readonly source: string;
  readonly text: string;
}

/** The texts that one source has given by the options' names, and what is wrong with the source itself. */
export interface GivenOptions<Name extends string> {
  readonly given: ReadonlyMap<Name, Given>;
  readonly problems: readonly string[];
}
