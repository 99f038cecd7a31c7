import { create } from "@bufbuild/protobuf";
import { TimestampSchema, timestampFromDate } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neverUs } from "../../../directory/expiration.ts";
import { fromTimestamp, toExpirationDate, toTimestamp } from "./time.ts";

describe("toTimestamp() and fromTimestamp()", () => {
  it("give back every time that a number holds exactly", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (timeUs) => fromTimestamp(toTimestamp(timeUs)) === timeUs));
  });

  it("keep nanoseconds between 0 and a second", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (timeUs) => {
        const { nanos } = toTimestamp(timeUs);
        expect(nanos >= 0 && nanos < 1e9 && nanos % 1000 === 0).toBe(true);
      }),
    );
  });

  it("agree with the protobuf library's own conversion", () => {
    const date = new Date("2026-11-22T10:11:12.345Z");
    expect(toTimestamp(date.getTime() * 1000)).toEqual(timestampFromDate(date));
  });

  it("cut a time beyond what a number holds exactly", () => {
    expect(fromTimestamp(create(TimestampSchema, { seconds: 253_402_300_799n }))).toBe(neverUs);
  });
});

describe("toExpirationDate()", () => {
  it("shows the last second of the year 9999 for what does not end", () => {
    expect(toExpirationDate(neverUs)).toEqual(timestampFromDate(new Date("9999-12-31T23:59:59Z")));
  });
});
