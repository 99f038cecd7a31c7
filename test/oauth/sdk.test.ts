import { type AuthenticationOptions, ServiceAccount } from "@zitadel/node/dist/credentials/service-account.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessTokenType } from "../../gen/zitadel/user/v1/user_pb.ts";
import { createErrorLedger } from "../api/error-ledger.ts";
import { generateKeyFile } from "../api/logins.ts";
import { authRpc, createWorld, type World } from "../api/world.ts";
import { type Client, createClient } from "../support/clients/index.ts";
import { sqliteEngine } from "../support/engines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

// ZITADEL's published package, as its users log a service account in: discovery, assertion, token. Nothing of it knows
// Roster.

let server: TestServer;
let client: Client;
let world: World;
beforeAll(async () => {
  server = await startTestServer(sqliteEngine);
  client = createClient("grpc-js", server.url);
  world = createWorld(server, client, createErrorLedger());
});
afterAll(async () => {
  client?.close();
  await server?.close();
});

const tokenTypes = [
  { name: "an opaque token", accessTokenType: AccessTokenType.BEARER, pattern: /^[\w-]{43}$/ },
  { name: "a JWT", accessTokenType: AccessTokenType.JWT, pattern: /^[\w-]+\.[\w-]+\.[\w-]+$/ },
];
const options: AuthenticationOptions = { apiAccess: true, projectAudiences: ["42"], roles: ["keeper"] };

describe("ServiceAccount of @zitadel/node", () => {
  for (const { name, accessTokenType, pattern } of tokenTypes) {
    it(`logs in with a key file and gets ${name} that calls are made with`, async () => {
      const org = await world.addOrg();
      const userId = await org.addMachine({ accessTokenType });
      const account = ServiceAccount.fromJsonString(JSON.stringify(await generateKeyFile(org, userId)));
      const token = await account.authenticate(server.url, options);
      expect(token).toMatch(pattern);
      expect((await world.as({ token }).ok(authRpc.getMyUser, {})).user?.id).toBe(userId);
    });
  }
});
