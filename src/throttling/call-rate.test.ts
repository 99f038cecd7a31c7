import { array, assert, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { createCallRateLimit } from "./call-rate.ts";

function createHarness(calls: number, periodMs: number) {
  const clock = { nowMs: 5_000 };
  return { clock, limit: createCallRateLimit({ calls, periodMs }, () => clock.nowMs) };
}

describe("createCallRateLimit()", () => {
  it("gives a caller that has been quiet a whole period's calls at once, then one after the other", () => {
    const { clock, limit } = createHarness(4, 1_000);
    expect(Array.from({ length: 5 }, () => limit.take("one"))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      250,
    ]);
    clock.nowMs += 249;
    expect(limit.take("one")).toBeCloseTo(1);
    clock.nowMs += 1;
    expect([limit.take("one"), limit.take("one")]).toEqual([undefined, 250]);
    expect(limit.take("other")).toBeUndefined();
  });

  it.each([1, 3, 7, 1_000_000])(
    "lets %d calls a second through to the last one, however they divide the second",
    (calls) => {
      const { limit } = createHarness(calls, 1_000);
      for (let count = 0; count < calls; count++)
        if (limit.take("one") !== undefined) expect.fail(`call ${count} waits`);
      expect(limit.take("one")).toBeGreaterThan(0);
    },
  );

  it("lets through no more than twice the calls in any period, and who waits as told is let through", () =>
    assert(
      property(
        integer({ min: 1, max: 20 }),
        array(record({ afterMs: integer({ min: 0, max: 700 }), isObedient: integer({ min: 0, max: 1 }) }), {
          maxLength: 80,
        }),
        (calls, steps) => {
          const { clock, limit } = createHarness(calls, 1_000);
          const taken: number[] = [];
          for (const { afterMs, isObedient } of steps) {
            clock.nowMs += afterMs / calls;
            const waitMs = limit.take("one");
            if (waitMs === undefined) taken.push(clock.nowMs);
            else if (isObedient === 1) {
              clock.nowMs += waitMs;
              expect(limit.take("one")).toBeUndefined();
              taken.push(clock.nowMs);
            }
            const inPeriod = taken.filter((atMs) => atMs > clock.nowMs - 1_000);
            expect(inPeriod.length).toBeLessThanOrEqual(2 * calls);
          }
        },
      ),
    ));

  it("forgets callers once they have all their calls again", () => {
    const { clock, limit } = createHarness(10, 1_000);
    for (const caller of ["one", "two", "three"]) limit.take(caller);
    expect(limit.size).toBe(3);
    clock.nowMs += 1_000;
    limit.take("four");
    expect(limit.size).toBe(1);
  });
});
