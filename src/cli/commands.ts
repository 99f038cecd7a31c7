import type { CommandEntry, CommandListing } from "./command.ts";

/** The commands that are not in {@link commands}: the program itself knows what they do. */
export const builtInCommands: readonly CommandListing[] = [
  { name: "serve", group: "Server", summary: "start the server" },
  { name: "help", group: "Help", summary: "show this text, or explain a command" },
];

/** Every command that is loaded when it is called, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: "migrate",
    group: "Data",
    summary: "bring the database's tables up to date",
    load: async () => (await import("./commands/migrate.ts")).migrateCommand,
  },
];
