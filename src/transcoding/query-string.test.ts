import { describe, expect, it } from "vitest";
import { parseQuery } from "./query-string.ts";

describe("parseQuery()", () => {
  const cases = [
    { query: "", want: [] },
    {
      query: "a=1&b=2",
      want: [
        ["a", "1"],
        ["b", "2"],
      ],
    },
    {
      query: "a=1&a=2",
      want: [
        ["a", "1"],
        ["a", "2"],
      ],
    },
    { query: "a", want: [["a", ""]] },
    { query: "a=", want: [["a", ""]] },
    { query: "=a", want: [["", "a"]] },
    { query: "&&a=1&", want: [["a", "1"]] },
    { query: "a=b=c", want: [["a", "b=c"]] },
    { query: "a+b=c+d%2B", want: [["a b", "c d+"]] },
    { query: "%61=%26%3D", want: [["a", "&="]] },
    { query: "a;b=1", want: [["a;b", "1"]] },
    { query: "a=1?b", want: [["a", "1?b"]] },
  ];
  for (const { query, want } of cases) {
    it(`reads "${query}"`, () => expect(parseQuery(query)).toEqual(want.map(([key, value]) => ({ key, value }))));
  }

  for (const { query, text } of [
    { query: "a=1&b=100%", text: "b=100%" },
    { query: "%zz=1", text: "%zz=1" },
    { query: "a=%C3%28", text: "a=%C3%28" },
    { query: "a=世", text: "a=世" },
  ]) {
    it(`refuses "${query}"`, () => expect(parseQuery(query)).toEqual({ kind: "malformed", text }));
  }
});
