import { settingNames } from "../config/given.ts";
import { settingGroups } from "../config/setting.ts";
import { settings } from "../config/settings.ts";
import { type AnyCommand, type CommandListing, commandGroups } from "./command.ts";
import { builtInCommands, commands } from "./commands.ts";
import { maxColumns, renderEntry, renderOptions, wrap } from "./option-help.ts";

/** Returns the text of `roster --help`, made from the table of commands. */
export function renderHelp(version: string): string {
  const all = [...builtInCommands, ...commands];
  const sections = commandGroups.map((group) => {
    const members = all.filter((command) => command.group === group);
    return `${group}:\n${renderListings(members)}`;
  });
  return `Roster ${version}: a directory of users, members and roles over gRPC, gRPC-Web, Connect and JSON.

Usage: roster COMMAND [FLAGS]

${sections.join("\n\n")}

"roster COMMAND --help" explains a command and its flags, "roster --version" shows the version.

The shortest start, with its data in ./data:
  roster serve

One for tests, which takes a free port, keeps nothing and writes down where it listens:
  roster serve --memory --port 0 --ready-file ready.json
`;
}

/** Returns the text of `roster NOUN --help`: what can be done with a noun. */
export const renderNounHelp = (
  noun: string,
  members: readonly CommandListing[],
): string => `Usage: roster ${noun} VERB [FLAGS]

${renderListings(members)}

"roster ${noun} VERB --help" explains each of them and its flags.
`;

const renderListings = (listings: readonly CommandListing[]): string =>
  listings.map(({ name, summary }) => `  ${name}`.padEnd(24) + summary).join("\n");

/** Returns the text of `roster serve --help`, made from the table of settings. */
export function renderServeHelp(): string {
  const sections = settingGroups.map((group) => {
    const members = settingNames.filter((name) => settings[name].group === group);
    return `${group}:\n${renderOptions(Object.fromEntries(members.map((name) => [name, settings[name]])))}`;
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

/** Returns the text of `roster NAME --help`. */
export function renderCommandHelp(name: string, command: AnyCommand): string {
  const { description, arguments: args = [], options, examples = [] } = command;
  const argumentNames = args.map((argument) => (argument.isOptional ? `[${argument.name}]` : argument.name));
  const paragraphs = description.split("\n\n").map((paragraph) => wrap(paragraph, maxColumns).join("\n"));
  const sections = [
    `Usage: ${["roster", name, ...argumentNames, "[FLAGS]"].join(" ")}`,
    ...paragraphs,
    ...(args.length === 0 ? [] : [args.map((argument) => renderEntry(argument.name, argument.description)).join("\n")]),
    ...(Object.keys(options).length === 0 ? [] : [`Flags:\n${renderOptions(options)}`]),
    ...(examples.length === 0 ? [] : [`Examples:\n${examples.map(renderExample).join("\n")}`]),
    `Exit codes: ${command.exitCodes ?? "0 done, 1 failed"}, 2 wrong flags or variables.`,
  ];
  return `${sections.join("\n\n")}\n`;
}

const renderExample = ({ line, does }: { readonly line: string; readonly does: string }): string =>
  `  # ${does}\n  ${line}`;
