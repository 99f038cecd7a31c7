import { describe, expect, it } from "vitest";
import { createTurnClock, type Turn } from "./turn-clock.ts";

function createHarness() {
  const pressures: Turn[] = [];
  const turns: Turn[] = [];
  const clock = createTurnClock({
    maxTurnMs: 40,
    pressureMs: 20,
    onPressure: (turn) => pressures.push(turn),
    onTurn: (turn) => turns.push(turn),
  });
  return { clock, pressures, turns };
}

/** Keeps the processor busy with calls, as a turn with much to do does; answers how late each came, and whether it was late. */
function arriveFor(durationMs: number, clock: { isLate(): boolean }) {
  const startMs = performance.now();
  const arrivals: { readonly atMs: number; readonly isLate: boolean }[] = [];
  while (performance.now() - startMs < durationMs)
    arrivals.push({ atMs: performance.now() - startMs, isLate: clock.isLate() });
  return arrivals;
}

describe("createTurnClock()", () => {
  it("calls late what arrives in a turn that has taken too long, and tells of the pressure once before", async () => {
    const { clock, pressures, turns } = createHarness();
    const arrivals = arriveFor(60, clock);
    expect(arrivals.filter(({ atMs, isLate }) => isLate && atMs < 40)).toEqual([]);
    expect(arrivals.at(-1)?.isLate).toBe(true);
    expect(pressures).toHaveLength(1);
    expect(pressures[0]?.durationMs).toBeGreaterThan(20);
    expect(turns).toEqual([]);
    await new Promise(setImmediate);
    expect(turns).toHaveLength(1);
    expect(turns[0]?.durationMs).toBeGreaterThanOrEqual(60);
  });

  it("begins anew with every turn", async () => {
    const { clock, pressures, turns } = createHarness();
    arriveFor(60, clock);
    await new Promise(setImmediate);
    expect(clock.isLate()).toBe(false);
    await new Promise(setImmediate);
    expect([pressures.length, turns.map(({ calls }) => calls > 1)]).toEqual([1, [true, false]]);
  });
});
