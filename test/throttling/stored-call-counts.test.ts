import { afterEach, describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import type { Storage } from "../../src/storage/contract/index.ts";
import { createStoredCallCounts } from "../../src/throttling/stored-call-counts.ts";
import { createThrottle } from "../../src/throttling/throttle.ts";
import { engines, postgresEngine } from "../support/engines.ts";

const { getMyOrg } = ManagementService.method;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0).reverse()) await storage.close();
});

/** The throttle of one process on this storage, with 5 calls a client and 50 in all. */
function createFamily(storage: Storage) {
  let nowUs = 1_700_000_000_000_000;
  const throttle = createThrottle({
    families: [{ name: "f", methods: [getMyOrg], limits: { client: 5, global: 50 } }],
    counts: createStoredCallCounts(storage),
    clock: () => nowUs,
  });
  return {
    async take(client: string) {
      const taking = await throttle.find(getMyOrg)?.take(client);
      if (taking === undefined) throw new Error("the family has no throttle");
      return taking;
    },
    passSeconds(seconds: number) {
      nowUs += seconds * 1_000_000;
    },
  };
}

for (const engine of engines) {
  describe(`${engine.name}: createStoredCallCounts()`, () => {
    async function open() {
      const storage = await engine.open();
      opened.push(storage);
      return { storage, ...createFamily(storage) };
    }

    it("lets exactly the budget through when 64 calls come at once", async () => {
      const { take } = await open();
      const takings = await Promise.all(Array.from({ length: 64 }, () => take("a")));
      expect(takings.filter(({ kind }) => kind === "taken")).toHaveLength(5);
    });

    it("gives back what failed, also when all give back at once", async () => {
      const { take } = await open();
      const takings = await Promise.all(Array.from({ length: 5 }, () => take("a")));
      await Promise.all(takings.map((taking) => taking.kind === "taken" && taking.giveBack()));
      expect((await take("a")).budgets.map(({ remaining }) => remaining)).toEqual([4, 49]);
    });

    it("says how long to wait, and keeps the word", async () => {
      const { take, passSeconds } = await open();
      for (let index = 0; index < 5; index++) await take("a");
      passSeconds(10.5);
      expect(await take("a")).toMatchObject({ kind: "refused", retryAfterSeconds: 50 });
      passSeconds(50);
      expect((await take("a")).kind).toBe("taken");
    });

    it("forgets counts whose windows are over", async () => {
      const { take, passSeconds, storage } = await open();
      for (let client = 0; client < 10; client++) await take(`client ${client}`);
      passSeconds(61);
      for (let index = 0; index < 3; index++) await take("later");
      const budgets = Array.from({ length: 10 }, (_, client) => `f/client/client ${client}`);
      const rows = await storage.command({ keys: [], run: ({ callCounts }) => callCounts.lock(budgets) });
      expect(rows.filter(({ callCount }) => callCount > 0)).toEqual([]);
    });
  });
}

describe("two processes on one PostgreSQL", () => {
  it("share the budgets, exactly", async () => {
    const place = await postgresEngine.createPlace();
    opened.push({ close: () => place.remove() });
    const families = await Promise.all(
      [1, 2].map(async () => {
        const storage = await place.open();
        opened.push(storage);
        return createFamily(storage);
      }),
    );
    const clients = Array.from({ length: 20 }, (_, index) => `client ${index}`);
    const takings = await Promise.all(
      families.flatMap(({ take }) => clients.flatMap((client) => [take(client), take(client), take(client)])),
    );
    // 20 clients with 5 calls each would be 100, but all of them have 50.
    expect(takings.filter(({ kind }) => kind === "taken")).toHaveLength(50);
    const [first] = families;
    expect((await first?.take("another"))?.kind).toBe("refused");
  });
});
