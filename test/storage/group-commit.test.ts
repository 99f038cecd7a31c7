import { describe, expect, it } from "vitest";
import type { Command, Transaction } from "../../src/storage/contract/index.ts";
import { createGroupCommit, type Job, queueMsOf } from "../../src/storage/group-commit.ts";
import type { BatchMeasurement } from "../../src/storage/metrics.ts";
import { engines } from "../support/engines.ts";
import { acme, addOrgs, addUsers, sampleUser } from "./sample.ts";

/** The jobs under test use no transaction. */
const noTransaction = {} as Transaction;

const command = (name: string, ...keys: readonly string[]): Command<string> => ({ keys, run: async () => name });

/** A group commit whose batches end when the test says so. */
function createHeld({ laneCount, batchMax }: { readonly laneCount: number; readonly batchMax: number }) {
  const running: { readonly size: number; readonly jobs: readonly Job[]; finish(): void }[] = [];
  const groupCommit = createGroupCommit({
    laneCount,
    batchMax,
    runBatch: async (jobs: readonly Job[]) => {
      await new Promise<void>((finish) => running.push({ size: jobs.length, jobs, finish }));
      for (const job of jobs) {
        await job.attempt(noTransaction);
        job.succeed(undefined);
      }
    },
  });
  const turn = () => new Promise(setImmediate);
  return { groupCommit, running, turn, sizes: () => running.map(({ size }) => size) };
}

describe("createGroupCommit()", () => {
  it("starts a lone command at the end of the turn", async () => {
    const { groupCommit, running, sizes, turn } = createHeld({ laneCount: 1, batchMax: 10 });
    const answer = groupCommit.command(command("lone"));
    await turn();
    expect(sizes()).toEqual([1]);
    running[0]?.finish();
    expect(await answer).toBe("lone");
  });

  it("gathers the commands of one turn, and those that come while a batch runs, up to the maximum", async () => {
    const { groupCommit, running, sizes, turn } = createHeld({ laneCount: 1, batchMax: 4 });
    const answers = ["a", "b", "c"].map((name) => groupCommit.command(command(name)));
    await turn();
    answers.push(...["d", "e", "f", "g", "h"].map((name) => groupCommit.command(command(name))));
    await turn();
    expect(sizes()).toEqual([3]);
    for (let index = 0; index < 3; index++) {
      running[index]?.finish();
      await turn();
      await turn();
    }
    expect(sizes()).toEqual([3, 4, 1]);
    expect(await Promise.all(answers)).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
  });

  it("runs commands without a common key in other lanes, and keeps those with one in order", async () => {
    const { groupCommit, running, sizes, turn } = createHeld({ laneCount: 2, batchMax: 10 });
    const order: string[] = [];
    const give = (name: string, ...keys: readonly string[]) =>
      groupCommit.command(command(name, ...keys)).then((answer) => order.push(answer));
    const first = give("x1", "x");
    await turn();
    // x+y waits for x1, and y1, which came later, must not overtake it.
    const rest = [give("x+y", "x", "y"), give("y1", "y"), give("z", "z")];
    await turn();
    expect(sizes()).toEqual([1, 1]);
    running[1]?.finish();
    await rest[2];
    running[0]?.finish();
    await first;
    await turn();
    for (let index = 2; index < 4; index++) {
      running[index]?.finish();
      await turn();
      await turn();
    }
    await Promise.all(rest);
    expect(order).toEqual(["z", "x1", "x+y", "y1"]);
  });

  it("says of a batch how long its first command waited for the one before", async () => {
    const { groupCommit, running, turn } = createHeld({ laneCount: 1, batchMax: 10 });
    const first = groupCommit.command(command("first"));
    await turn();
    const second = groupCommit.command(command("second"));
    const askedMs = performance.now();
    running[0]?.finish();
    await first;
    await turn();
    await turn();
    const waitedMs = queueMsOf(running[1]?.jobs ?? [], performance.now());
    expect(waitedMs).toBeGreaterThanOrEqual(performance.now() - askedMs - 5);
    expect(queueMsOf([], 7)).toBe(0);
    running[1]?.finish();
    await second;
  });

  it("close finishes what was given and refuses the rest", async () => {
    const { groupCommit, running, turn } = createHeld({ laneCount: 1, batchMax: 10 });
    const answer = groupCommit.command(command("last"));
    const closed = groupCommit.close();
    await expect(groupCommit.command(command("late"))).rejects.toThrow("closed");
    await turn();
    running[0]?.finish();
    expect(await answer).toBe("last");
    await closed;
  });
});

for (const engine of engines) {
  describe(`${engine.name}: group commit`, () => {
    it("commands that wait at the same time must share one commit; a lone command must not wait for others", async () => {
      const batches: BatchMeasurement[] = [];
      const storage = await engine.open({ onBatch: (batch) => batches.push(batch) });
      await addOrgs(storage, acme);
      expect(batches.map(({ size }) => size)).toEqual([1]);
      await Promise.all(Array.from({ length: 30 }, (_, index) => addUsers(storage, sampleUser(`u${index}`))));
      const sizes = batches.slice(1).map(({ size }) => size);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(30);
      expect(sizes.length).toBeLessThanOrEqual(4);
      await storage.close();
    });

    it("measures each batch: its size, how long its first command waited, how long the commit took", async () => {
      const batches: BatchMeasurement[] = [];
      const storage = await engine.open({ onBatch: (batch) => batches.push(batch) });
      await addOrgs(storage, acme);
      for (let index = 0; index < 20; index++) await addUsers(storage, sampleUser(`alone${index}`));
      const alone = batches.slice();
      await Promise.all(Array.from({ length: 100 }, (_, index) => addUsers(storage, sampleUser(`u${index}`))));
      const { batchSize, queueMs, commitMs } = storage.commitMetrics();
      await storage.close();
      // Each of them waited for the end of its turn and for nothing else, such as others that might come.
      expect(alone.map(({ size }) => size)).toEqual(alone.map(() => 1));
      const medianMs = alone.map((batch) => batch.queueMs).toSorted((a, b) => a - b)[10];
      expect(medianMs).toBeLessThan(2);
      expect(Math.max(...batches.map(({ size }) => size))).toBeGreaterThan(1);

      expect([batchSize.sum, batchSize.count, batchSize.buckets[0]]).toEqual([
        121,
        batches.length,
        { upTo: 1, count: batches.filter(({ size }) => size === 1).length },
      ]);
      const totals = [queueMs, commitMs].map(({ count, sum }) => ({ count, sum }));
      const sumOf = (name: "queueMs" | "commitMs") => batches.reduce((sum, batch) => sum + batch[name], 0);
      expect(totals).toEqual([
        { count: batches.length, sum: sumOf("queueMs") },
        { count: batches.length, sum: sumOf("commitMs") },
      ]);
      for (const { buckets } of [batchSize, queueMs, commitMs]) {
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(batches.length);
      }
    });
  });
}
