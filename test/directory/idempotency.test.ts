import { afterEach, describe, expect, it } from "vitest";
import { runCommand } from "../../src/directory/command.ts";
import type { Dependencies } from "../../src/directory/dependencies.ts";
import { DomainError } from "../../src/directory/errors.ts";
import {
  createIdempotencyKey,
  createIdempotentCalls,
  createIdempotentCommand,
  type IdempotencyKey,
  partOf,
} from "../../src/directory/idempotency.ts";
import { type Command, orgId, type Storage, type Transaction, userId } from "../../src/storage/contract/index.ts";
import { sampleOrg } from "../storage/sample.ts";
import { engines, postgresEngine, sqliteFolderEngine } from "../support/engines.ts";
import { openDirectory } from "./directory-in-test.ts";

const minuteUs = 60_000_000;

const keyOf = (requestId: string): IdempotencyKey =>
  createIdempotencyKey({ userId: userId("1"), rpc: "test.v1.Service/Add", requestId, request: new Uint8Array([1]) });

/** Adds an organization, so that each run is seen; answers its id and what else a result may be made of. */
function createAdding(dependencies: Pick<Dependencies, "newId">) {
  return async ({ orgs }: Transaction) => {
    const id = orgId(dependencies.newId());
    await orgs.insert(sampleOrg({ id, name: `org ${id}` }));
    return { id, names: ["a", "ä"], missing: undefined };
  };
}

/** Runs the command as calls do: once for its key, if there is one. */
const runOnce = <Result>(
  dependencies: Dependencies,
  key: IdempotencyKey | undefined,
  command: Command<Result>,
): Promise<Result> =>
  runCommand(dependencies, key === undefined ? command : createIdempotentCommand(dependencies, key, command));

async function countOrgs(storage: Storage): Promise<number> {
  const page = { offset: 0, limit: 1 };
  const { total } = await storage.reader.orgs.list({ filters: [], sortBy: "name", isAscending: true, page });
  // The default organization is there from the beginning.
  return total - 1;
}

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0).reverse()) await storage.close();
});

async function open(engine: (typeof engines)[number]) {
  const inTest = await openDirectory(engine);
  opened.push(inTest);
  const add = createAdding(inTest.dependencies);
  const addOnce = (key: IdempotencyKey | undefined) => runOnce(inTest.dependencies, key, { keys: [], run: add });
  return { ...inTest, add, addOnce };
}

describe("createIdempotencyKey()", () => {
  const call = { userId: userId("1"), rpc: "a/B", requestId: "id", request: new Uint8Array([1, 2]) };
  const others = [
    { name: "another caller", call: { ...call, userId: userId("2") } },
    { name: "another RPC", call: { ...call, rpc: "a/C" } },
    { name: "another request id", call: { ...call, requestId: "ID" } },
    { name: "another request", call: { ...call, request: new Uint8Array([1, 3]) } },
    { name: "texts that are parted elsewhere", call: { ...call, userId: userId('1","a/B'), rpc: "" } },
  ];
  it("is the same for a repeat, and shows nothing of the call", () => {
    expect(createIdempotencyKey({ ...call, request: new Uint8Array([1, 2]) })).toBe(createIdempotencyKey(call));
    expect(createIdempotencyKey(call)).toMatch(/^[0-9a-f]{64}$/);
  });
  for (const { name, call: other } of others) {
    it(`is another for ${name}`, () => expect(createIdempotencyKey(other)).not.toBe(createIdempotencyKey(call)));
  }
});

for (const engine of engines) {
  describe(`${engine.name}: createIdempotentCommand()`, () => {
    it("gives a repeat the first one's result and changes nothing", async () => {
      const { addOnce, storage } = await open(engine);
      const first = await addOnce(keyOf("a"));
      expect(await addOnce(keyOf("a"))).toEqual(first);
      expect(await countOrgs(storage)).toBe(1);
    });

    it("runs calls of other keys, and calls without one, each time", async () => {
      const { addOnce, storage } = await open(engine);
      for (const key of [keyOf("a"), keyOf("b"), undefined, undefined]) await addOnce(key);
      expect(await countOrgs(storage)).toBe(4);
    });

    it("runs 64 concurrent repeats of one call once", async () => {
      const { addOnce, storage } = await open(engine);
      const answers = await Promise.all(Array.from({ length: 64 }, () => addOnce(keyOf("a"))));
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      expect(await countOrgs(storage)).toBe(1);
    });

    it("forgets after ten minutes, and takes away what expired", async () => {
      const { addOnce, storage, passUs, dependencies } = await open(engine);
      for (let index = 0; index < 12; index++) await addOnce(keyOf(`old ${index}`));
      passUs(9 * minuteUs);
      await addOnce(keyOf("old 0"));
      expect(await countOrgs(storage)).toBe(12);
      passUs(minuteUs);
      await addOnce(keyOf("old 0"));
      await addOnce(keyOf("new"));
      expect(await countOrgs(storage)).toBe(14);
      const before = dependencies.clock() - 5 * minuteUs;
      const kept = await Promise.all(
        Array.from({ length: 12 }, (_, index) => storage.reader.keptAnswers.find(keyOf(`old ${index}`), before)),
      );
      expect(kept.filter((answer) => answer !== undefined)).toHaveLength(1);
    });

    it("does not remember a command that failed, whether before or after a write", async () => {
      const { addOnce, add, storage, dependencies } = await open(engine);
      const failing = runOnce(dependencies, keyOf("a"), {
        keys: [],
        async run(tx): Promise<null> {
          await add(tx);
          throw new DomainError("groupNotFound");
        },
      });
      await expect(failing).rejects.toThrow(DomainError);
      expect(await countOrgs(storage)).toBe(0);
      await addOnce(keyOf("a"));
      expect(await countOrgs(storage)).toBe(1);
    });

    it("answers a result of nothing with nothing", async () => {
      const { dependencies } = await open(engine);
      const run = () => runOnce(dependencies, keyOf("a"), { keys: [], run: async () => {} });
      expect([await run(), await run()]).toEqual([undefined, undefined]);
    });
  });

  describe(`${engine.name}: createIdempotentCalls()`, () => {
    /** A call of two commands, each with its part of the key; counts how often it is run. */
    async function openCalls() {
      const inTest = await open(engine);
      const runs = { count: 0 };
      const run = async (key: IdempotencyKey | undefined) => {
        runs.count++;
        const first = await inTest.addOnce(partOf(key, "0"));
        const second = await inTest.addOnce(partOf(key, "1"));
        return { ids: [first.id, second.id] };
      };
      const call = (calls: ReturnType<typeof createIdempotentCalls>, key: IdempotencyKey | undefined) =>
        calls.run(key, () => run(key));
      return { ...inTest, runs, run, call };
    }

    it("gives 64 concurrent repeats, and later ones, the first one's answer", async () => {
      const { call, dependencies, runs, storage } = await openCalls();
      const calls = createIdempotentCalls(dependencies);
      const answers = await Promise.all(Array.from({ length: 64 }, () => call(calls, keyOf("a"))));
      answers.push(await call(createIdempotentCalls(dependencies), keyOf("a")));
      expect(new Set(answers.map(({ ids }) => ids.join())).size).toBe(1);
      expect(runs.count).toBe(1);
      expect(await countOrgs(storage)).toBe(2);
    });

    it("does nothing twice when the first one ended between its commands", async () => {
      const { call, dependencies, addOnce, storage } = await openCalls();
      const { id } = await addOnce(partOf(keyOf("a"), "0") ?? keyOf(""));
      const { ids } = await call(createIdempotentCalls(dependencies), keyOf("a"));
      expect(ids[0]).toBe(id);
      expect(await countOrgs(storage)).toBe(2);
    });

    it("runs again after a failure: those that waited, one after another until one succeeds", async () => {
      const { dependencies } = await openCalls();
      const calls = createIdempotentCalls(dependencies);
      let runs = 0;
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () =>
          calls.run(keyOf("a"), async () => {
            runs++;
            await dependencies.storage.ping();
            if (runs < 3) throw new DomainError("groupNotFound");
            return runs;
          }),
        ),
      );
      expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual([
        ...["failed", "failed"],
        ...Array(6).fill(3),
      ]);
      expect(runs).toBe(3);
    });

    it("runs each time without a key", async () => {
      const { call, dependencies, storage } = await openCalls();
      const calls = createIdempotentCalls(dependencies);
      await call(calls, undefined);
      await call(calls, undefined);
      expect(await countOrgs(storage)).toBe(4);
    });
  });
}

describe("two processes on one PostgreSQL", () => {
  async function openTwo() {
    const place = await postgresEngine.createPlace();
    opened.push({ close: () => place.remove() });
    const first = await openDirectory({ ...postgresEngine, open: (hooks) => place.open(hooks) });
    opened.push(first);
    const second = await place.open();
    opened.push(second);
    return { first, second: { ...first.dependencies, storage: second } };
  }

  it("runs 64 concurrent repeats of one call once", async () => {
    const { first, second } = await openTwo();
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => {
        const dependencies = index % 2 === 0 ? first.dependencies : second;
        return runOnce(dependencies, keyOf("a"), { keys: [], run: createAdding(dependencies) });
      }),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await countOrgs(first.storage)).toBe(1);
  });

  it("gives both the answer of who is done first, to a call of many commands", async () => {
    const { first, second } = await openTwo();
    const call = (dependencies: Dependencies) =>
      createIdempotentCalls(dependencies).run(keyOf("a"), async () => {
        const ids: string[] = [];
        for (let index = 0; index < 20; index++) {
          const command = { keys: [], run: createAdding(dependencies) };
          ids.push((await runOnce(dependencies, partOf(keyOf("a"), String(index)), command)).id);
        }
        return ids;
      });
    const [one, two] = await Promise.all([call(first.dependencies), call(second)]);
    expect(two).toEqual(one);
    expect(new Set(one).size).toBe(20);
    expect(await countOrgs(first.storage)).toBe(20);
  });
});

describe("a restart on SQLite", () => {
  it("leaves the answers that were given", async () => {
    const place = await sqliteFolderEngine.createPlace();
    opened.push({ close: () => place.remove() });
    const before = await openDirectory({ ...sqliteFolderEngine, open: (hooks) => place.open(hooks) });
    const run = (dependencies: Dependencies) =>
      runOnce(dependencies, keyOf("a"), { keys: [], run: createAdding(dependencies) });
    const first = await run(before.dependencies);
    await before.close();
    const storage = await place.open();
    opened.push(storage);
    expect(await run({ ...before.dependencies, storage })).toEqual(first);
    expect(await countOrgs(storage)).toBe(1);
  });
});
