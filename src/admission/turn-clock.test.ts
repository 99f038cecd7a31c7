import { describe, expect, it } from "vitest";
import { createTurnClock, type Turn } from "./turn-clock.ts";

function createHarness() {
  const time = { nowMs: 1000 };
  const pressures: Turn[] = [];
  const turns: Turn[] = [];
  const clock = createTurnClock({
    maxTurnMs: 40,
    pressureMs: 20,
    onPressure: (turn) => pressures.push(turn),
    onTurn: (turn) => turns.push(turn),
    nowMs: () => time.nowMs,
  });

  /** Calls that arrive a quarter of a millisecond after each other, in one turn; answers when those came that were late. */
  function arriveFor(durationMs: number): number[] {
    const startMs = time.nowMs;
    const lateAtMs: number[] = [];
    for (; time.nowMs < startMs + durationMs; time.nowMs += 0.25)
      if (clock.isLate()) lateAtMs.push(time.nowMs - startMs);
    return lateAtMs;
  }

  return { clock, pressures, turns, arriveFor };
}

/** The next turn of the event loop. */
const nextTurn = () => new Promise(setImmediate);

describe("createTurnClock()", () => {
  it("calls late what arrives in a turn that has taken too long: it looks once in two milliseconds here", () => {
    const lateAtMs = createHarness().arriveFor(60);
    expect(lateAtMs[0]).toBeGreaterThan(40);
    expect(lateAtMs[0]).toBeLessThanOrEqual(42);
    expect(lateAtMs.at(-1)).toBe(59.75);
  });

  it("tells of the pressure once, before, and of the turn when it ends", async () => {
    const { pressures, turns, arriveFor } = createHarness();
    arriveFor(60);
    expect(pressures).toHaveLength(1);
    expect(pressures[0]?.durationMs).toBeGreaterThan(20);
    expect(pressures[0]?.durationMs).toBeLessThanOrEqual(22);
    expect(turns).toEqual([]);
    await nextTurn();
    expect(turns).toEqual([{ durationMs: 60, calls: 240 }]);
  });

  it("says nothing of pressure in turns that are short", async () => {
    const { pressures, turns, arriveFor } = createHarness();
    for (let turn = 0; turn < 3; turn++) {
      expect(arriveFor(20)).toEqual([]);
      await nextTurn();
    }
    expect([pressures.length, turns.length]).toEqual([0, 3]);
  });

  it("begins anew with every turn", async () => {
    const { clock, pressures, turns, arriveFor } = createHarness();
    arriveFor(60);
    await nextTurn();
    expect(clock.isLate()).toBe(false);
    await nextTurn();
    expect([pressures.length, turns.map(({ calls }) => calls)]).toEqual([1, [240, 1]]);
  });
});
