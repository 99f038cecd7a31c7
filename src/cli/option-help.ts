import { type Option, type OptionTable, optionNames } from "../config/option.ts";

/** Lines of the help are no longer than this, so they fit into a terminal that was never resized. */
export const maxColumns = 96;

/** Where descriptions begin: the widest flag with its value, and room around it. */
const descriptionColumn = 32;

/** Returns the lines of the help about some options: flag, description, variable and default. */
export const renderOptions = (table: OptionTable): string =>
  optionNames(table)
    .flatMap((name) => table[name] ?? [])
    .map(renderOption)
    .join("\n");

function renderOption(option: Option<unknown>): string {
  const { flag, env, fileEnv, description, type } = option;
  const left =
    flag === undefined ? (env ?? "") : `--${flag}${type.placeholder === undefined ? "" : ` ${type.placeholder}`}`;
  const known = [flag === undefined ? undefined : env, fileEnv, renderDefault(option)].filter(
    (part) => part !== undefined,
  );
  return renderEntry(left, description, known.length > 0 ? [`[${known.join(", ")}]`] : []);
}

/** Returns a name with its description beside it, wrapped, and further lines below that. */
export function renderEntry(name: string, description: string, further: readonly string[] = []): string {
  const lines = [...wrap(description, maxColumns - descriptionColumn), ...further];
  const first = `  ${name}`.padEnd(descriptionColumn);
  const indent = " ".repeat(descriptionColumn);
  return lines.map((line, index) => (index === 0 ? first : indent) + line).join("\n");
}

function renderDefault(option: Option<unknown>): string | undefined {
  return option.default === undefined || option.default === false ? undefined : `default ${option.default}`;
}

/** Returns the text in lines of up to so many columns. */
export function wrap(text: string, columns: number): string[] {
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
