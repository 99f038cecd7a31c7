import { readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Parts of the time that a program was not idle, by function. */
export interface ProfileFrame {
  /** Such as `handle src/wire/rest.ts:61`, or V8's own name for what is no function of a file. */
  readonly name: string;
  /** The part that was spent in the function itself. */
  readonly self: number;
  /** The part that was spent in it and in what it called. */
  readonly total: number;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly children?: readonly number[];
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

/** Every function of all profiles in the folder. */
export function readFrames(folder: string): readonly ProfileFrame[] {
  const selfUs = new Map<string, number>();
  const totalUs = new Map<string, number>();
  const nameOf = createNamer();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"))) {
    addProfile(JSON.parse(readFileSync(join(folder, file), "utf8")), nameOf, selfUs, totalUs);
  }
  const idle = "(idle)";
  const busyUs = (totalUs.get("(root)") ?? 0) - (selfUs.get(idle) ?? 0);
  return [...totalUs]
    .filter(([name]) => name !== idle && name !== "(root)")
    .map(([name, us]) => ({ name, self: (selfUs.get(name) ?? 0) / busyUs, total: us / busyUs }));
}

function addProfile(
  profile: CpuProfile,
  nameOf: Namer,
  selfUs: Map<string, number>,
  totalUs: Map<string, number>,
): void {
  const nodes = new Map(profile.nodes.map((node) => [node.id, { ...node, name: nameOf(node.callFrame) }]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const timesUs = new Map<number, number>();
  profile.samples.forEach((id, index) => {
    timesUs.set(id, (timesUs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  const add = (times: Map<string, number>, name: string, us: number) => times.set(name, (times.get(name) ?? 0) + us);
  for (const [id, us] of timesUs) {
    add(selfUs, nodes.get(id)?.name ?? "", us);
    // A function that calls itself counts once.
    const names = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) names.add(nodes.get(at)?.name ?? "");
    for (const name of names) add(totalUs, name, us);
  }
}

type Namer = (frame: CpuProfile["nodes"][number]["callFrame"]) => string;

/** Names frames by the sources that the built file was made of, where a source map is beside it. */
function createNamer(): Namer {
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
