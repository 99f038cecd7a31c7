import { describe, expect, it } from "vitest";
import { haveSameOrder } from "./same-order.ts";

describe("haveSameOrder()", () => {
  const cases = [
    { one: [], other: [], want: true },
    { one: ["a", "b"], other: ["a", "b"], want: true },
    { one: ["a", "b"], other: ["b", "a"], want: false },
    { one: ["a"], other: ["a", "a"], want: false },
    { one: ["a"], other: ["A"], want: false },
  ];
  for (const { one, other, want } of cases) {
    it(`answers ${want} for [${one}] and [${other}]`, () => expect(haveSameOrder(one, other)).toBe(want));
  }
});
