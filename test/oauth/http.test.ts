import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createErrorLedger } from "../api/error-ledger.ts";
import { createWorld, rpc } from "../api/world.ts";
import { createClient } from "../support/clients/index.ts";
import { sqliteEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { type RawAnswer, sendHttp1, sendHttp2 } from "../support/raw-http.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

// What RFC 6749 says of HTTP itself: how requests are written, and what answers look like besides their content.

failOnLeaks();

const form = "application/x-www-form-urlencoded";
const secretGrant = "grant_type=client_credentials";

let server: TestServer;
let credentials: string;
beforeAll(async () => {
  server = await startTestServer(sqliteEngine);
  const client = createClient("rest", server.url);
  const org = await createWorld(server, client, createErrorLedger()).addOrg();
  const userId = await org.addMachine({ userName: "robot" });
  const { clientSecret } = await org.ok(rpc.generateMachineSecret, { userId });
  credentials = `client_id=robot&client_secret=${clientSecret}`;
  client.close();
});
afterAll(() => server?.close());

interface Exchange {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

const exchange = (
  { method = "POST", path = "/oauth/v2/token", headers = [["content-type", form]], body = "" }: Exchange,
  send = sendHttp1,
): Promise<RawAnswer> => send(server.url, { method, path, headers, body: Buffer.from(body) });

const jsonOf = ({ body }: RawAnswer): Record<string, unknown> => JSON.parse(body.toString());

describe("the token endpoint", () => {
  it("answers JSON that nobody keeps", async () => {
    const answer = await exchange({ body: `${secretGrant}&${credentials}&scope=openid` });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("pragma")).toBe("no-cache");
    expect(jsonOf(answer)).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: "Bearer",
      expires_in: 43_200,
      scope: "openid",
    });
  });

  const good: readonly { readonly name: string; readonly headers: Exchange["headers"]; readonly body: string }[] = [
    { name: "with a charset", headers: [["content-type", `${form}; charset=UTF-8`]], body: secretGrant },
    { name: "without a content type", headers: [], body: secretGrant },
    { name: "with parameters that nobody knows, even twice", headers: undefined, body: `${secretGrant}&a=1&a=2&b.c=3` },
    { name: "with a parameter without a value", headers: undefined, body: `${secretGrant}&scope=&assertion` },
  ];
  for (const { name, headers, body } of good) {
    it(`takes a form ${name}`, async () => {
      const answer = await exchange({ ...(headers && { headers }), body: `${body}&${credentials}` });
      expect({ status: answer.status, ...jsonOf(answer) }).toMatchObject({ status: 200, token_type: "Bearer" });
    });
  }

  const bad: readonly (Exchange & { readonly name: string; readonly status?: number; readonly error: string })[] = [
    { name: "no body", error: "invalid_request" },
    { name: "JSON", headers: [["content-type", "application/json"]], body: "{}", error: "invalid_request" },
    { name: "text", headers: [["content-type", "text/plain"]], body: secretGrant, error: "invalid_request" },
    {
      name: "a form in another charset",
      headers: [["content-type", `${form}; charset=latin1`]],
      body: secretGrant,
      error: "invalid_request",
    },
    {
      name: "a compressed form",
      headers: [
        ["content-type", form],
        ["content-encoding", "gzip"],
      ],
      body: secretGrant,
      error: "invalid_request",
    },
    { name: "a parameter twice", body: `${secretGrant}&${secretGrant}`, error: "invalid_request" },
    { name: "the same parameter in two spellings", body: `${secretGrant}&grantType=x`, error: "invalid_request" },
    { name: "a broken escape", body: `${secretGrant}&scope=%zz`, error: "invalid_request" },
    { name: "escapes that are no UTF-8", body: `${secretGrant}&scope=%ff`, error: "invalid_request" },
    {
      name: "a text that no database can hold",
      body: `${secretGrant}&client_id=%00&client_secret=x`,
      error: "invalid_request",
    },
    { name: "a name that is too long", body: `${secretGrant}&client_id=${"x".repeat(201)}`, error: "invalid_request" },
    { name: "parameters in the query", path: `/oauth/v2/token?${secretGrant}`, error: "invalid_request" },
    { name: "an unknown grant type", body: "grant_type=password", error: "unsupported_grant_type" },
    { name: "a bad scope", body: `${secretGrant}&CREDENTIALS&scope=%22`, error: "invalid_scope" },
    {
      name: "a bad assertion",
      body: "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=x",
      error: "invalid_grant",
    },
    {
      name: "a wrong secret",
      body: `${secretGrant}&client_id=robot&client_secret=x`,
      status: 401,
      error: "invalid_client",
    },
    { name: "GET", method: "GET", status: 405, error: "invalid_request" },
    { name: "a body of five megabytes", body: "x".repeat(5_000_000), status: 413, error: "invalid_request" },
  ];
  for (const { name, status = 400, error, ...request } of bad) {
    it(`answers ${status} ${error} to ${name}`, async () => {
      const body = String(request.body ?? "").replace("CREDENTIALS", credentials);
      const answer = await exchange({ ...request, body });
      expect({ status: answer.status, ...jsonOf(answer) }).toEqual({
        status,
        error,
        // The characters that the RFC allows there.
        error_description: expect.stringMatching(/^[ !#-[\]-~]+$/),
      });
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      const challenge = answer.headers.get("www-authenticate");
      expect(challenge).toBe(status === 401 ? 'Basic realm="roster", charset="UTF-8"' : null);
    });
  }
});

describe("discovery", () => {
  const paths = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];
  for (const path of paths) {
    it(`is at ${path}, with lists that are empty, for five minutes`, async () => {
      const answer = await exchange({ method: "GET", path, headers: [] });
      expect(answer.headers.get("cache-control")).toBe("max-age=300");
      expect(jsonOf(answer)).toMatchObject({ issuer: server.url, response_types_supported: [] });
    });
  }

  const hosts: readonly { readonly host: string; readonly issuer: string }[] = [
    { host: "directory.example", issuer: "http://directory.example" },
    { host: "DIRECTORY.example:80", issuer: "http://directory.example" },
    { host: "directory.example:8443", issuer: "http://directory.example:8443" },
    { host: "[::1]:8080", issuer: "http://[::1]:8080" },
  ];
  for (const { host, issuer } of hosts) {
    it(`names ${issuer} as the issuer to ${JSON.stringify(host)}`, async () => {
      const headers = [["host", host]] as const;
      const answer = await exchange({ method: "GET", path: paths[0] ?? "", headers });
      expect(jsonOf(answer)).toMatchObject({ issuer, token_endpoint: `${issuer}/oauth/v2/token` });
    });
  }

  it("does not believe what a proxy may have said, nor anybody else", async () => {
    const headers = [
      ["x-forwarded-host", "evil.example"],
      ["x-forwarded-proto", "https"],
      ["forwarded", "host=evil.example;proto=https"],
    ] as const;
    expect(jsonOf(await exchange({ method: "GET", path: paths[0] ?? "", headers }))).toMatchObject({
      issuer: server.url,
    });
  });

  it("names the same issuer over HTTP/2", async () => {
    const answer = await exchange({ method: "GET", path: paths[0] ?? "", headers: [] }, sendHttp2);
    expect(jsonOf(answer)).toMatchObject({ issuer: server.url });
  });

  it("names the configured address when there is one", async () => {
    const other = await startTestServer(sqliteEngine, { argv: ["--public-url", "https://directory.example/"] });
    const response = await fetch(`${other.url}${paths[0]}`, { headers: { connection: "close" } });
    expect(await response.json()).toMatchObject({
      issuer: "https://directory.example",
      jwks_uri: "https://directory.example/oauth/v2/keys",
    });
    await other.close();
  });
});
