import { describe, expect, it } from "vitest";
import { createStreamAllowance } from "./stream-allowance.ts";

/** An allowance of 200 for so many connections, which aims at 100 ms. */
function createHarness(activeSessionCount: number) {
  const clock = { nowMs: 10_000 };
  const told: number[] = [];
  const allowance = createStreamAllowance({
    holders: { activeSessionCount, allowStreams: (perSession) => told.push(perSession) },
    maxPerSession: 200,
    targetMs: 100,
    nowMs: () => clock.nowMs,
  });
  /** Short turns, or others, for a second. */
  const second = (durationMs = 10) => {
    for (let passedMs = 0; passedMs <= 1_000; passedMs += 100) {
      allowance.onTurn({ durationMs, calls: 10 });
      clock.nowMs += 100;
    }
  };
  return { allowance, told, second };
}

describe("createStreamAllowance()", () => {
  it("says nothing while there is no pressure", () => {
    const { allowance, told, second } = createHarness(50);
    second();
    expect([told, allowance.perSession]).toEqual([[], 200]);
  });

  it.each([
    { name: "what is answered in time, shared by the connections", sessions: 50, calls: 2_500, want: 20 },
    { name: "no less than two for each", sessions: 5_000, calls: 2_500, want: 2 },
    { name: "no less than 128 for all, however slow the machine is", sessions: 8, calls: 20, want: 16 },
    { name: "never more than before", sessions: 1, calls: 2_500, want: 200 },
  ])("under pressure allows $name", ({ sessions, calls, want }) => {
    const { allowance } = createHarness(sessions);
    allowance.onPressure({ durationMs: 250, calls });
    expect(allowance.perSession).toBe(want);
  });

  it("raises it step by step once turns are short again, up to what it was", () => {
    const { allowance, told, second } = createHarness(50);
    allowance.onPressure({ durationMs: 250, calls: 2_500 });
    for (let count = 0; count < 15; count++) second();
    expect(told.slice(0, 4)).toEqual([20, 26, 33, 42]);
    expect([told.at(-1), allowance.perSession]).toEqual([200, 200]);
  });

  it("leaves it while turns are about as long as it aims at", () => {
    const { told, second, allowance } = createHarness(50);
    allowance.onPressure({ durationMs: 250, calls: 2_500 });
    for (let count = 0; count < 5; count++) second(120);
    expect(told).toEqual([20]);
  });
});
