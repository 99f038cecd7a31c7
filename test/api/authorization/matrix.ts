import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../directory/directory-in-test.ts";
import { createClient } from "../../support/clients/index.ts";
import type { TestEngine } from "../../support/engines.ts";
import { failOnLeaks } from "../../support/leaks.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { type Ground, listSurprises, rpcsOf } from "./calls.ts";
import { hashCallerPassword, storeEstate } from "./estate.ts";
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
  let ground: Ground;
  beforeAll(async () => {
    const started = await startWithEstates(engine);
    server = started.server;
    ground = {
      client: createClient("connect-grpc", server.url),
      url: server.url,
      numberOf: (id) => started.numbers.get(id) ?? 0,
    };
  });
  afterAll(async () => {
    ground?.client.close();
    await server?.close();
  });

  describe(`authorization · ${engine.name}`, () => {
    it("covers 240 RPCs and 26 roles", () =>
      expect({ rpcs: rpcs.length, roles: everyRole.length }).toEqual({ rpcs: 240, roles: 26 }));

    for (const subject of subjects) {
      it(`${subject.name}: ${subject.places.map(({ name }) => name).join("; ")}`, async () =>
        expect(await listSurprises(ground, subject, rpcs)).toEqual([]));
    }

    it.each(everySelf.map((subject, index) => ({ name: subject.name, subject, index })))(
      "$name",
      async ({ subject, index }) =>
        expect(await listSurprises(ground, subject, rpcsAboutSelf.slice(index, index + 1))).toEqual([]),
    );
  });
}

/**
 * A server on a directory that has the estates of all callers, and the numbers of their objects. They are stored as they
 * are: no call gives every role.
 */
async function startWithEstates(
  engine: TestEngine,
): Promise<{ readonly server: TestServer; readonly numbers: ReadonlyMap<string, number> }> {
  const place = await engine.createPlace();
  const { storage } = await openDirectory({ ...engine, open: () => place.open() });
  const instance = await storage.reader.instance.find();
  if (instance === undefined) throw new Error("the directory is not set up");
  const given = { instance, passwordHash: await hashCallerPassword() };
  const numbers = await storage.command({
    keys: [],
    async run(tx) {
      const numbers: [string, number][] = [];
      for (const { estate, held } of [...subjects, ...everySelf]) {
        numbers.push(...(await storeEstate(tx, estate, held, given)));
      }
      return new Map(numbers);
    },
  });
  await storage.close();
  // Each caller makes more calls of every RPC than the limits let through.
  const server = await startTestServer(
    { ...engine, createPlace: async () => place },
    { argv: ["--throttling", "off"] },
  );
  return { server, numbers };
}
