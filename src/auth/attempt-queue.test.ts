import { describe, expect, it } from "vitest";
import { createAttemptQueue } from "./attempt-queue.ts";
import { createConcurrencyLimit } from "./concurrency-limit.ts";

/** Attempts that end when they are told to, in the order they began. */
function createAttempts() {
  const begun: { readonly name: string; readonly end: () => void }[] = [];
  const start = (name: string) => () =>
    new Promise<string>((resolve) => begun.push({ name, end: () => resolve(name) }));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { begun, start, settle, names: () => begun.map(({ name }) => name) };
}

describe("createAttemptQueue()", () => {
  it("runs attempts of one key one after another, and others beside them up to the limit", async () => {
    const enqueue = createAttemptQueue({ perKey: 9, total: 9 }, createConcurrencyLimit(2));
    const attempts = createAttempts();
    const results = [
      enqueue("a", attempts.start("a1")),
      enqueue("a", attempts.start("a2")),
      enqueue("b", attempts.start("b1")),
      enqueue("c", attempts.start("c1")),
    ];
    await attempts.settle();
    expect(attempts.names()).toEqual(["a1", "b1"]);
    attempts.begun[0]?.end();
    await attempts.settle();
    expect(attempts.names()).toEqual(["a1", "b1", "c1"]);
    attempts.begun[1]?.end();
    await attempts.settle();
    expect(attempts.names()).toEqual(["a1", "b1", "c1", "a2"]);
    attempts.begun[2]?.end();
    attempts.begun[3]?.end();
    expect(await Promise.all(results)).toEqual(["a1", "a2", "b1", "c1"]);
  });

  const floods = [
    { name: "of one key", limits: { perKey: 2, total: 9 }, keys: ["a", "a", "a"] },
    { name: "of many keys", limits: { perKey: 9, total: 2 }, keys: ["a", "b", "c"] },
  ];
  for (const { name, limits, keys } of floods) {
    it(`refuses a flood ${name} at once, and takes attempts again when it is over`, async () => {
      const enqueue = createAttemptQueue(limits, createConcurrencyLimit(1));
      const attempts = createAttempts();
      const results = keys.map((key) => enqueue(key, attempts.start(key)));
      await expect(results[2]).rejects.toMatchObject({ key: "Errors.Login.Busy", kind: "unavailable" });
      for (const index of [0, 1]) {
        await attempts.settle();
        attempts.begun[index]?.end();
      }
      await Promise.all(results.slice(0, 2));
      const again = enqueue("a", attempts.start("again"));
      await attempts.settle();
      attempts.begun[2]?.end();
      expect(await again).toBe("again");
    });
  }

  it("goes on after an attempt that fails", async () => {
    const enqueue = createAttemptQueue({ perKey: 2, total: 2 }, createConcurrencyLimit(1));
    const failing = enqueue("a", () => Promise.reject(new Error("broken")));
    const next = enqueue("a", async () => "next");
    await expect(failing).rejects.toThrow("broken");
    expect(await next).toBe("next");
  });
});
