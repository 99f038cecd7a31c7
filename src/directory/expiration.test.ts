import { describe, expect, it } from "vitest";
import { neverUs, toExpirationText, verifyExpiration } from "./expiration.ts";

describe("toExpirationText()", () => {
  const cases = [
    { timeUs: neverUs, want: "9999-12-31T23:59:59Z" },
    { timeUs: 0, want: "1970-01-01T00:00:00Z" },
    { timeUs: 1_700_000_000_000_000, want: "2023-11-14T22:13:20Z" },
    { timeUs: 1_700_000_000_120_000, want: "2023-11-14T22:13:20.12Z" },
    { timeUs: 1_700_000_000_000_001, want: "2023-11-14T22:13:20.000001Z" },
  ];
  for (const { timeUs, want } of cases) {
    it(`writes ${timeUs} as ${want}`, () => expect(toExpirationText(timeUs)).toBe(want));
  }
});

describe("verifyExpiration()", () => {
  const clock = () => 1000;
  it("is never when none is given", () => expect(verifyExpiration(clock, undefined)).toBe(neverUs));
  it("takes the present moment", () => expect(verifyExpiration(clock, 1000)).toBe(1000));
  it("refuses the past", () => expect(() => verifyExpiration(clock, 999)).toThrow("lies in the past"));
});
