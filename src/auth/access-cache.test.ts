import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeUpChanges } from "../../test/support/access-changes.ts";
import { type UserId, userId } from "../storage/contract/index.ts";
import { createAccessCache, type Finding } from "./access-cache.ts";

const [gigi, hank] = [userId("1"), userId("2")];

function createInTest({ maxEntries = 10 }: { readonly maxEntries?: number } = {}) {
  const accessChanges = makeUpChanges();
  const times = { clockUs: 0, nowMs: 0 };
  const cache = createAccessCache<string>({
    accessChanges,
    clock: () => times.clockUs,
    maxEntries,
    nowMs: () => times.nowMs,
  });
  const keep = (key: string, of: UserId | undefined, more: Partial<Finding<string>> = {}) =>
    cache.read(key, async () => ({ value: `value of ${key}`, userId: of, ...more }));
  return { accessChanges, cache, keep, times };
}

describe("createAccessCache()", () => {
  it("finds what was read, and nothing else", async () => {
    const { cache, keep } = createInTest();
    expect(await keep("a", gigi)).toBe("value of a");
    expect([cache.find("a"), cache.find("b")]).toEqual(["value of a", undefined]);
  });

  const changes = [
    { name: "its user's change", change: new Set([hank, gigi]), isFound: false },
    { name: "everybody's change", change: "everybody", isFound: false },
    { name: "another user's change", change: new Set([hank]), isFound: true },
  ] as const;
  for (const { name, change, isFound } of changes) {
    it(`${isFound ? "keeps" : "drops"} an entry at ${name}`, async () => {
      const { accessChanges, cache, keep } = createInTest();
      await keep("a", gigi);
      accessChanges.tell(change);
      expect(cache.find("a") !== undefined).toBe(isFound);
    });

    it(`${isFound ? "keeps" : "does not keep"} what was read across ${name}`, async () => {
      const { accessChanges, cache } = createInTest();
      const value = cache.read("a", async () => {
        accessChanges.tell(change);
        return { value: "old", userId: gigi };
      });
      expect(await value).toBe("old");
      expect(cache.find("a")).toBe(isFound ? "old" : undefined);
    });
  }

  it("drops at everybody's change, and at no user's, what depends on no user", async () => {
    const { accessChanges, cache, keep } = createInTest();
    await keep("org", undefined);
    accessChanges.tell(new Set([gigi]));
    expect(cache.find("org")).toBeDefined();
    accessChanges.tell("everybody");
    expect(cache.find("org")).toBeUndefined();
  });

  it("looks at the end and at what else an entry depends on at every use", async () => {
    const { cache, keep, times } = createInTest();
    let isCurrent = true;
    await keep("ends", gigi, { endTimeUs: 1_000 });
    await keep("depends", gigi, { isCurrent: () => isCurrent });
    times.clockUs = 999;
    expect([cache.find("ends"), cache.find("depends")]).toEqual(["value of ends", "value of depends"]);
    times.clockUs = 1_000;
    isCurrent = false;
    expect([cache.find("ends"), cache.find("depends"), cache.size]).toEqual([undefined, undefined, 0]);
  });

  it("counts the age from when the read began: half a second while others' changes are not told, a minute at most", async () => {
    const { accessChanges, cache, times } = createInTest();
    const read = () =>
      cache.read("a", async () => {
        times.nowMs += 400;
        return { value: "a", userId: gigi };
      });
    await read();
    times.nowMs = 59_999;
    expect(cache.find("a")).toBe("a");
    times.nowMs = 60_000;
    expect(cache.find("a")).toBeUndefined();
    accessChanges.setMaxAgeMs(500);
    await read();
    times.nowMs += 99;
    expect(cache.find("a")).toBe("a");
    times.nowMs += 1;
    expect(cache.find("a")).toBeUndefined();
  });

  it("keeps neither what is thrown nor what is not to be kept", async () => {
    const { cache, keep } = createInTest();
    await expect(cache.read("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await keep("b", gigi, { isKept: false });
    expect(cache.size).toBe(0);
  });

  it("keeps no more than its maximum: who was not used since it came makes room", async () => {
    const { cache, keep } = createInTest({ maxEntries: 2 });
    await keep("a", gigi);
    await keep("b", gigi);
    cache.find("a");
    await keep("c", hank);
    expect(["a", "b", "c"].map((key) => cache.find(key) !== undefined)).toEqual([true, false, true]);
  });

  it("never finds what an answered change took away, however reads and changes interleave", async () => {
    const users = [gigi, hank];
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant("begin" as const), user: fc.nat(1) }),
        fc.record({ kind: fc.constant("query" as const), read: fc.nat(20) }),
        fc.record({ kind: fc.constant("end" as const), read: fc.nat(20) }),
        fc.record({ kind: fc.constant("change" as const), user: fc.nat(2) }),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const { accessChanges, cache } = createInTest({ maxEntries: 3 });
        // What the database holds: a version for each user.
        const versions = [0, 0];
        const reads: { query(): void; end(): void }[] = [];
        for (const step of given) {
          if (step.kind === "begin") {
            const { user } = step;
            let seen = versions[user];
            let end = () => {};
            const ended = new Promise<void>((resolve) => {
              end = resolve;
            });
            void cache.read(`${user}`, async () => {
              await ended;
              return { value: `${seen}`, userId: users[user] };
            });
            reads.push({ query: () => (seen = versions[user]), end });
          } else if (step.kind === "change") {
            for (const user of step.user === 2 ? [0, 1] : [step.user]) versions[user] = (versions[user] ?? 0) + 1;
            accessChanges.tell(step.user === 2 ? "everybody" : new Set(users.slice(step.user, step.user + 1)));
          } else {
            reads[step.read % (reads.length || 1)]?.[step.kind]();
            await new Promise(setImmediate);
          }
          for (const user of [0, 1]) {
            const found = cache.find(`${user}`);
            if (found !== undefined) expect(found).toBe(`${versions[user]}`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
