import { settingNames } from "./given.ts";
import type { Setting } from "./setting.ts";
import { settings } from "./settings.ts";

/** Returns the settings as a Markdown table, one row each, in the order of the table in the code. */
export function renderMarkdownTable(): string {
  const rows = settingNames.map((name) => renderRow(settings[name]));
  return [
    "| flag | variable | default | what it does, and why the default |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function renderRow(setting: Setting<unknown>): string {
  const { flag, env, fileEnv, type, description, reason } = setting;
  const value = type.placeholder === undefined ? "" : ` ${type.placeholder}`;
  const cells = [
    flag === undefined ? "none" : `\`--${flag}${value}\``,
    fileEnv === undefined ? `\`${env}\`` : `\`${env}\`, or \`${fileEnv}\``,
    setting.default === undefined ? "not set" : `\`${setting.default}\``,
    `${description} *${reason}*`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
