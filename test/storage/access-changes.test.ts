import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createAccessFeed } from "../../src/storage/access-feed.ts";
import {
  type AccessChange,
  CommitOutcomeUnknownError,
  everyOrg,
  orgId,
  type Reader,
  type Storage,
  type Transaction,
  tokenId,
  type UserRow,
  userId,
} from "../../src/storage/contract/index.ts";
import { openStorage } from "../../src/storage/open.ts";
import { listenForAccessChanges } from "../../src/storage/postgres/access-listening.ts";
import { openConnection } from "../../src/storage/postgres/connection.ts";
import { engines, postgresEngine, type TestEngine } from "../support/engines.ts";
import { createDatabase } from "../support/postgres.ts";
import { createFaultyNetwork } from "./faulty-network.ts";
import {
  acme,
  addUsers,
  globex,
  renameUser,
  sampleDomain,
  sampleHuman,
  sampleMembership,
  sampleOrg,
  sampleToken,
  sampleUser,
} from "./sample.ts";
import {
  addPortal,
  crew,
  gigi,
  portal,
  portalGrant,
  sampleGroup,
  sampleGroupGrant,
  sampleGroupMember,
  sampleProject,
  sampleProjectGrant,
  sampleRole,
} from "./sample-grants.ts";

// Over 300 lines: the table of writes is one list, so that the compiler can say which one is missing.

/** Whose access a write must tell to be changed; `undefined` = nobody's. */
type Told = typeof gigi.id | "everybody" | undefined;

interface Write {
  readonly write: (tx: Transaction) => Promise<unknown>;
  readonly tells: Told;
}

const nothing = (write: Write["write"]): Write => ({ write, tells: undefined });
const ofGigi = (write: Write["write"]): Write => ({ write, tells: gigi.id });
const ofEverybody = (write: Write["write"]): Write => ({ write, tells: "everybody" });

/** The nouns that access depends on. */
type Noun =
  | "tokens"
  | "users"
  | "logins"
  | "memberships"
  | "orgs"
  | "projects"
  | "projectRoles"
  | "projectGrants"
  | "groups";

/** The names of the writes: all that the reader has not. One that is added and not listed below does not compile. */
type WriteName<N extends Noun> = Exclude<keyof Transaction[N], keyof Reader[N]>;

const other = orgId("100000000000000009");
const update = { sequence: 2, changeTimeUs: 1 };

/** A change of a user whose row the command has locked, as rules make them. */
const changeGigi = (change: Partial<UserRow>) => async (tx: Transaction) => {
  const user = await tx.users.lock(everyOrg, gigi.id);
  if (user === undefined) throw new Error("gigi is gone");
  await tx.users.update({ ...user, ...change });
};

/** Run in this order on one storage. */
const writes: { readonly [N in Noun]: { readonly [Name in WriteName<N>]: Write } } = {
  tokens: {
    insert: nothing((tx) => tx.tokens.insert(sampleToken(gigi.id, "7"))),
    delete: ofGigi((tx) => tx.tokens.delete(gigi.id, tokenId("7"))),
    deleteExpired: nothing((tx) => tx.tokens.deleteExpired(gigi.id, 1)),
    deleteOfUser: ofGigi((tx) => tx.tokens.deleteOfUser(gigi.id)),
  },
  logins: {
    findFailures: nothing((tx) => tx.logins.findFailures(gigi.id)),
    setFailures: ofGigi((tx) => tx.logins.setFailures(gigi.id, { count: 1, lastTimeUs: 1 })),
    deleteFailures: nothing((tx) => tx.logins.deleteFailures(gigi.id)),
  },
  memberships: {
    insert: ofGigi((tx) => tx.memberships.insert(sampleMembership(gigi.id))),
    update: ofGigi((tx) => tx.memberships.update(sampleMembership(gigi.id, { roles: ["ORG_OWNER_VIEWER"] }))),
    delete: ofGigi((tx) => tx.memberships.delete({ type: "org", id: acme }, gigi.id)),
  },
  projectRoles: {
    insert: nothing((tx) => tx.projectRoles.insert([sampleRole("late")])),
    update: nothing((tx) => tx.projectRoles.update(sampleRole("late", { displayName: "Later" }))),
    delete: ofEverybody((tx) => tx.projectRoles.delete(portal, "late")),
  },
  projectGrants: {
    delete: ofEverybody((tx) => tx.projectGrants.delete(portalGrant)),
    insert: nothing((tx) => tx.projectGrants.insert(sampleProjectGrant())),
    update: nothing((tx) => tx.projectGrants.update(sampleProjectGrant({ roleKeys: [] }))),
  },
  groups: {
    insert: nothing((tx) => tx.groups.insert(sampleGroup())),
    lock: nothing((tx) => tx.groups.lock(everyOrg, crew)),
    update: nothing((tx) => tx.groups.update(crew, sampleGroup({ name: "Crew" }), update)),
    setLastSequence: nothing((tx) => tx.groups.setLastSequence(crew, 2)),
    insertMembers: nothing((tx) => tx.groups.insertMembers([sampleGroupMember(gigi.id)])),
    deleteMembers: nothing((tx) => tx.groups.deleteMembers(crew, [gigi.id])),
    setGrant: nothing((tx) => tx.groups.setGrant(sampleGroupGrant(crew, portal))),
    delete: ofEverybody((tx) => tx.groups.delete(crew)),
  },
  projects: {
    lock: nothing((tx) => tx.projects.lock(everyOrg, portal)),
    update: nothing((tx) => tx.projects.update(portal, sampleProject({ name: "Portal" }), update)),
    setLastSequence: nothing((tx) => tx.projects.setLastSequence(portal, 2)),
    delete: ofEverybody((tx) => tx.projects.delete(portal)),
    insert: nothing((tx) => tx.projects.insert(sampleProject())),
  },
  orgs: {
    insert: ofEverybody((tx) => tx.orgs.insert(sampleOrg({ id: other }))),
    lock: nothing((tx) => tx.orgs.lock(other)),
    insertDomain: nothing((tx) => tx.orgs.insertDomain(sampleDomain({ orgId: other, domain: "other.localhost" }))),
    setLastSequence: nothing((tx) => tx.orgs.setLastSequence(other, 2)),
    update: ofEverybody((tx) => tx.orgs.update(other, sampleOrg({ id: other, state: "inactive" }), update)),
    updateDomain: ofEverybody((tx) =>
      tx.orgs.updateDomain(sampleDomain({ orgId: other, domain: "other.localhost", isVerified: false })),
    ),
    deleteDomain: ofEverybody((tx) => tx.orgs.deleteDomain(other, "other.localhost")),
    delete: ofEverybody((tx) => tx.orgs.delete(other)),
  },
  users: {
    lock: nothing((tx) => tx.users.lock(everyOrg, gigi.id)),
    insert: nothing((tx) => tx.users.insert(sampleUser("77"))),
    setLastSequence: nothing((tx) => tx.users.setLastSequence(gigi.id, 9)),
    // Nobody knows what it changes: the row was not locked before.
    update: ofGigi((tx) => tx.users.update(gigi)),
    move: ofGigi((tx) => tx.users.move(gigi.id, globex)),
    delete: ofGigi((tx) => tx.users.delete(gigi.id)),
  },
};

const userUpdates: readonly (readonly [string, Write])[] = [
  ["a profile", nothing(changeGigi({ kind: { ...sampleHuman, displayName: "Gee", nickName: "G" } }))],
  ["an address", nothing(changeGigi({ kind: { ...sampleHuman, email: "g@acme.localhost", isEmailVerified: false } }))],
  ["a state", ofGigi(changeGigi({ state: "locked" }))],
  ["a user name", ofGigi(changeGigi({ userName: "gigi-2" }))],
  ["a password", ofGigi(changeGigi({ kind: { ...sampleHuman, passwordHash: "$argon2id$new" } }))],
];

/** A storage with its own words about changes told, one text each. */
async function openWatched(engine: TestEngine) {
  const storage = await engine.open();
  onTestFinished(() => storage.close());
  await vi.waitFor(() => expect(storage.accessChanges.maxAgeMs()).toBe(Number.POSITIVE_INFINITY), { timeout: 10_000 });
  await addPortal(storage);
  // A process hears its own notifications, too.
  const soundings = engine === postgresEngine ? 2 : 1;
  let count = 0;

  /** What is told of the command: until it is answered, and in all. */
  async function watch(run: (tx: Transaction) => Promise<unknown>) {
    const told: string[] = [];
    const unsubscribe = storage.accessChanges.subscribe((change) => told.push(nameOf(change)));
    const failure: unknown = await storage.command({ keys: [], run }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const atAnswer = [...told];
    const sentinel = userId(`sentinel-${++count}`);
    await storage.command({ keys: [], run: (tx) => tx.tokens.deleteOfUser(sentinel) });
    await vi.waitFor(() => expect(told.filter((name) => name === sentinel)).toHaveLength(soundings));
    unsubscribe();
    return { atAnswer, all: told.filter((name) => name !== sentinel), failure };
  }
  // What the samples told is heard before.
  await watch(async () => {});
  return { storage, watch };
}

const nameOf = (change: AccessChange): string => (change === "everybody" ? change : [...change].join());

for (const engine of engines) {
  describe(`${engine.name}: Storage.accessChanges`, () => {
    it("tells of each write that it must tell of, before the command is answered, and of no other", async () => {
      const { watch } = await openWatched(engine);
      const named = [
        ...Object.entries(writes).flatMap(([noun, ofNoun]) =>
          Object.entries<Write>(ofNoun).map(([name, write]) => [`${noun}.${name}`, write] as const),
        ),
      ];
      const last = named.findIndex(([name]) => name === "users.move");
      for (const [name, { write, tells }] of [...named.slice(0, last), ...userUpdates, ...named.slice(last)]) {
        const { atAnswer, all, failure } = await watch(write);
        expect({ name, failure }).toEqual({ name, failure: undefined });
        expect({ name, first: atAnswer[0], all: [...new Set(all)] }).toEqual({
          name,
          first: tells,
          all: tells === undefined ? [] : [tells],
        });
      }
    });

    it("a command that fails must tell nothing, also beside others in one commit that tell", async () => {
      const { storage, watch } = await openWatched(engine);
      const fail = async (tx: Transaction) => {
        await tx.tokens.deleteOfUser(gigi.id);
        throw new Error("no");
      };
      expect(await watch(fail)).toEqual({ atAnswer: [], all: [], failure: new Error("no") });
      const neighbour = userId("neighbour");
      const told: string[] = [];
      storage.accessChanges.subscribe((change) => told.push(nameOf(change)));
      const results = await Promise.allSettled([
        storage.command({ keys: [], run: fail }),
        storage.command({ keys: [], run: (tx) => tx.tokens.deleteOfUser(neighbour) }),
      ]);
      expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
      await watch(async () => {});
      expect(told.filter((name) => !name.startsWith("sentinel"))).toContain(neighbour);
      expect(told.join()).not.toContain(gigi.id);
    });

    it("calls no listener that has ended", async () => {
      const { storage } = await openWatched(engine);
      const listener = vi.fn();
      storage.accessChanges.subscribe(listener)();
      await storage.command({ keys: [], run: (tx) => tx.tokens.deleteOfUser(gigi.id) });
      expect(listener).not.toHaveBeenCalled();
    });
  });
}

/** Two storages on one database, as in two processes; the second one's network can fail. */
async function openTwo() {
  const database = await createDatabase();
  const url = new URL(database.url);
  const network = await createFaultyNetwork(Number(url.port || 5432));
  const viaNetwork = Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(network.port) }).href;
  const one = await openStorage({ kind: "postgres", url: url.href });
  const two = await openStorage({ kind: "postgres", url: viaNetwork, unavailableAfterMs: 500 });
  onTestFinished(async () => {
    network.restore();
    await Promise.all([one.close(), two.close()]);
    await network.close();
    await database.drop();
  });
  const told: string[] = [];
  two.accessChanges.subscribe((change) => told.push(nameOf(change)));
  const change = (storage: Storage, of = gigi.id) =>
    storage.command({ keys: [], run: (tx) => tx.tokens.deleteOfUser(of) });
  return { one, two, network, told, change };
}

const hears = (storage: Storage): boolean => storage.accessChanges.maxAgeMs() === Number.POSITIVE_INFINITY;
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

describe.runIf(engines.includes(postgresEngine))("PostgreSQL: Storage.accessChanges of other processes", () => {
  it("must be told, or nothing older than half a second may be used", async () => {
    const { one, two, told, change } = await openTwo();
    await eventually(() => expect(hears(two)).toBe(true));
    await change(one);
    await eventually(() => expect(told).toContain(gigi.id));
    // More than fits into one notification.
    const many = Array.from({ length: 600 }, (_, index) => userId(`${index}`.padStart(18, "0")));
    told.length = 0;
    await one.command({
      keys: [],
      run: async (tx) => void (await Promise.all(many.map((id) => tx.tokens.deleteOfUser(id)))),
    });
    await eventually(() => expect(told).toContain("everybody"));
  });

  it("are not sent for writes that nobody must be told of", async () => {
    const { one, two, told, change } = await openTwo();
    await addPortal(one);
    await eventually(() => expect(hears(two)).toBe(true));
    await change(one, userId("before"));
    await eventually(() => expect(told).toContain("before"));
    told.length = 0;
    await renameUser(one, gigi.id, "Gee");
    await addUsers(one, sampleUser("88"));
    await change(one, userId("after"));
    await eventually(() => expect(told).toEqual(["after"]));
  });

  it("are untold for no longer than it takes to find another connection when one is cut: all is told to be changed", async () => {
    const { one, two, network, told, change } = await openTwo();
    await eventually(() => expect(hears(two)).toBe(true));
    told.length = 0;
    network.cut();
    await eventually(() => expect(told).toEqual(["everybody"]));
    expect(two.accessChanges.maxAgeMs()).toBe(500);
    await change(one);
    network.restore();
    await eventually(() => expect(hears(two)).toBe(true));
    expect(told).toEqual(["everybody", "everybody"]);
    await change(one);
    await eventually(() => expect(told).toContain(gigi.id));
  });

  it("are taken for untold within half a second when the network lets nothing through and says nothing", async () => {
    const { two, network } = await openTwo();
    await eventually(() => expect(hears(two)).toBe(true));
    const startMs = performance.now();
    network.stall();
    await eventually(() => expect(two.accessChanges.maxAgeMs()).toBe(500));
    // With what may be kept half a second longer, it is less than a second.
    expect(performance.now() - startMs).toBeLessThan(900);
  });

  it("count as untold where a session may listen and hears nothing, as behind a pooler of transactions", async () => {
    const database = await createDatabase();
    let notify = () => {};
    const asked = new Promise<void>((resolve) => {
      notify = resolve;
    });
    const listening = listenForAccessChanges({
      open: (session) => openConnection({ url: database.url, connectTimeoutMs: 3_000, ...session }),
      notify: async () => notify(),
      accessFeed: createAccessFeed(),
    });
    await asked;
    expect(listening.maxAgeMs()).toBe(500);
    await listening.close();
    await database.drop();
  });

  it("are told also when nobody knows whether the commit went through", async () => {
    const { one, two, network, told, change } = await openTwo();
    await change(two);
    told.length = 0;
    network.judge((piece) => {
      if (!piece.includes("Q\0\0\0\x0bcommit\0")) return "forward";
      network.refuse();
      return "cut-after";
    });
    await expect(change(two)).rejects.toBeInstanceOf(CommitOutcomeUnknownError);
    expect(told).toContain(gigi.id);
    await one.ping();
  });
});
