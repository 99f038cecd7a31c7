import type { PathTemplate } from "./path-template.ts";
import { canonicalizeSegment } from "./percent-encoding.ts";

/** What a lookup found: a value with the segments its template saw, or the methods the path has, or neither. */
export type TrieResult<T> =
  | { readonly kind: "found"; readonly value: T; readonly segments: readonly string[] }
  | { readonly kind: "wrong-method"; readonly values: ReadonlyMap<string, T> }
  | { readonly kind: "none" };

/** Values by path template and HTTP method. */
export interface RouteTrie<T> {
  /**
   * Adds a value, or returns the one that is already there for the same paths, verb and method. Names of variables do
   * not make templates different.
   */
  add(httpMethod: string, template: PathTemplate, value: T): T | undefined;
  /**
   * The value of the most specific template that matches, given the raw segments of the path.
   *
   * - At every segment a literal goes before `*`, and `*` before `**`; among the templates that share a `**`, the one
   *   with the longest tail goes first. When the preferred branch leads nowhere, the next one is tried.
   * - A last segment `name:verb` is first read as a verb, if any template has this verb, and else as data.
   * - A template that has not the method is passed over, so that it does not hide a less specific one which has it.
   *   HEAD falls back to GET, and every method to `*`.
   *
   * The work is bounded by the length of the path and by the templates, whatever the path: the depth of the search is
   * the length of the longest template, and no reading visits a node twice.
   */
  find(httpMethod: string, segments: readonly string[]): TrieResult<T>;
}

/** Values at the end of a template, by verb and then by HTTP method. */
type Ends<T> = Map<string, Map<string, T>>;

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  single: Node<T> | undefined;
  /** What may follow a `**`, longest first. */
  readonly tails: { readonly literals: readonly string[]; readonly ends: Ends<T> }[];
  readonly ends: Ends<T>;
}

interface Search<T> {
  readonly httpMethod: string;
  readonly segments: readonly string[];
  readonly verb: string;
  /** What the path has under other methods; nothing for most searches, which need no map. */
  values: Map<string, T> | undefined;
}

/** An empty trie. */
export function createRouteTrie<T>(): RouteTrie<T> {
  const root = createNode<T>();
  const verbs = new Set<string>();
  return {
    add(httpMethod, template, value) {
      if (template.verb !== "") verbs.add(template.verb);
      const ends = ensureEnds(root, template);
      const methods = ends.get(template.verb) ?? new Map<string, T>();
      ends.set(template.verb, methods);
      const existing = methods.get(httpMethod);
      if (existing === undefined) methods.set(httpMethod, value);
      return existing;
    },
    find(httpMethod, segments) {
      let values: Map<string, T> | undefined;
      for (const { segments: read, verb } of listReadings(segments, verbs)) {
        const search: Search<T> = { httpMethod, segments: read, verb, values };
        const value = findBelow(root, 0, search);
        if (value !== undefined) return { kind: "found", value, segments: read };
        ({ values } = search);
      }
      return values === undefined ? { kind: "none" } : { kind: "wrong-method", values };
    },
  };
}

function createNode<T>(): Node<T> {
  return { literals: new Map(), single: undefined, tails: [], ends: new Map() };
}

function ensureEnds<T>(root: Node<T>, template: PathTemplate): Ends<T> {
  let node = root;
  for (const [index, segment] of template.segments.entries()) {
    switch (segment.kind) {
      case "literal":
        node = ensureLiteral(node, segment.text);
        break;
      case "single":
        node.single ??= createNode();
        node = node.single;
        break;
      case "multi":
        return ensureTail(node, template, index);
    }
  }
  return node.ends;
}

function ensureLiteral<T>(node: Node<T>, text: string): Node<T> {
  const child = node.literals.get(text) ?? createNode<T>();
  node.literals.set(text, child);
  return child;
}

function ensureTail<T>(node: Node<T>, template: PathTemplate, multiIndex: number): Ends<T> {
  const literals = template.segments.slice(multiIndex + 1).map((s) => (s.kind === "literal" ? s.text : ""));
  const known = node.tails.find((tail) => tail.literals.join("/") === literals.join("/"));
  if (known !== undefined) return known.ends;
  const ends: Ends<T> = new Map();
  node.tails.push({ literals, ends });
  node.tails.sort((a, b) => b.literals.length - a.literals.length);
  return ends;
}

function listReadings(segments: readonly string[], verbs: ReadonlySet<string>) {
  const asData = { segments, verb: "" };
  const last = segments.at(-1);
  const colon = last?.lastIndexOf(":") ?? -1;
  if (last === undefined || colon === -1) return [asData];
  const verb = canonicalizeSegment(last.slice(colon + 1));
  if (verb === undefined || !verbs.has(verb)) return [asData];
  return [{ segments: [...segments.slice(0, -1), last.slice(0, colon)], verb }, asData];
}

function findBelow<T>(node: Node<T>, index: number, search: Search<T>): T | undefined {
  const segment = search.segments[index];
  if (segment === undefined) {
    const value = findMethod(node.ends, search);
    if (value !== undefined) return value;
  } else {
    const value = findChild(node, segment, index, search);
    if (value !== undefined) return value;
  }
  for (const tail of node.tails) {
    if (!endsWith(search.segments, index, tail.literals)) continue;
    const value = findMethod(tail.ends, search);
    if (value !== undefined) return value;
  }
  return undefined;
}

function findChild<T>(node: Node<T>, segment: string, index: number, search: Search<T>): T | undefined {
  if (node.literals.size > 0) {
    const canonical = canonicalizeSegment(segment);
    const child = canonical === undefined ? undefined : node.literals.get(canonical);
    const value = child === undefined ? undefined : findBelow(child, index + 1, search);
    if (value !== undefined) return value;
  }
  return node.single === undefined ? undefined : findBelow(node.single, index + 1, search);
}

function findMethod<T>(ends: Ends<T>, search: Search<T>): T | undefined {
  const methods = ends.get(search.verb);
  if (methods === undefined) return undefined;
  const value = methods.get(search.httpMethod) ?? findFallback(methods, search.httpMethod);
  if (value === undefined) {
    search.values ??= new Map();
    for (const [method, other] of methods) if (!search.values.has(method)) search.values.set(method, other);
  }
  return value;
}

function findFallback<T>(methods: ReadonlyMap<string, T>, httpMethod: string): T | undefined {
  return (httpMethod === "HEAD" ? methods.get("GET") : undefined) ?? methods.get("*");
}

function endsWith(segments: readonly string[], from: number, literals: readonly string[]): boolean {
  const start = segments.length - literals.length;
  if (start < from) return false;
  return literals.every((literal, i) => canonicalizeSegment(segments[start + i] ?? "") === literal);
}
