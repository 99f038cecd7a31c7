import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NoRouteError } from "../support/clients/http-route.ts";
import { type Client, type ClientName, clientNames, createClient } from "../support/clients/index.ts";
import type { TestEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { issuerFlags, startTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import { caseGroups } from "./cases/index.ts";
import { createDetailsRule } from "./details-rule.ts";
import { createErrorLedger } from "./error-ledger.ts";
import { unreachableErrors } from "./unreachable-errors.ts";
import { createWorld, type World } from "./world.ts";

/** No domain needs a proof, so this one always refuses. */
const answeredElsewhere = ["zitadel.management.v1.ManagementService/ValidateOrgDomain"];

const { STORAGE, CLIENT } = process.env;
const clients: readonly ClientName[] = clientNames.filter((name) => CLIENT === undefined || CLIENT === name);

/**
 * Runs every case through every client on this engine. Names read
 * `rest · postgres › UpdateHumanProfile › rejects an unknown user`.
 *
 * `STORAGE=sqlite|postgres` and `CLIENT=grpc-js|connect-grpc|connect-grpc-web|connect-json|rest` narrow the run:
 * `CLIENT=rest STORAGE=sqlite npx vitest run test/api/api -t UpdateHumanProfile`. Each engine has a test file of its
 * own, so that they run side by side.
 */
export function runMatrix(engine: TestEngine): void {
  if (clients.length === 0) throw new Error(`CLIENT=${CLIENT} is none of ${clientNames.join(", ")}`);
  if (STORAGE !== undefined && STORAGE !== engine.name) {
    it(`leaves ${engine.name} out, because STORAGE=${STORAGE} asks for it`, () =>
      expect(STORAGE).not.toBe(engine.name));
    return;
  }

  failOnLeaks();
  // One server for all: every case makes its own organization.
  let server: TestServer;
  let issuer: TokenIssuer;
  beforeAll(async () => {
    issuer = await startTokenIssuer();
    server = await startTestServer(engine, { argv: issuerFlags(issuer) });
  });
  afterAll(async () => {
    await server?.close();
    await issuer?.close();
  });

  describe.each(clients)(`%s · ${engine.name}`, (clientName) => {
    const ledger = createErrorLedger();
    const details = createDetailsRule();
    let client: Client;
    let world: World;
    beforeAll(() => {
      client = createClient(clientName, server.url);
      world = createWorld(server, client, ledger, { details, issuer });
    });
    afterAll(() => client?.close());

    for (const { subject, cases } of caseGroups) {
      describe.concurrent(subject, () => {
        for (const [name, run] of Object.entries(cases)) {
          it(name, async ({ skip }) => {
            try {
              await run(world);
            } catch (error) {
              // JSON callers cannot do what the case does; every other client does it.
              if (error instanceof NoRouteError) skip(error.message);
              throw error;
            }
          });
        }
      });
    }

    it("provoked every error of the catalogue but those that lie behind others", () => {
      expect(ledger.listUnseen()).toEqual(Object.keys(unreachableErrors));
    });

    it("held the details of every RPC that answers some against one rule", () => {
      expect(details.listUnseen()).toEqual(answeredElsewhere);
    });
  });
}
