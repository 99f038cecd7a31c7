import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The import table of ARCHITECTURE.md: `folder -> what it may import`. */
function readImportTable(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const table = /<!-- import-table -->\n```text\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const rows = table.split("\n").flatMap((line) => {
    const [from, to] = line.split("->");
    return from === undefined || to === undefined
      ? []
      : [[from.trim(), to.split(",").map((name) => name.trim())] as const];
  });
  return new Map(rows);
}

const table = readImportTable();
const sourceFiles = ["src", "bench"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.endsWith(".d.ts"))
    .map((file) => join(folder, file)),
);

/** The part of the tree that the table's rows are about: `src/wire/rest.ts` is `wire`, `test/storage/...` `test storage`. */
function partOf(file: string): string {
  const [top, second = "", third] = file.split("/");
  if (top === "test") return `test ${second}`;
  if (top !== "src") return top ?? file;
  if (second === "storage" && third === "contract") return "storage contract";
  return second.replace(/\.ts$/, "");
}

const srcParts = new Set(sourceFiles.filter((file) => file.startsWith("src")).map(partOf));

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, specifier = ""]) => specifier);
  return specifiers.map((specifier) => relative(root, resolve(root, dirname(file), specifier)));
}

function isAllowed(from: string, to: string): boolean {
  const allowed = table.get(from) ?? [];
  if (from === to || allowed.includes("everything") || allowed.includes(to)) return true;
  if (allowed.includes("all of src") && srcParts.has(to)) return true;
  // Storage's own parts may use its contract; the contract may use nothing.
  return from === "storage" && to === "storage contract";
}

describe("import table", () => {
  it("has a row for every part of src", () => {
    const parts = new Set(sourceFiles.map(partOf));
    expect([...parts].filter((part) => !table.has(part))).toEqual([]);
  });

  it("has no row for a part that does not exist", () => {
    const parts = new Set(sourceFiles.map(partOf));
    expect([...table.keys()].filter((part) => !parts.has(part))).toEqual([]);
  });

  for (const file of sourceFiles) {
    it(`allows the imports of ${file}`, () => {
      const from = partOf(file);
      const forbidden = importsOf(file).filter((imported) => !isAllowed(from, partOf(imported)));
      expect(forbidden).toEqual([]);
    });
  }
});

describe("source files", () => {
  for (const file of sourceFiles) {
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    if (lines.length <= 300) continue;
    it(`${file} says at its top why it has ${lines.length} lines`, () => {
      expect(lines[0]).toMatch(/^\/\/ .*long/i);
    });
  }

  it("do not form import cycles", () => {
    expect(findCycle(new Map(sourceFiles.map((file) => [file, importsOf(file)])))).toEqual([]);
  });
});

function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(file: string): readonly string[] {
    if (done.has(file)) return [];
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  }
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
