import { describe, expect, it } from "vitest";
import { parseRequestTarget, splitPath } from "./request-target.ts";

describe("parseRequestTarget()", () => {
  const cases = [
    { target: "/", path: "/", query: "" },
    { target: "/a/b?x=1?y", path: "/a/b", query: "x=1?y" },
    { target: "/a?", path: "/a", query: "" },
    { target: "/a/../b/%2e%2e", path: "/a/../b/%2e%2e", query: "" },
    { target: "http://example.org/a?b", path: "/a", query: "b" },
    { target: "HTTPS://example.org:8080/a", path: "/a", query: "" },
    { target: "http://example.org", path: "/", query: "" },
    { target: "http://example.org?a", path: "/", query: "a" },
    { target: "//example.org/a", path: "//example.org/a", query: "" },
    { target: "*", path: "*", query: "" },
    { target: "", path: "", query: "" },
  ];
  for (const { target, path, query } of cases) {
    it(`finds the path ${path} and the query "${query}" in ${target}`, () => {
      expect(parseRequestTarget(target)).toEqual({ path, query });
    });
  }
});

describe("splitPath()", () => {
  const cases = [
    { path: "/", want: [] },
    { path: "/a", want: ["a"] },
    { path: "/a/", want: ["a", ""] },
    { path: "//", want: ["", ""] },
    { path: "a/b", want: undefined },
    { path: "", want: undefined },
    { path: "*", want: undefined },
  ];
  for (const { path, want } of cases) {
    it(`makes ${JSON.stringify(want)} of "${path}"`, () => expect(splitPath(path)).toEqual(want));
  }
});
