import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../directory/directory-in-test.ts";
import { type Client, createClient } from "../../support/clients/index.ts";
import type { TestEngine } from "../../support/engines.ts";
import { failOnLeaks } from "../../support/leaks.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { listSurprises, rpcsOf } from "./calls.ts";
import { storeEstate } from "./estate.ts";
import { faces } from "./faces.ts";
import { everyRole } from "./oracle.ts";
import { selves, subjects } from "./subjects.ts";

const rpcs = rpcsOf(faces);
const rpcsAboutSelf = rpcs.filter(({ face, method }) => face.canBeAboutCaller(method));
const everySelf = selves(rpcsAboutSelf.map(({ method }) => method.name));

/**
 * Every RPC, made by every kind of caller in every place that differs for it, must come to exactly what the oracle says.
 * One client is enough: what protocols add comes before authorization, and the cases of every client see to that.
 */
export function runAuthorizationMatrix(engine: TestEngine): void {
  const { STORAGE } = process.env;
  if (STORAGE !== undefined && !engine.name.startsWith(STORAGE)) {
    it(`leaves ${engine.name} out, because STORAGE=${STORAGE} asks for it`, () =>
      expect(STORAGE).not.toBe(engine.name));
    return;
  }

  failOnLeaks();
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startWithEstates(engine);
    client = createClient("connect-grpc", server.url);
  });
  afterAll(async () => {
    client?.close();
    await server?.close();
  });

  describe(`authorization · ${engine.name}`, () => {
    it("covers 180 RPCs and 26 roles", () =>
      expect({ rpcs: rpcs.length, roles: everyRole.length }).toEqual({ rpcs: 180, roles: 26 }));

    for (const subject of subjects) {
      it(`${subject.name}: ${subject.places.map(({ name }) => name).join("; ")}`, async () =>
        expect(await listSurprises(client, subject, rpcs)).toEqual([]));
    }

    it.each(everySelf.map((subject, index) => ({ name: subject.name, subject, index })))(
      "$name",
      async ({ subject, index }) =>
        expect(await listSurprises(client, subject, rpcsAboutSelf.slice(index, index + 1))).toEqual([]),
    );
  });
}

/** A server on a directory that has the estates of all callers. They are stored as they are: no call gives every role. */
async function startWithEstates(engine: TestEngine): Promise<TestServer> {
  const place = await engine.createPlace();
  const { storage } = await openDirectory({ ...engine, open: () => place.open() });
  const instance = await storage.reader.instance.find();
  if (instance === undefined) throw new Error("the directory is not set up");
  await storage.command({
    keys: [],
    async run(tx) {
      for (const { estate, held } of [...subjects, ...everySelf]) await storeEstate(tx, estate, held, instance);
    },
  });
  await storage.close();
  // Each caller makes more calls of every RPC than the limits let through.
  return startTestServer({ ...engine, createPlace: async () => place }, { argv: ["--throttling", "off"] });
}
