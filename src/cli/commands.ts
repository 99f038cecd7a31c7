import type { CommandEntry, CommandListing } from "./command.ts";

/** The commands that are not in {@link commands}: the program itself knows what they do. */
export const builtInCommands: readonly CommandListing[] = [
  { name: "serve", group: "Server", summary: "start the server" },
  { name: "help", group: "Help", summary: "show this text, or explain a command" },
];

const userStates = () => import("./commands/user-states.ts");
const orgStates = () => import("./commands/org-states.ts");

/** Every command that is loaded when it is called, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: "token create",
    group: "Directory",
    summary: "make a personal access token for a machine, or for the administrator",
    load: async () => (await import("./commands/token-create.ts")).tokenCreateCommand,
  },
  {
    name: "token list",
    group: "Directory",
    summary: "list personal access tokens, without the tokens themselves",
    load: async () => (await import("./commands/token-list.ts")).tokenListCommand,
  },
  {
    name: "token revoke",
    group: "Directory",
    summary: "end a personal access token",
    load: async () => (await import("./commands/token-revoke.ts")).tokenRevokeCommand,
  },
  {
    name: "user list",
    group: "Directory",
    summary: "list users, or search for some",
    load: async () => (await import("./commands/user-list.ts")).userListCommand,
  },
  {
    name: "user get",
    group: "Directory",
    summary: "show a user",
    load: async () => (await import("./commands/user-get.ts")).userGetCommand,
  },
  {
    name: "user create",
    group: "Directory",
    summary: "make a human or a machine",
    load: async () => (await import("./commands/user-create.ts")).userCreateCommand,
  },
  {
    name: "user set-password",
    group: "Directory",
    summary: "give a human a new password",
    load: async () => (await import("./commands/user-set-password.ts")).userSetPasswordCommand,
  },
  {
    name: "user deactivate",
    group: "Directory",
    summary: "make a user inactive",
    load: async () => (await userStates()).userDeactivateCommand,
  },
  {
    name: "user reactivate",
    group: "Directory",
    summary: "make an inactive user active",
    load: async () => (await userStates()).userReactivateCommand,
  },
  {
    name: "user lock",
    group: "Directory",
    summary: "lock a user",
    load: async () => (await userStates()).userLockCommand,
  },
  {
    name: "user unlock",
    group: "Directory",
    summary: "unlock a user",
    load: async () => (await userStates()).userUnlockCommand,
  },
  {
    name: "user delete",
    group: "Directory",
    summary: "remove a user",
    load: async () => (await import("./commands/user-delete.ts")).userDeleteCommand,
  },
  {
    name: "org list",
    group: "Directory",
    summary: "list the organizations",
    load: async () => (await import("./commands/org-list.ts")).orgListCommand,
  },
  {
    name: "org get",
    group: "Directory",
    summary: "show an organization",
    load: async () => (await import("./commands/org-get.ts")).orgGetCommand,
  },
  {
    name: "org create",
    group: "Directory",
    summary: "make an organization",
    load: async () => (await import("./commands/org-create.ts")).orgCreateCommand,
  },
  {
    name: "org deactivate",
    group: "Directory",
    summary: "make an organization inactive",
    load: async () => (await orgStates()).orgDeactivateCommand,
  },
  {
    name: "org reactivate",
    group: "Directory",
    summary: "make an inactive organization active",
    load: async () => (await orgStates()).orgReactivateCommand,
  },
  {
    name: "export",
    group: "Data",
    summary: "write all of the directory to a file",
    load: async () => (await import("./commands/export.ts")).exportCommand,
  },
  {
    name: "import",
    group: "Data",
    summary: "make the directory of such a file",
    load: async () => (await import("./commands/import.ts")).importCommand,
  },
  {
    name: "migrate",
    group: "Data",
    summary: "bring the database's tables up to date",
    load: async () => (await import("./commands/migrate.ts")).migrateCommand,
  },
  {
    name: "backup",
    group: "Data",
    summary: "copy the SQLite database into a file, also while a server runs",
    load: async () => (await import("./commands/backup.ts")).backupCommand,
  },
  {
    name: "doctor",
    group: "Server",
    summary: "look for what is wrong, here or from outside",
    load: async () => (await import("./commands/doctor.ts")).doctorCommand,
  },
];
