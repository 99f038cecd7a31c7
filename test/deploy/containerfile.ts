import { readFileSync } from "node:fs";

/** One instruction of a Containerfile, such as `COPY a b/`. */
export interface Instruction {
  readonly name: string;
  /** What follows the name, its lines joined. */
  readonly text: string;
}

/** One stage: what it is made from and its instructions, in order. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The files that a COPY takes and where it puts them. */
export interface Copy {
  readonly sources: readonly string[];
  readonly target: string;
  /** The stage that they come from; `undefined` for the project's folder. */
  readonly from: string | undefined;
}

/** The stages of a Containerfile. Throws when it does not begin with one. */
export function parseContainerfile(file: string): readonly Stage[] {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .join("\n")
    .replaceAll(/\s*\\\n\s*/g, " ")
    .split("\n");
  const stages: Array<{ base: string; name: string | undefined; instructions: Instruction[] }> = [];
  for (const line of lines) {
    const [, name = "", text = ""] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name === "FROM") {
      const [base = "", , as] = text.split(" ");
      stages.push({ base, name: as, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`${file} does not begin with FROM`);
      stage.instructions.push({ name, text });
    }
  }
  return stages;
}

/** The texts of the instructions of one name, in order. */
export const textsOf = (stage: Stage, name: string): readonly string[] =>
  stage.instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);

/** Reads what follows COPY. */
export function parseCopy(text: string): Copy {
  const words = text.split(" ");
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const paths = words.filter((word) => !word.startsWith("--"));
  return { sources: paths.slice(0, -1), target: paths.at(-1) ?? "", from };
}

/** Reads an exec form, such as `["node", "main.js"]`, or what follows it on the line of a health check. */
export function parseExecForm(text: string): readonly string[] {
  const words: unknown = JSON.parse(text.slice(text.indexOf("[")));
  if (!Array.isArray(words)) throw new Error(`${text} is no list of words`);
  return words.map(String);
}
