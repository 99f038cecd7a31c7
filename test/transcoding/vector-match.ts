import { expect } from "vitest";
import { getVariableText } from "../../src/transcoding/path-binder.ts";
import type { PathTemplate } from "../../src/transcoding/path-template.ts";
import { parsePathTemplate } from "../../src/transcoding/path-template-parser.ts";
import { decodeSegment, decodeSegments, type MultiSegmentDecoding } from "../../src/transcoding/percent-encoding.ts";
import { parseQuery } from "../../src/transcoding/query-string.ts";
import { splitPath } from "../../src/transcoding/request-target.ts";
import { createRouteTrie } from "../../src/transcoding/route-trie.ts";
import { exclusions, getRouteTable, type RouteEntry, type Vector } from "./vector.ts";

interface Entry extends RouteEntry {
  readonly parsed: PathTemplate;
}

/** Runs a vector that looks up a path among templates. */
export function runMatch(vector: Vector): void {
  const { expect: wanted, query } = vector;
  const trie = createRouteTrie<Entry>();
  for (const entry of listEntries(vector)) trie.add(entry.method, entry.parsed, entry);
  const path = (vector.path ?? "").replace("<64000 slashes>", "/".repeat(64_000));
  const segments = splitPath(path);
  const result = segments === undefined ? { kind: "none" as const } : trie.find(vector.method ?? "", segments);

  if (result.kind !== "found") {
    expect(wanted.match === null || wanted.status === 404, result.kind).toBe(true);
    return;
  }
  const { method, template, parsed } = result.value;
  expect(typeof wanted.match === "string" ? template : { method, template }).toEqual(wanted.match);
  if (wanted.bindings === undefined) return;
  const variables = parsed.variables.map((variable) => {
    const text = getVariableText(parsed, variable, result.segments);
    return [variable.path, variable.isMultiSegment ? decodeSegments(text, getDecoding(vector)) : decodeSegment(text)];
  });
  expect([...variables, ...listQueryBindings(query)]).toEqual(wanted.bindings);
}

function listEntries(vector: Vector): Entry[] {
  const { templates = [] } = vector;
  const entries = typeof templates === "string" ? (getRouteTable(templates).routes ?? []) : templates;
  return entries
    .filter(({ template }) => !exclusions.templates.some((x) => x.table === templates && x.template === template))
    .map((entry) => ({ ...entry, parsed: parsePathTemplate(entry.template) }));
}

/** The decoding a vector was made with: what it says, else what its origin, the first part of its id, does unasked. */
function getDecoding(vector: Vector): MultiSegmentDecoding {
  switch (vector.options?.unescape) {
    case "all":
    case "all-except-slash":
    case "all-except-reserved":
      return vector.options.unescape;
    default:
      return vector.id.startsWith("tc-") ? "all-except-reserved" : "all-except-slash";
  }
}

function listQueryBindings(query: Vector["query"]): string[][] {
  const parameters = parseQuery(typeof query === "string" ? query : "");
  if ("kind" in parameters) throw new Error(`malformed: ${parameters.text}`);
  return parameters.map(({ key, value }) => [key, value]);
}
