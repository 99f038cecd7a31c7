import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFaultyNetwork, type FaultyNetwork } from "../storage/faulty-network.ts";
import { postgresEngine, sqliteEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { type HealthClient, healthClients } from "./health-clients.ts";

failOnLeaks();

/** Starts at the first status of a watch, and gives each further one. */
function openWatch(client: HealthClient, service?: string) {
  const abort = new AbortController();
  const statuses = client.watch(service, abort.signal)[Symbol.asyncIterator]();
  return {
    next: async () => (await statuses.next()).value,
    async close() {
      const over = statuses.next().catch(() => undefined);
      abort.abort();
      await over;
    },
  };
}

const known = "zitadel.management.v1.ManagementService";

describe("gRPC's health checking", () => {
  for (const [name, createHealthClient] of Object.entries(healthClients)) {
    describe(`by ${name}`, () => {
      let server: TestServer;
      let client: HealthClient;
      beforeAll(async () => {
        server = await startTestServer(sqliteEngine);
        client = createHealthClient(server.url);
      });
      afterAll(async () => {
        client?.close();
        await server?.close();
      });

      // The first call of all, which waits for the services to be loaded.
      it("refuses Check of a service that is not there with not_found", async () => {
        await expect(client.check("zoo.v1.ZooService")).rejects.toMatchObject({ code: Code.NotFound });
      });

      for (const service of ["", known, "adobe.usermanagement.v2.ProductService", "grpc.health.v1.Health"]) {
        it(`answers Check of ${service || "the server"} with SERVING, without a token`, async () => {
          expect(await client.check(service)).toBe("SERVING");
        });
      }

      it("lists the server and its services", async () => {
        expect(await client.list()).toMatchObject({ "": "SERVING", [known]: "SERVING" });
      });

      it("watches a service that is not there as SERVICE_UNKNOWN", async () => {
        const watch = openWatch(client, "zoo.v1.ZooService");
        expect(await watch.next()).toBe("SERVICE_UNKNOWN");
        await watch.close();
      });

      it("tells watchers NOT_SERVING when the server stops, and ends their streams with unavailable", async () => {
        const own = await startTestServer(sqliteEngine, { argv: ["--shutdown-grace-ms", "60000"] });
        const ownClient = createHealthClient(own.url);
        const watches = ["", known].map((service) => openWatch(ownClient, service));
        for (const watch of watches) expect(await watch.next()).toBe("SERVING");
        const closed = own.close();
        for (const watch of watches) {
          expect(await watch.next()).toBe("NOT_SERVING");
          await expect(watch.next()).rejects.toMatchObject({ code: Code.Unavailable });
        }
        ownClient.close();
        // Long before the time of grace.
        await closed;
      });
    });
  }
});

describe("a database that goes away", () => {
  let server: TestServer;
  let network: FaultyNetwork;
  let client: HealthClient;
  beforeAll(async () => {
    server = await startTestServer(postgresEngine, {
      async mapUrl(text) {
        const url = new URL(text);
        network = await createFaultyNetwork(Number(url.port));
        return Object.assign(url, { port: String(network.port) }).href;
      },
    });
    client = healthClients["grpc-js"]?.(server.url) ?? expect.fail("there is no grpc-js");
  });
  afterAll(async () => {
    client?.close();
    await server?.close();
    await network?.close();
  });

  // One that answers nothing is in src/health/health.test.ts: the storage takes its time to give it up.
  it("makes the server NOT_SERVING and not ready while it is away, but not dead", async () => {
    const watch = openWatch(client);
    expect(await watch.next()).toBe("SERVING");
    network.cut();
    expect(await watch.next()).toBe("NOT_SERVING");
    expect(await client.check()).toBe("NOT_SERVING");
    expect(await client.check(known)).toBe("NOT_SERVING");
    const startMs = performance.now();
    const ready = await fetch(`${server.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: "not ready", reason: "the database does not answer; the server goes on asking it" },
    ]);
    // Kubernetes waits for a second; this machine may be busy.
    expect(performance.now() - startMs).toBeLessThan(3_000);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

    network.restore();
    expect(await watch.next()).toBe("SERVING");
    await watch.close();
    await expect.poll(async () => (await fetch(`${server.url}/ready`)).status).toBe(200);
  });
});
