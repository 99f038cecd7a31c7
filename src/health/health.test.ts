import { describe, expect, it } from "vitest";
import { createHealth } from "./health.ts";

/** A database that answers when the test says so. */
function createHeldDatabase() {
  const answers: (() => void)[] = [];
  return { answers, ping: () => new Promise<void>((resolve) => answers.push(resolve)) };
}

const countTimers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

describe("createHealth()", () => {
  it("finds nothing while the database answers, and the database when it fails", async () => {
    let isAway = false;
    const health = createHealth({ ping: async () => (isAway ? Promise.reject(new Error("away")) : undefined) });
    expect(await health.findObstacle()).toBe(undefined);
    isAway = true;
    expect(await health.findObstacle()).toBe("database");
    isAway = false;
    expect(await health.findObstacle()).toBe(undefined);
  });

  it("waits no longer than its limit for a database that says nothing", async () => {
    const database = createHeldDatabase();
    const health = createHealth({ ping: database.ping, pingTimeoutMs: 10 });
    expect(await health.findObstacle()).toBe("database");
  });

  it("asks the database once for all who ask at the same time, and also while it owes an answer", async () => {
    const database = createHeldDatabase();
    const health = createHealth({ ping: database.ping, pingTimeoutMs: 10 });
    await Promise.all([health.findObstacle(), health.findObstacle()]);
    await health.findObstacle();
    expect(database.answers).toHaveLength(1);
    database.answers[0]?.();
    await new Promise(setImmediate);
    void health.findObstacle();
    expect(database.answers).toHaveLength(2);
  });

  it("finds that the server stops without asking the database, also when it begins during a question", async () => {
    const database = createHeldDatabase();
    const health = createHealth({ ping: database.ping });
    const asked = health.findObstacle();
    health.beginStopping();
    database.answers[0]?.();
    expect(await asked).toBe("stopping");
    expect(await health.findObstacle()).toBe("stopping");
    expect(database.answers).toHaveLength(1);
  });

  it("calls watchers at each interval and when the server stops, until they end their watch", async () => {
    const timersBefore = countTimers();
    const health = createHealth({ ping: async () => undefined, watchIntervalMs: 1 });
    let calls = 0;
    await new Promise<void>((resolve) => {
      const endWatch = health.watch(() => {
        calls++;
        if (calls < 3) return;
        endWatch();
        resolve();
      });
    });
    health.beginStopping();
    expect(calls).toBe(3);
    const endWatch = health.watch(() => calls++);
    health.beginStopping();
    expect(calls).toBe(4);
    endWatch();
    // The runner has timers of its own.
    expect(countTimers()).toBeLessThanOrEqual(timersBefore);
  });
});
