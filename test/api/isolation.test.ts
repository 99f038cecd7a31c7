import { toJsonString } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, createClient } from "../support/clients/index.ts";
import { engines } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { listMistakes, type Read, reads } from "./authorization/reads.ts";
import { addVictim, asMember, type Victim } from "./authorization/victim.ts";
import { createErrorLedger } from "./error-ledger.ts";
import { type Caller, createWorld } from "./world.ts";

// Nothing of another organization can be read or counted. Each request is one that shows the victim to who may see it, so
// that an empty answer to the others means something; a new read without such a request fails.

failOnLeaks();

describe.each(engines)("isolation · $name", (engine) => {
  let server: TestServer;
  let client: Client;
  let victim: Victim;
  let stranger: Caller;
  beforeAll(async () => {
    server = await startTestServer(engine, { argv: ["--throttling", "off"] });
    client = createClient("connect-grpc", server.url);
    const world = createWorld(server, client, createErrorLedger());
    victim = await addVictim(world);
    stranger = await asMember(world, await world.addOrg());
  });
  afterAll(async () => {
    client?.close();
    await server?.close();
  });

  it("knows every read, and no others", () => expect(listMistakes()).toEqual([]));

  /** Whether the answers to any of the requests tell something of the victim; checks that they count what they show. */
  async function isShown(caller: Caller, { name, method, requestsAbout }: Read): Promise<boolean> {
    const answers = await Promise.all(
      requestsAbout(victim).map(async (request) => {
        const { ok, error } = await caller.call(method, request);
        if (error !== undefined) {
          expect([Code.NotFound, Code.PermissionDenied, Code.FailedPrecondition]).toContain(error.code);
          return false;
        }
        const json = toJsonString(method.output, ok);
        const { details, pagination, ...rest }: ListAnswer = JSON.parse(json);
        const total = details?.totalResult ?? pagination?.totalResult;
        if (total !== undefined) expect({ name, total }).toEqual({ name, total: String(countListed(rest)) });
        return victim.isToldIn(json);
      }),
    );
    return answers.includes(true);
  }

  for (const read of reads) {
    const { name, isOpen, showsNothing, shownTo = "owner", isForTenant = false } = read;
    if (showsNothing === undefined) {
      it(`${name} shows the victim to ${shownTo === "owner" ? "its owner" : shownTo}`, async () =>
        expect(await isShown(victim[shownTo], read)).toBe(true));
    }
    it(`${name} ${isOpen === undefined ? "shows nothing of it" : "shows it"} to the owner of another organization`, async () =>
      expect(await isShown(stranger, read)).toBe(isOpen !== undefined));
    it(`${name} shows ${isOpen || isForTenant ? "it" : "nothing of it"} to who has its project`, async () =>
      expect(await isShown(victim.tenantOwner, read)).toBe(isForTenant || isOpen !== undefined));
  }
});

/** What lists answer in JSON, beside the list. */
interface ListAnswer {
  readonly details?: { readonly totalResult?: string };
  readonly pagination?: { readonly totalResult?: string };
}

/** How many entries the list of an answer has; an empty one is left out of JSON. */
const countListed = (answer: object): number => Object.values(answer).find(Array.isArray)?.length ?? 0;
