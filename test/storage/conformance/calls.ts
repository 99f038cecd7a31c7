import { describe, expect, it } from "vitest";
import type { Storage, Transaction } from "../../../src/storage/contract/index.ts";
import { inCommand, type OpenStorage } from "./suite.ts";

const answerRow = (key: string, expirationTimeUs: number) => ({ key, answer: `answer to ${key}`, expirationTimeUs });

const keep = (storage: Storage, ...rows: ReturnType<typeof answerRow>[]): Promise<void> =>
  inCommand(storage, async ({ keptAnswers }) => {
    for (const row of rows) {
      await keptAnswers.claim(row.key, 0);
      await keptAnswers.set(row);
    }
  });

/** Claims the key with a command key of its own, as the contract asks for, and keeps an answer unless one is there. */
const answerOnce = (storage: Storage, key: string, make: (tx: Transaction) => Promise<string>): Promise<string> =>
  storage.command({
    keys: [key],
    async run(tx) {
      const kept = await tx.keptAnswers.claim(key, 10);
      if (kept !== undefined) return kept;
      const answer = await make(tx);
      await tx.keptAnswers.set({ key, answer, expirationTimeUs: 20 });
      return answer;
    },
  });

/** What is promised about kept answers and call counts. */
export function callsConformance(open: OpenStorage): void {
  describe("KeptAnswerReader", () => {
    it("find answers what is kept under the key, until it expires", async () => {
      const storage = await open();
      await keep(storage, answerRow("a", 10));
      const { keptAnswers } = storage.reader;
      expect(await keptAnswers.find("a", 9)).toBe("answer to a");
      expect(await keptAnswers.find("a", 10)).toBeUndefined();
      expect(await keptAnswers.find("A", 9)).toBeUndefined();
    });
  });

  describe("KeptAnswerWriter", () => {
    it("claim answers what is kept, and nothing when there is none or it expired", async () => {
      const storage = await open();
      await keep(storage, answerRow("a", 10));
      const claim = (key: string, nowUs: number) => inCommand(storage, (tx) => tx.keptAnswers.claim(key, nowUs));
      expect(await claim("a", 9)).toBe("answer to a");
      expect(await claim("a", 10)).toBeUndefined();
      expect(await claim("b", 0)).toBeUndefined();
      expect(await claim("b", 0)).toBeUndefined();
    });

    it("another command that claims the key must wait until this one ends, and must get the answer that it set", async () => {
      const storage = await open();
      let made = 0;
      const answers = await Promise.all(
        Array.from({ length: 64 }, () =>
          answerOnce(storage, "a", async (tx) => {
            // Time for the others to come.
            await tx.keptAnswers.deleteExpired(0, 1);
            return String(++made);
          }),
        ),
      );
      expect(new Set(answers).size).toBe(1);
    });

    it("when the command failed, the key must be free again", async () => {
      const storage = await open();
      const failing = answerOnce(storage, "a", () => Promise.reject(new Error("no")));
      const next = answerOnce(storage, "a", async () => "second");
      await expect(failing).rejects.toThrow("no");
      expect(await next).toBe("second");
    });

    it("set keeps an answer in place of an expired one", async () => {
      const storage = await open();
      await keep(storage, answerRow("a", 10));
      expect(await answerOnce(storage, "a", async () => "new")).toBe("new");
      expect(await storage.reader.keptAnswers.find("a", 19)).toBe("new");
    });

    it("deleteExpired removes the answers that expired first, at most so many", async () => {
      const storage = await open();
      await keep(storage, answerRow("c", 30), answerRow("b", 20), answerRow("a", 10), answerRow("d", 40));
      await inCommand(storage, (tx) => tx.keptAnswers.deleteExpired(30, 2));
      const found = await Promise.all(["a", "b", "c", "d"].map((key) => storage.reader.keptAnswers.find(key, 0)));
      expect(found.map((answer) => answer !== undefined)).toEqual([false, false, true, true]);
      await inCommand(storage, (tx) => tx.keptAnswers.deleteExpired(30, 9));
      expect(await storage.reader.keptAnswers.find("c", 0)).toBeUndefined();
      expect(await storage.reader.keptAnswers.find("d", 0)).toBe("answer to d");
    });

    it("an answer is kept also when the row that was claimed is removed as expired meanwhile", async () => {
      const storage = await open();
      await keep(storage, answerRow("a", 10));
      const answering = answerOnce(storage, "a", async (tx) => {
        await tx.keptAnswers.deleteExpired(10, 9);
        return "new";
      });
      expect(await answering).toBe("new");
      expect(await storage.reader.keptAnswers.find("a", 19)).toBe("new");
    });
  });

  describe("CallCountWriter", () => {
    const read = (storage: Storage, ...budgets: string[]) =>
      inCommand(storage, ({ callCounts }) => callCounts.lock(budgets));
    const row = (budget: string, windowStartUs: number, callCount: number) => ({ budget, windowStartUs, callCount });
    const set = (storage: Storage, ...rows: ReturnType<typeof row>[]) =>
      inCommand(storage, async ({ callCounts }) => {
        await callCounts.lock(rows.map(({ budget }) => budget));
        await callCounts.set(rows);
      });

    it("lock answers the counts in the given order; a budget without a row is given with 0", async () => {
      const storage = await open();
      await set(storage, row("b", 5, 2), row("a", 7, 1));
      await set(storage, row("b", 5, 3));
      expect(await read(storage, "b", "c", "a")).toEqual([row("b", 5, 3), row("c", 0, 0), row("a", 7, 1)]);
    });

    it("another command that locks a budget must wait, also where there is no row yet", async () => {
      const storage = await open();
      await Promise.all(
        Array.from({ length: 64 }, (_, index) =>
          storage.command({
            keys: ["budgets"],
            async run({ callCounts }) {
              const budgets = index % 2 === 0 ? ["a", "b"] : ["b", "a"];
              const rows = await callCounts.lock(budgets);
              await callCounts.set(rows.map((count) => ({ ...count, callCount: count.callCount + 1 })));
            },
          }),
        ),
      );
      expect(await read(storage, "a", "b")).toEqual([row("a", 0, 64), row("b", 0, 64)]);
    });

    it("deleteBefore removes the counts whose windows began first and before the time, at most so many", async () => {
      const storage = await open();
      await set(storage, row("a", 1, 1), row("b", 2, 1), row("c", 3, 1));
      await inCommand(storage, (tx) => tx.callCounts.deleteBefore(3, 1));
      expect(await read(storage, "a", "b", "c")).toEqual([row("a", 0, 0), row("b", 2, 1), row("c", 3, 1)]);
      await inCommand(storage, (tx) => tx.callCounts.deleteBefore(3, 9));
      expect(await read(storage, "b", "c")).toEqual([row("b", 0, 0), row("c", 3, 1)]);
    });
  });
}
