import { clientSettings } from "../../config/client-settings.ts";
import { findConflicts } from "../../config/conflicts.ts";
import { settingNames } from "../../config/given.ts";
import { defineOption } from "../../config/option.ts";
import { settings } from "../../config/settings.ts";
import { origin } from "../../config/value-types.ts";
import { type CommandCall, defineCommand } from "../command.ts";
import { type Check, type CheckResult, runChecks } from "../doctor/check.ts";
import { createMachineChecks } from "../doctor/machine-checks.ts";
import { createOutsideChecks } from "../doctor/outside-checks.ts";
import { createPortChecks } from "../doctor/port-checks.ts";
import { createStorageChecks } from "../doctor/storage-checks.ts";
import { outputOptions, printList } from "../output.ts";

const doctorOptions = {
  ...clientSettings,
  url: {
    ...clientSettings.url,
    description: "Look from outside: address of the server as its callers have it. Without it, look at this machine.",
  },
  token: {
    ...clientSettings.token,
    description: "Token to look with from outside. Has no flag: it is a secret. Without it, less is looked at.",
  },
  origin: defineOption({
    flag: "origin",
    type: origin,
    default: undefined,
    description: "Origin of a page that is to call the server, such as https://app.example.com.",
  }),
  ...outputOptions,
  ...settings,
};

/** `roster doctor`. */
export const doctorCommand = defineCommand({
  description:
    "Looks for what is wrong, changes nothing, and says what to change.\n\nWithout --url it looks at this machine with the flags and variables of a server: configuration, Node, data folder, database, master key, clock, port and certificate. A server may be running.\n\nWith --url it looks at a server from outside, as callers do: certificate, clock, version, every protocol, trailers, headers, large bodies and, with --origin, CORS. So it finds what a proxy in between does.",
  options: doctorOptions,
  exitCodes: "0 nothing has failed, 1 something has",
  examples: [
    { line: "roster doctor --data /var/lib/roster", does: "Before the server starts, with its own flags" },
    {
      line: "roster doctor --url https://directory.example.com --origin https://app.example.com",
      does: "Through the proxy",
    },
  ],
  findConflicts(values, given) {
    const ofServer = settingNames.flatMap((name) => {
      const text = given.get(name);
      return text === undefined ? [] : [[name, text] as const];
    });
    return findConflicts(new Map(ofServer), values.memory);
  },
  async run(call) {
    const results = await runChecks(chooseChecks(call));
    const hasFailed = results.some(({ status }) => status === "failed");
    if (call.values.json)
      printList(
        call.io,
        results.map((result) => ({ ...result })),
        {},
        true,
      );
    else printResults(call, results);
    return hasFailed ? 1 : 0;
  },
});

type DoctorCall = CommandCall<typeof doctorOptions>;

function chooseChecks({ values, version }: DoctorCall): readonly Check[] {
  const { url, token, origin: pageOrigin } = values;
  if (url !== undefined) return createOutsideChecks({ url, token, origin: pageOrigin, version });
  return [...createMachineChecks(values), ...createStorageChecks(values), ...createPortChecks(values)];
}

const marks: Readonly<Record<CheckResult["status"], string>> = {
  ok: "ok     ",
  warning: "WARNING",
  failed: "FAILED ",
  skipped: "-      ",
};

function printResults({ io }: DoctorCall, results: readonly CheckResult[]): void {
  for (const { name, status, found, advice } of results) {
    io.out(`${marks[status]}  ${name.padEnd(16)}  ${found}`);
    if (advice !== undefined) io.out(`${" ".repeat(27)}-> ${advice}`);
  }
  const count = (status: CheckResult["status"]) => results.filter((result) => result.status === status).length;
  io.err(
    `${count("ok")} ok, ${count("warning")} warnings, ${count("failed")} failed, ${count("skipped")} not looked at.`,
  );
}
