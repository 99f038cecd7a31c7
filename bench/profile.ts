import { readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Part of the time that a program spent in one function itself. */
export interface ProfileFrame {
  /** Such as `handle src/wire/rest.ts:61`, or V8's own name for what is no function of a file. */
  readonly name: string;
  /** Of the time that the program was not idle. */
  readonly share: number;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The functions that took most time, of all profiles in the folder. */
export function readTopFrames(folder: string, count: number): readonly ProfileFrame[] {
  const times = new Map<string, number>();
  const nameOf = createNamer();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"))) {
    const profile: CpuProfile = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    profile.samples.forEach((id, index) => {
      const name = names.get(id) ?? "";
      times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
    });
  }
  times.delete("(idle)");
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, time]) => ({ name, share: time / total }));
}

/** Names frames by the sources that the built file was made of, where a source map is beside it. */
function createNamer(): (frame: CpuProfile["nodes"][number]["callFrame"]) => string {
  const maps = new Map<string, SourceMap | undefined>();
  return ({ functionName, url, lineNumber, columnNumber }) => {
    const name = functionName === "" ? "(anonymous)" : functionName;
    if (!url.startsWith("file:")) return url === "" ? name : `${name} ${url}:${lineNumber + 1}`;
    const file = fileURLToPath(url);
    if (!maps.has(file)) maps.set(file, readSourceMap(`${file}.map`));
    const entry = maps.get(file)?.findEntry(lineNumber, columnNumber);
    if (entry === undefined || !("originalSource" in entry)) return `${name} ${file}:${lineNumber + 1}`;
    return `${name} ${entry.originalSource.replace(/^(\.\.\/)+/, "")}:${entry.originalLine + 1}`;
  };
}

function readSourceMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
