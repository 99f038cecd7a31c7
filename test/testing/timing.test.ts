import process from "node:process";
import { expect, it } from "vitest";
import { startRoster } from "../../src/testing/index.ts";
import { bestMs } from "../support/best-time.ts";

/**
 * How long something takes, in milliseconds, on a machine that nobody else uses: neither longer than it took, nor than
 * this process has worked meanwhile. For what waits for nothing but a core.
 */
async function measureMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  const startUsage = process.cpuUsage();
  await work();
  const tookMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(startUsage);
  return Math.min(tookMs, (user + system) / 1_000);
}

it("startRoster() is ready within 150 ms once the module is loaded", async () => {
  const limitMs = 150;
  const best = await bestMs("start of a server for tests", limitMs, async () => {
    let close = async () => {};
    const timeMs = await measureMs(async () => {
      ({ close } = await startRoster());
    });
    await close();
    return timeMs;
  });
  expect(best).toBeLessThan(limitMs);
});

it("reset() takes a few milliseconds with two hundred users", async () => {
  const humans = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`human-${index}`, {}]));
  const roster = await startRoster({ seed: { humans } });
  try {
    const limitMs = 10;
    const best = await bestMs("reset of a server for tests", limitMs, async () => {
      await roster.client.management.addOrg({ name: "Written meanwhile" });
      return measureMs(() => roster.reset());
    });
    expect(best).toBeLessThan(limitMs);
  } finally {
    await roster.close();
  }
});
