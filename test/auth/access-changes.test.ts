import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createAuthorize } from "../../src/auth/authorize.ts";
import { systemClock } from "../../src/directory/clock.ts";
import type { UserId } from "../../src/storage/contract/index.ts";
import { createErrorLedger } from "../api/error-ledger.ts";
import type { OrgInTest } from "../api/org-in-test.ts";
import { unique } from "../api/unique.ts";
import { createWorld, rpc, type World } from "../api/world.ts";
import { openDirectory, sampleHuman } from "../directory/directory-in-test.ts";
import { createFaultyNetwork } from "../storage/faulty-network.ts";
import { sampleMembership } from "../storage/sample.ts";
import { type Client, createClient } from "../support/clients/index.ts";
import { engines, postgresEngine, type TestEngine, type TestPlace } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { issuerFlags, startTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { type Subject, type Way, ways } from "./ways-to-call.ts";

// Who was let in a moment ago is kept in memory. What an administrator changes must count all the same.

failOnLeaks();

const roles = ["ORG_OWNER"];

/** Something that ends a subject's access. */
interface Change {
  readonly name: string;
  /** What the subject must show for it; default: anything. */
  readonly ends?: Way["shows"];
  readonly make: (org: OrgInTest, subject: Subject) => Promise<unknown>;
}

const changes: readonly Change[] = [
  { name: "its membership is removed", make: (org, { userId }) => org.ok(rpc.removeOrgMember, { userId }) },
  {
    name: "its role becomes another",
    make: (org, { userId }) => org.ok(rpc.updateOrgMember, { userId, roles: ["ORG_PROJECT_CREATOR"] }),
  },
  { name: "it is locked", make: (org, { userId }) => org.ok(rpc.lockUser, { id: userId }) },
  { name: "it is deactivated", make: (org, { userId }) => org.ok(rpc.deactivateUser, { id: userId }) },
  { name: "it is removed", make: (org, { userId }) => org.ok(rpc.removeUser, { id: userId }) },
  {
    name: "its token is removed",
    ends: "token",
    make: (org, { userId, tokenId = "" }) => org.ok(rpc.removePersonalAccessToken, { userId, tokenId }),
  },
  {
    name: "its password becomes another",
    ends: "password",
    make: (org, { userId }) => org.ok(rpc.setHumanPassword, { userId, password: "Secret-34" }),
  },
  {
    name: "its user name becomes another",
    ends: "password",
    make: (org, { userId }) => org.ok(rpc.updateUserName, { userId, userName: unique("renamed") }),
  },
  { name: "its organization is removed", make: (org) => org.ok(rpc.removeOrg, {}) },
];

const allowed = 200;
/** Not found is what ZITADEL says to who has no membership. */
const refused = expect.toSatisfy((status) => [401, 403, 404].includes(status));

/** A subject that calls are accepted of, on each of these servers. */
async function addCaller(way: Way, world: World, issuer: TokenIssuer, urls: readonly string[]) {
  const org = await world.addOrg();
  const subject = await way.addSubject(org, { url: world.server.url, issuer });
  await org.ok(rpc.addOrgMember, { userId: subject.userId, roles });
  for (const url of urls) {
    // Twice: the second one is served from memory.
    for (let count = 0; count < 2; count++) expect(await subject.call(url)).toBe(allowed);
  }
  return { org, subject };
}

for (const engine of engines) {
  describe(`the very next call · ${engine.name}`, () => {
    let issuer: TokenIssuer;
    let server: TestServer;
    let client: Client;
    let world: World;
    beforeAll(async () => {
      issuer = await startTokenIssuer();
      server = await startTestServer(engine, { argv: [...issuerFlags(issuer), "--throttling", "off"] });
      client = createClient("grpc-js", server.url);
      world = createWorld(server, client, createErrorLedger(), { issuer });
    });
    afterAll(async () => {
      client?.close();
      await server?.close();
      await issuer?.close();
    });

    for (const way of ways) {
      for (const { name, ends, make } of changes) {
        if (ends !== undefined && ends !== way.shows) continue;
        it(`with ${way.name} is refused once ${name}`, async () => {
          const { org, subject } = await addCaller(way, world, issuer, [server.url]);
          await make(org, subject);
          expect(await subject.call(server.url)).toEqual(refused);
        });
      }

      it(`with ${way.name} is allowed once it has a role, and while its profile and others change`, async () => {
        const org = await world.addOrg();
        const subject = await way.addSubject(org, { url: server.url, issuer });
        expect(await subject.call(server.url)).toEqual(refused);
        await org.ok(rpc.addOrgMember, { userId: subject.userId, roles });
        expect(await subject.call(server.url)).toBe(allowed);
        await org.ok(rpc.removeUser, { id: await org.addHuman() });
        expect(await subject.call(server.url)).toBe(allowed);
      });
    }

    it("for an organization that was removed, by id or domain, is refused", async () => {
      const [home, other] = [await world.addOrg(), await world.addOrg()];
      const { id, token } = await home.addMember("ORG_OWNER");
      await other.ok(rpc.addOrgMember, { userId: id, roles });
      const caller = world.as({ token, orgId: other.id });
      for (let count = 0; count < 2; count++) await caller.ok(rpc.getMyOrg, {});
      await other.ok(rpc.removeOrg, {});
      expect((await caller.call(rpc.getMyOrg, {})).error?.code).toBeDefined();
    });
  });
}

describe.each(engines)("reads and changes at the same time · $name", (engine) => {
  it("never leave a role in memory that was taken away, nor keep one out that was given", async () => {
    const { storage, close, directory, caller } = await openDirectory(engine);
    onTestFinished(close);
    const ids = await Promise.all(
      ["one", "two", "three"].map(async (name) => (await directory.humans.add(caller, sampleHuman(name))).id),
    );
    /** What was read waits for up to twenty turns, so that many changes come between. */
    const listOfUserIn: typeof storage.reader.memberships.listOfUserIn = async (...of) => {
      const found = await storage.reader.memberships.listOfUserIn(...of);
      for (let turns = Math.random() * 20; turns > 0; turns--) await new Promise(setImmediate);
      return found;
    };
    const authorize = createAuthorize({
      memberships: { listOfUserIn },
      clock: systemClock,
      accessChanges: storage.accessChanges,
    });
    const isLetIn = async (userId: UserId) => {
      try {
        await authorize({ ...caller, userId }, "user.read", undefined);
        return true;
      } catch {
        return false;
      }
    };
    const row = (userId: UserId) => sampleMembership(userId, { scope: { type: "org", id: caller.orgId } });
    let isDone = false;
    let readCount = 0;
    /** Reads all the time, so that some read is under way at each change. */
    const readOn = async () => {
      while (!isDone) {
        await Promise.all(ids.map(isLetIn));
        readCount++;
        await new Promise(setImmediate);
      }
    };
    const readers = Array.from({ length: 4 }, readOn);
    const change = async (userId: UserId) => {
      for (let round = 0; round < 30; round++) {
        const membership = { ...row(userId), resourceOwner: caller.orgId };
        await storage.command({ keys: [userId], run: (tx) => tx.memberships.insert(membership) });
        expect(await isLetIn(userId)).toBe(true);
        await storage.command({ keys: [userId], run: (tx) => tx.memberships.delete(membership.scope, userId) });
        // More than once: a read that began before the change may end only now.
        for (let look = 0; look < 4; look++) expect(await isLetIn(userId)).toBe(false);
      }
    };
    await Promise.all(ids.map(change)).finally(() => {
      isDone = true;
    });
    await Promise.all(readers);
    expect(readCount).toBeGreaterThan(30);
  });
});

describe.runIf(engines.includes(postgresEngine))("within a second, in another process on the same PostgreSQL", () => {
  let issuer: TokenIssuer;
  let place: TestPlace;
  let one: TestServer;
  let client: Client;
  let world: World;
  beforeAll(async () => {
    issuer = await startTokenIssuer();
    place = await postgresEngine.createPlace();
    one = await startTestServer(shared(), { argv: issuerFlags(issuer) });
    client = createClient("grpc-js", one.url);
    world = createWorld(one, client, createErrorLedger(), { issuer });
  });
  afterAll(async () => {
    client?.close();
    await one?.close();
    await place?.remove();
    await issuer?.close();
  });

  /** The engine for servers on one database, which stays when they stop. */
  const shared = (): TestEngine => ({
    ...postgresEngine,
    createPlace: async () => ({ ...place, remove: async () => {} }),
  });

  /** Another server, which reaches the database through a network that can fail. */
  async function startOther() {
    if (place.location.kind !== "postgres") throw new Error("this is about PostgreSQL");
    const url = new URL(place.location.url);
    const network = await createFaultyNetwork(Number(url.port || 5432));
    const mapUrl = async () => Object.assign(url, { hostname: "127.0.0.1", port: String(network.port) }).href;
    const server = await startTestServer(shared(), { argv: issuerFlags(issuer), mapUrl });
    onTestFinished(async () => {
      network.restore();
      await server.close();
      await network.close();
    });
    return { server, network };
  }

  /** Makes the change through one server and expects that the other one refuses the subject within a second. */
  async function expectRefusedSoon(url: string, subject: Subject, make: () => Promise<unknown>): Promise<void> {
    await make();
    const startMs = performance.now();
    await vi.waitFor(async () => expect(await subject.call(url)).toEqual(refused), {
      timeout: 5_000,
      interval: 5,
    });
    expect(performance.now() - startMs).toBeLessThan(1_000);
    // It stays so.
    expect(await subject.call(url)).toEqual(refused);
  }

  it("every kind of caller is refused whose membership was removed", async () => {
    const { server } = await startOther();
    for (const way of ways) {
      const { org, subject } = await addCaller(way, world, issuer, [one.url, server.url]);
      await expectRefusedSoon(server.url, subject, () => org.ok(rpc.removeOrgMember, { userId: subject.userId }));
    }
  });

  it("a caller is refused whatever ended its access", async () => {
    const { server } = await startOther();
    for (const { ends, make } of changes) {
      const way = ways.find(({ shows }) => shows === (ends ?? "token")) ?? expect.fail("no such way");
      const { org, subject } = await addCaller(way, world, issuer, [server.url]);
      await expectRefusedSoon(server.url, subject, () => make(org, subject));
    }
  });

  it("a caller is refused also where no session that listens can be made or stays", async () => {
    const { server, network } = await startOther();
    let cutCount = 0;
    // A session that listens is told to do so in this text, and later asked whether it is there.
    network.judge((piece) => {
      if (!piece.includes("listen roster_access") && !piece.includes("Q\0\0\0\x0dselect 1\0")) return "forward";
      cutCount++;
      return "cut-before";
    });
    for (const way of ways) {
      const { org, subject } = await addCaller(way, world, issuer, [server.url]);
      await expectRefusedSoon(server.url, subject, () => org.ok(rpc.removeOrgMember, { userId: subject.userId }));
    }
    expect(cutCount).toBeGreaterThan(0);
  });
});
