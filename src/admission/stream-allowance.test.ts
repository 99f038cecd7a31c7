import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStreamAllowance } from "./stream-allowance.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An allowance of 200 for so many connections, which aims at 100 ms. */
function createHarness(activeSessionCount: number) {
  const told: number[] = [];
  const allowance = createStreamAllowance({
    holders: { activeSessionCount, allowStreams: (perSession) => told.push(perSession) },
    maxPerSession: 200,
    targetMs: 100,
  });
  /** A second with such turns; without, if there is no call. */
  const second = (durationMs?: number) => {
    if (durationMs !== undefined) allowance.onTurn({ durationMs, calls: 10 });
    vi.advanceTimersByTime(1_000);
  };
  return { allowance, told, second };
}

describe("createStreamAllowance()", () => {
  it("says nothing while there is no pressure", () => {
    const { allowance, told, second } = createHarness(50);
    second(10);
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

  it.each([
    { name: "turns are short", turnMs: 10 },
    { name: "nobody calls", turnMs: undefined },
  ])("raises it step by step once $name, up to what it was", ({ turnMs }) => {
    const { allowance, told, second } = createHarness(50);
    allowance.onPressure({ durationMs: 250, calls: 2_500 });
    for (let count = 0; count < 6; count++) second(turnMs);
    expect(told).toEqual([20, 40, 80, 160, 200]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves it while turns are about as long as it aims at", () => {
    const { told, second, allowance } = createHarness(50);
    allowance.onPressure({ durationMs: 250, calls: 2_500 });
    for (let count = 0; count < 5; count++) second(120);
    expect(told).toEqual([20]);
  });

  it.each([
    { turnMs: 40, want: [20, 40] },
    { turnMs: 50, want: [20, 40] },
    { turnMs: 80, want: [20, 25] },
    { turnMs: 99, want: [20] },
  ])("raises it by no more than there is room for: turns of $turnMs ms, where it aims at 100", ({ turnMs, want }) => {
    const { told, second, allowance } = createHarness(50);
    allowance.onPressure({ durationMs: 250, calls: 2_500 });
    second(turnMs);
    expect(told).toEqual(want);
  });

  it("allows what can run when the line of those that wait is late", () => {
    const { allowance } = createHarness(20);
    allowance.onLateLine(250);
    expect(allowance.perSession).toBe(12);
  });

  it("waits a whole step after the last pressure", () => {
    const { told, allowance } = createHarness(50);
    for (let count = 0; count < 5; count++) {
      allowance.onPressure({ durationMs: 250, calls: 2_500 });
      vi.advanceTimersByTime(900);
    }
    expect(told).toEqual([20]);
  });
});
