// Rewrites the commands in docs/cli.md from the table of commands.
// `node scripts/run-ts.mjs scripts/cli-docs.ts [FILE]`, from the project's folder.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import type { AnyCommand } from "../src/cli/command.ts";
import { commands } from "../src/cli/commands.ts";
import { directoryOptions } from "../src/cli/directory-client.ts";
import { renderCommandHelp } from "../src/cli/help.ts";
import { renderOptions } from "../src/cli/option-help.ts";
import { settings } from "../src/config/settings.ts";
import { replaceSection } from "./replace-section.ts";

/** Options that many commands have are shown once. */
const shared = new Set<unknown>([...Object.values(directoryOptions), ...Object.values(settings)]);

const ownOptions = ({ options }: AnyCommand) =>
  Object.fromEntries(Object.entries(options).filter(([, option]) => !shared.has(option)));

const fence = (text: string) => `\`\`\`text\n${text.trimEnd()}\n\`\`\``;

const file = process.argv[2] ?? "docs/cli.md";
const before = readFileSync(file, "utf8");
const sections = await Promise.all(
  commands.map(async ({ name, load }) => {
    const command = await load();
    return `### roster ${name}\n\n${fence(renderCommandHelp(name, { ...command, options: ownOptions(command) }))}`;
  }),
);
const places = `Flags that say where the directory is, of every command that asks for it:\n\n${fence(renderOptions(directoryOptions))}`;
const after = replaceSection(before, "commands", [places, ...sections].join("\n\n"));
if (after !== before) writeFileSync(file, after);
console.log(`${file}: commands ${after === before ? "are up to date" : "rewritten"}`);
