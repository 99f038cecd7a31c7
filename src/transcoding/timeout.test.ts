import { describe, expect, it } from "vitest";
import { parseTimeoutMs } from "./timeout.ts";

describe("parseTimeoutMs()", () => {
  const cases = [
    { header: undefined, want: undefined },
    { header: null, want: undefined },
    { header: "1H", want: 3_600_000 },
    { header: "2M", want: 120_000 },
    { header: "3S", want: 3000 },
    { header: "4m", want: 4 },
    { header: "5u", want: 0.005 },
    { header: "6n", want: 0.000006 },
    { header: "0S", want: 0 },
    { header: "99999999S", want: 99_999_999_000 },
  ];
  for (const { header, want } of cases) {
    it(`is ${want} for ${header}`, () => {
      const timeoutMs = parseTimeoutMs(header);
      if (want === undefined) expect(timeoutMs).toBeUndefined();
      else expect(timeoutMs).toBeCloseTo(want, 9);
    });
  }

  for (const header of ["", "1", "S", "1s", "1h", "-1S", "1.5S", "100000000S", "1 S", "1S ", "1S, 2S", "0x1S"]) {
    it(`refuses "${header}"`, () =>
      expect(() => parseTimeoutMs(header)).toThrow("[invalid_argument] invalid Grpc-Timeout"));
  }
});
