import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { convertCodeToHttpStatus } from "./http-status.ts";

const codes = Object.entries(Code).filter((entry): entry is [string, Code] => typeof entry[1] === "number");

describe("convertCodeToHttpStatus()", () => {
  it("knows sixteen codes", () => expect(codes).toHaveLength(16));

  for (const [name, code] of codes) {
    it(`has an error status for ${name}`, () => {
      expect(convertCodeToHttpStatus(code)).toBeGreaterThanOrEqual(400);
      expect(convertCodeToHttpStatus(code)).toBeLessThan(600);
    });
  }

  it("is 500 for a number that is no code", () => {
    // A peer may send any number.
    expect(convertCodeToHttpStatus(99 as Code)).toBe(500);
  });
});
