// One list of cases, run through every client on every engine.
//
// STORAGE=sqlite|postgres and CLIENT=grpc-js|connect-grpc|connect-grpc-web|connect-json|rest narrow the run:
//   CLIENT=rest STORAGE=sqlite npx vitest run test/api/api.test.ts -t UpdateHumanProfile
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type ClientName, clientNames, createClient } from "../support/clients/index.ts";
import { engines } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { caseGroups } from "./cases/index.ts";
import { createErrorLedger } from "./error-ledger.ts";
import { unreachableErrors } from "./unreachable-errors.ts";
import { createWorld, type World } from "./world.ts";

const { CLIENT } = process.env;
const clients: readonly ClientName[] = clientNames.filter((name) => CLIENT === undefined || CLIENT === name);

failOnLeaks();

if (engines.length === 0 || clients.length === 0) {
  throw new Error(`STORAGE=${process.env["STORAGE"]} CLIENT=${CLIENT} leaves nothing to run: see the top of this file`);
}

for (const engine of engines) {
  // One server for all: every case makes its own organization.
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  afterAll(() => server?.close());

  describe.each(clients)(`%s · ${engine.name}`, (clientName) => {
    const ledger = createErrorLedger();
    let client: Client;
    let world: World;
    beforeAll(() => {
      client = createClient(clientName, server.url);
      world = createWorld(server, client, ledger);
    });
    afterAll(() => client?.close());

    for (const { subject, cases } of caseGroups) {
      describe.concurrent(subject, () => {
        for (const [name, run] of Object.entries(cases)) it(name, () => run(world));
      });
    }

    it("provoked every error of the catalogue but those that lie behind others", () => {
      expect(ledger.listUnseen()).toEqual(Object.keys(unreachableErrors));
    });
  });
}
