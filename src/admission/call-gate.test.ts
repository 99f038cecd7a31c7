import { array, assert, asyncProperty, constantFrom, integer } from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CallGateOptions, createCallGate } from "./call-gate.ts";

const refused = new Error("refused");

const createGate = (options: Partial<CallGateOptions> = {}) =>
  createCallGate({
    maxRunning: 1,
    maxWaiting: 3,
    maxWaitMs: 100,
    createRefusal: () => refused,
    turnClock: { isLate: () => false },
    ...options,
  });

/** A call that has a place, or waits for one. `state` follows it. */
function callAt(gate: ReturnType<typeof createGate>) {
  gate.arrive();
  if (gate.enter()) return { state: "running", abandon: () => {} };
  const { admitted, abandon } = gate.wait();
  const call = { state: "waiting", abandon };
  admitted.then(
    (hasPlace) => {
      call.state = hasPlace ? "running" : "abandoned";
    },
    (error: unknown) => {
      call.state = error === refused ? "refused" : "failed";
    },
  );
  return call;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

describe("createCallGate()", () => {
  it("lets in as many as it may, has as many wait as it may, and refuses the next at once", async () => {
    const gate = createGate({ maxRunning: 2 });
    const calls = Array.from({ length: 5 }, () => callAt(gate));
    expect(calls.map(({ state }) => state)).toEqual(["running", "running", "waiting", "waiting", "waiting"]);
    expect(() => callAt(gate)).toThrow(refused);
    expect(gate.metrics()).toMatchObject({ running: 2, waiting: 3, admitted: 2, refusedFull: 1 });
  });

  it.each([
    { name: "first come, first served, while the wait is short", waitMs: 50, order: [0, 1, 2] },
    { name: "last come, first served, once the first has waited half of what it may", waitMs: 51, order: [2, 1, 0] },
  ])("$name", async ({ waitMs, order }) => {
    const gate = createGate();
    callAt(gate);
    const calls = Array.from({ length: 3 }, () => callAt(gate));
    await vi.advanceTimersByTimeAsync(waitMs);
    for (const [count, index] of order.entries()) {
      gate.leave();
      await Promise.resolve();
      expect(calls[index]?.state).toBe("running");
      expect(calls.filter(({ state }) => state === "running")).toHaveLength(count + 1);
    }
  });

  it("tells that the line is late, but not too often", async () => {
    let told = 0;
    const gate = createGate({ maxWaiting: 1, onLate: () => told++ });
    callAt(gate);
    for (let passedMs = 0; passedMs < 1_000; passedMs += 50) {
      if (gate.metrics().waiting === 0) callAt(gate);
      expect(() => callAt(gate)).toThrow(refused);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(told).toBeGreaterThanOrEqual(9);
    expect(told).toBeLessThanOrEqual(11);
  });

  it("refuses who has waited too long, each at its own time", async () => {
    const gate = createGate();
    callAt(gate);
    const first = callAt(gate);
    await vi.advanceTimersByTimeAsync(60);
    const second = callAt(gate);
    await vi.advanceTimersByTimeAsync(40);
    expect([first.state, second.state]).toEqual(["refused", "waiting"]);
    await vi.advanceTimersByTimeAsync(60);
    expect(second.state).toBe("refused");
    expect(gate.metrics()).toMatchObject({ running: 1, waiting: 0, refusedWaited: 2 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("forgets who gives up: its place in the line is free, and it gets none later", async () => {
    const gate = createGate({ maxWaiting: 2 });
    callAt(gate);
    const [gone, stays] = [callAt(gate), callAt(gate)];
    gone.abandon();
    const next = callAt(gate);
    gate.leave();
    await Promise.resolve();
    expect([gone.state, stays.state, next.state]).toEqual(["abandoned", "running", "waiting"]);
    gone.abandon();
    stays.abandon();
    expect(gate.metrics()).toMatchObject({ running: 1, waiting: 1, abandoned: 1 });
  });

  it("refuses calls that the process comes to too late, and only those", () => {
    let isLate = true;
    const gate = createGate({ turnClock: { isLate: () => isLate } });
    expect(() => callAt(gate)).toThrow(refused);
    isLate = false;
    expect(callAt(gate).state).toBe("running");
    expect(gate.metrics()).toMatchObject({ admitted: 1, refusedLate: 1 });
  });

  it("tells of refusals once in ten seconds, with how many there were", async () => {
    const told: number[] = [];
    const gate = createGate({ maxWaiting: 0, onRefusals: (count) => told.push(count) });
    callAt(gate);
    for (const waitMs of [0, 0, 9_999, 1, 0]) {
      await vi.advanceTimersByTimeAsync(waitMs);
      expect(() => callAt(gate)).toThrow(refused);
    }
    expect(told).toEqual([1, 3]);
  });

  it("never has more running or waiting than it may, and loses no place, whatever happens", () =>
    assert(
      asyncProperty(
        integer({ min: 1, max: 4 }),
        integer({ min: 0, max: 4 }),
        array(constantFrom("call", "leave", "abandon", "pass 30", "pass 100"), { maxLength: 60 }),
        async (maxRunning, maxWaiting, steps) => {
          const gate = createGate({ maxRunning, maxWaiting });
          const calls: { state: string; abandon: () => void }[] = [];
          for (const step of steps) {
            const running = calls.find(({ state }) => state === "running");
            if (step === "call") {
              try {
                calls.push(callAt(gate));
              } catch {
                // The line was full, which the counts below say.
              }
            } else if (step === "leave" && running !== undefined) {
              running.state = "left";
              gate.leave();
            } else if (step === "abandon") calls.find(({ state }) => state === "waiting")?.abandon();
            else if (step.startsWith("pass")) await vi.advanceTimersByTimeAsync(Number(step.slice(5)));
            await new Promise(setImmediate);
            const count = (wanted: string) => calls.filter(({ state }) => state === wanted).length;
            const metrics = gate.metrics();
            expect(metrics).toMatchObject({ running: count("running"), waiting: count("waiting") });
            expect(metrics.running).toBeLessThanOrEqual(maxRunning);
            expect(metrics.waiting).toBeLessThanOrEqual(maxWaiting);
            if (metrics.waiting > 0) expect(metrics.running).toBe(maxRunning);
          }
        },
      ),
      { numRuns: 60 },
    ));
});
