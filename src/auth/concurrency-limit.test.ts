import { describe, expect, it } from "vitest";
import { createConcurrencyLimit } from "./concurrency-limit.ts";

describe("createConcurrencyLimit()", () => {
  it("runs so many at a time, in the order in which they came, and goes on after failures", async () => {
    const limit = createConcurrencyLimit(2);
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const work = [0, 1, 2, 3, 4].map((index) =>
      limit(async () => {
        started.push(index);
        await new Promise<void>((resolve) => {
          ends[index] = resolve;
        });
        if (index === 0) throw new Error("failed");
        return index;
      }),
    );
    const outcomes = Promise.allSettled(work);
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    await settle();
    expect(started).toEqual([0, 1]);
    ends[0]?.();
    await settle();
    expect(started).toEqual([0, 1, 2]);
    for (const index of [1, 2, 3, 4]) {
      ends[index]?.();
      await settle();
    }
    expect(started).toEqual([0, 1, 2, 3, 4]);
    expect((await outcomes).map(({ status }) => status)).toEqual([
      "rejected",
      ...["fulfilled", "fulfilled", "fulfilled", "fulfilled"],
    ]);
    expect(await limit(async () => "free")).toBe("free");
  });
});
