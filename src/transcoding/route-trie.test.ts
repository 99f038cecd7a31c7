import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryTemplate } from "../../test/transcoding/arbitrary-template.ts";
import type { PathTemplate } from "./path-template.ts";
import { parsePathTemplate } from "./path-template-parser.ts";
import { canonicalizeSegment } from "./percent-encoding.ts";
import { splitPath } from "./request-target.ts";
import { createRouteTrie } from "./route-trie.ts";

function createTrie(routes: readonly string[]) {
  const trie = createRouteTrie<string>();
  for (const route of routes) {
    const [method = "", template = ""] = route.split(" ");
    trie.add(method, parsePathTemplate(template), route);
  }
  return trie;
}

function find(routes: readonly string[], method: string, path: string): string | readonly string[] | undefined {
  const result = createTrie(routes).find(method, splitPath(path) ?? []);
  if (result.kind === "found") return result.value;
  return result.kind === "wrong-method" ? [...result.values.keys()] : undefined;
}

describe("RouteTrie.find()", () => {
  const cases = [
    { name: "a literal before *", routes: ["GET /a/*", "GET /a/b"], path: "/a/b", want: "GET /a/b" },
    { name: "* before **", routes: ["GET /**", "GET /*"], path: "/a", want: "GET /*" },
    { name: "a later literal by going back", routes: ["GET /a/b/c", "GET /*/b/d"], path: "/a/b/d", want: "GET /*/b/d" },
    { name: "the longest tail", routes: ["GET /**/c", "GET /**/b/c"], path: "/a/b/c", want: "GET /**/b/c" },
    { name: "** without segments", routes: ["GET /a/**"], path: "/a", want: "GET /a/**" },
    { name: "a tail only once", routes: ["GET /a/**/a"], path: "/a", want: undefined },
    { name: "an empty segment with *", routes: ["GET /a/*"], path: "/a/", want: "GET /a/*" },
    { name: "no trailing slash by itself", routes: ["GET /a"], path: "/a/", want: undefined },
    { name: "the root", routes: ["GET /"], path: "/", want: "GET /" },
    { name: "equal spellings of a literal", routes: ["GET /a%2fb"], path: "/%61%2Fb", want: "GET /a%2fb" },
    { name: "no malformed literal", routes: ["GET /a"], path: "/%6", want: undefined },
    { name: "the case of a literal", routes: ["GET /Users"], path: "/users", want: undefined },
    { name: "a verb before data", routes: ["GET /*", "GET /**:do"], path: "/a:do", want: "GET /**:do" },
    { name: "data for an unknown verb", routes: ["GET /*", "GET /**:do"], path: "/a:undo", want: "GET /*" },
    {
      name: "data when the verb is declared elsewhere",
      routes: ["GET /a/*", "GET /b/*:do"],
      path: "/a/x:do",
      want: "GET /a/*",
    },
    { name: "the last colon as the verb's", routes: ["GET /*:do"], path: "/a:b:do", want: "GET /*:do" },
    { name: "an escaped colon as data", routes: ["GET /*", "GET /*:do"], path: "/a%3Ado", want: "GET /*" },
    { name: "a trailing colon as data", routes: ["GET /*", "GET /*:do"], path: "/a:", want: "GET /*" },
    { name: "the only method there is", routes: ["POST /a"], path: "/a", want: ["POST"] },
    {
      name: "a less specific route that has the method",
      routes: ["POST /a/b", "GET /a/*"],
      path: "/a/b",
      want: "GET /a/*",
    },
    {
      name: "data that has the method over a verb that has not",
      routes: ["POST /*:do", "GET /*"],
      path: "/a:do",
      want: "GET /*",
    },
    {
      name: "all methods of all readings",
      routes: ["POST /*:do", "PUT /*", "DELETE /**"],
      path: "/a:do",
      want: ["POST", "PUT", "DELETE"],
    },
    { name: "* for any method", routes: ["* /a"], path: "/a", want: "* /a" },
    { name: "a method before *", routes: ["* /a", "GET /a"], path: "/a", want: "GET /a" },
  ];
  for (const { name, routes, path, want } of cases) {
    it(`finds ${name}: ${path} among ${routes.join(", ")}`, () => expect(find(routes, "GET", path)).toEqual(want));
  }

  it("gives HEAD to GET, unless there is a route for HEAD", () => {
    expect(find(["GET /a"], "HEAD", "/a")).toBe("GET /a");
    expect(find(["GET /a", "HEAD /a"], "HEAD", "/a")).toBe("HEAD /a");
    expect(find(["POST /a"], "HEAD", "/a")).toEqual(["POST"]);
  });

  it("takes a prototype's property for the segment it is", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(find(["GET /a"], "GET", `/${name}`)).toBeUndefined();
      expect(find(["GET /*"], name, "/a")).toEqual(["GET"]);
    }
  });

  it("agrees with trying all templates and taking the most specific", () => {
    const segment = fc.constantFrom("a", "b", "users", "v1", "%2f", "a%20b", "", "a:do", "x:undo", "b:a", "%61");
    const path = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join("/")}`);
    fc.assert(
      fc.property(fc.array(arbitraryTemplate, { maxLength: 12 }), path, (templates, target) => {
        const found = find(
          templates.map((template) => `GET ${template}`),
          "GET",
          target,
        );
        const best = findMostSpecific(templates.map(parsePathTemplate), target);
        const shape = typeof found === "string" ? getShape(parsePathTemplate(found.slice("GET ".length))) : undefined;
        expect(shape).toEqual(best === undefined ? undefined : getShape(best));
      }),
      { numRuns: 500 },
    );
  });
});

describe("RouteTrie.find() on hostile paths", () => {
  it("walks 64000 slashes", () => {
    const routes = ["GET /a/**/x", "GET /**", "GET /*/*/*/*/y"];
    expect(find(routes, "GET", `/a/${"/".repeat(64_000)}/x`)).toBe("GET /a/**/x");
    expect(find(["GET /a/**/x"], "GET", `/a/${"/".repeat(64_000)}/y`)).toBeUndefined();
  });

  it("does not search longer the more wildcards a path could fill", () => {
    // Every combination of literals and wildcards for ten segments: 1024 templates, none of which fits.
    const routes = Array.from({ length: 1024 }, (_, bits) => {
      const segments = Array.from({ length: 10 }, (_, i) => ((bits >> i) & 1 ? "a" : "*"));
      return `GET /${segments.join("/")}/end`;
    });
    const trie = createTrie(routes);
    const start = performance.now();
    for (let i = 0; i < 100; i++) trie.find("GET", splitPath(`/${"a/".repeat(10)}other`) ?? []);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("RouteTrie.add()", () => {
  it("returns the value that has the same paths already", () => {
    const trie = createRouteTrie<string>();
    expect(trie.add("GET", parsePathTemplate("/a/{x}"), "first")).toBeUndefined();
    expect(trie.add("GET", parsePathTemplate("/a/{y=*}"), "second")).toBe("first");
    expect(trie.add("POST", parsePathTemplate("/a/*"), "third")).toBeUndefined();
    expect(trie.add("GET", parsePathTemplate("/a/*:do"), "fourth")).toBeUndefined();
    expect(trie.add("GET", parsePathTemplate("/a/**/b"), "fifth")).toBeUndefined();
    expect(trie.add("GET", parsePathTemplate("/a/{z=**}/b"), "sixth")).toBe("fifth");
  });
});

/** The plain way to do what the trie does. */
function findMostSpecific(templates: readonly PathTemplate[], path: string): PathTemplate | undefined {
  for (const { segments, verb } of listReadings(path)) {
    const matching = templates.filter((template) => template.verb === verb && matches(template, segments));
    if (matching.length > 0) return matching.reduce((best, other) => (isMoreSpecific(other, best) ? other : best));
  }
  return undefined;
}

/** A path with its last colon read as a verb's, and without. */
function listReadings(path: string): { segments: string[]; verb: string }[] {
  const segments = splitPath(path) ?? [];
  const last = segments.at(-1) ?? "";
  const colon = last.lastIndexOf(":");
  const asData = { segments, verb: "" };
  if (colon === -1) return [asData];
  return [{ segments: [...segments.slice(0, -1), last.slice(0, colon)], verb: last.slice(colon + 1) }, asData];
}

function matches(template: PathTemplate, segments: readonly string[]): boolean {
  const source = template.segments.map((segment) => {
    if (segment.kind === "literal") return `/${segment.text.replace(/[.]/g, "\\.")}`;
    return segment.kind === "single" ? "/[^/]*" : "(?:/[^/]*)*";
  });
  const path = segments.map((segment) => `/${canonicalizeSegment(segment)}`).join("");
  return new RegExp(`^${source.join("")}$`).test(path);
}

function isMoreSpecific(a: PathTemplate, b: PathTemplate): boolean {
  const ranks = (template: PathTemplate) =>
    template.segments.map(({ kind }) => (kind === "literal" ? 0 : kind === "single" ? 1 : 2));
  const [ranksA, ranksB] = [ranks(a), ranks(b)];
  const different = ranksA.findIndex((rank, i) => rank !== ranksB[i]);
  const isSameMulti = a.multiIndex !== -1 && a.multiIndex === b.multiIndex;
  // The beginning of the other: a longer tail wins, but a template that has ended wins over one that goes on with "**".
  if (different === -1) return !isSameMulti && ranksA.length < ranksB.length;
  if (isSameMulti && different > a.multiIndex) return true;
  return (ranksA[different] ?? -1) < (ranksB[different] ?? -1);
}

function getShape(template: PathTemplate): unknown {
  return [template.segments, template.verb];
}
