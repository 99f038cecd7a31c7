import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";

/** Runs the function and answers its result with a check that a time lies within the run. */
export async function during<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; expectWithin(time: Timestamp | undefined): void }> {
  const startMs = Date.now();
  const result = await run();
  const endMs = Date.now();
  return {
    result,
    expectWithin(time) {
      const ms = time === undefined ? Number.NaN : timestampMs(time);
      expect(ms).toBeGreaterThanOrEqual(startMs);
      expect(ms).toBeLessThanOrEqual(endMs);
    },
  };
}
