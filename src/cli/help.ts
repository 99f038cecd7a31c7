import { settingNames } from "../config/given.ts";
import { type Setting, settingGroups } from "../config/setting.ts";
import { settings } from "../config/settings.ts";

/** Lines of the help are no longer than this, so they fit into a terminal that was never resized. */
const maxColumns = 96;

/** Where descriptions begin: the widest flag with its value, and room around it. */
const descriptionColumn = 32;

/** Returns the text of `roster --help`. */
export function renderHelp(version: string): string {
  return `Roster ${version}: a directory of users, members and roles over gRPC, gRPC-Web, Connect and JSON.

Usage:
  roster serve [FLAGS]      start the server
  roster serve --help       explain every flag
  roster --help             show this text
  roster --version          show the version

The shortest start, with its data in ./data:
  roster serve

One for tests, which takes a free port, keeps nothing and writes down where it listens:
  roster serve --memory --port 0 --ready-file ready.json
`;
}

/** Returns the text of `roster serve --help`, made from the table of settings. */
export function renderServeHelp(): string {
  const sections = settingGroups.map((group) => {
    const members = settingNames.map((name) => settings[name]).filter((setting) => setting.group === group);
    return `${group}:\n${members.map(renderSetting).join("\n")}`;
  });
  return `Usage: roster serve [FLAGS]

Starts the server. Every flag can also be given as the variable in brackets; the flag wins.
Flags without a value can be switched off with --no-FLAG, variables of theirs are true or false.
A variable whose name ends in _FILE, beside another, names a file that holds the value.

${sections.join("\n\n")}

SIGTERM and SIGINT stop it: requests in flight are finished, and the exit code is 0.
A second signal stops it at once. SIGHUP reads the TLS files and the log level file anew.
Exit codes: 0 stopped, 1 could not start, 2 wrong flags or variables.
`;
}

function renderSetting(setting: Setting<unknown>): string {
  const { flag, env, fileEnv, description, type } = setting;
  const left = flag === undefined ? env : `--${flag}${type.placeholder === undefined ? "" : ` ${type.placeholder}`}`;
  const lines = wrap(description, maxColumns - descriptionColumn);
  const known = [flag === undefined ? undefined : env, fileEnv, renderDefault(setting)].filter(
    (part) => part !== undefined,
  );
  if (known.length > 0) {
    lines.push(`[${known.join(", ")}]`);
  }
  const first = `  ${left}`.padEnd(descriptionColumn);
  const indent = " ".repeat(descriptionColumn);
  return lines.map((line, index) => (index === 0 ? first : indent) + line).join("\n");
}

function renderDefault(setting: Setting<unknown>): string | undefined {
  return setting.default === undefined || setting.default === false ? undefined : `default ${setting.default}`;
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
