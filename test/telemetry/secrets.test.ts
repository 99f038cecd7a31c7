import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOk } from "../api/expect.ts";
import { rpc } from "../api/world.ts";
import { clientNames, createClient } from "../support/clients/index.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { exchangeBytes } from "../support/raw-http.ts";
import { startToldServer, type ToldServer } from "./told-server.ts";

failOnLeaks();

/** What callers keep secret; each is in a request to every interface that takes it. */
const secrets = {
  password: "Secret-pass-7Q",
  wrongPassword: "Wrong-pass-9Z",
  token: "token-of-nobody-31415926",
  clientSecret: "client-secret-27182818",
  cookie: "session-cookie-16180339",
  query: "query-secret-14142135",
  header: "header-secret-17320508",
};
const allHeaders = { cookie: `session=${secrets.cookie}`, "x-custom-secret": secrets.header };
const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

let server: ToldServer;
/** How many requests have been made; each has to be in the log. */
let requestCount = 0;
const generated: string[] = [];

async function send(path: string, headers: Record<string, string>, body?: string, method = "POST"): Promise<number> {
  requestCount++;
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { ...allHeaders, connection: "close", ...headers },
    ...(body === undefined ? {} : { body }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

beforeAll(async () => {
  server = await startToldServer({ level: "trace" });
});
afterAll(() => server.close());

/** A human with a password, and the secret of a machine. */
async function addAccounts() {
  const client = createClient("connect-json", server.url);
  const options = { token: server.token, headers: allHeaders };
  const human = {
    userName: "gigi@example.com",
    profile: { firstName: "Gigi", lastName: "Giraffe" },
    email: { email: "gigi@example.com", isEmailVerified: true },
    password: secrets.password,
  };
  expectOk(await client.call(rpc.importHumanUser, human, options));
  const { userId } = expectOk(await client.call(rpc.addMachineUser, { userName: "keeper", name: "Keeper" }, options));
  const made = expectOk(await client.call(rpc.generateMachineSecret, { userId }, options));
  const pat = expectOk(await client.call(rpc.addPersonalAccessToken, { userId }, options));
  const key = expectOk(await client.call(rpc.addMachineKey, { userId, type: 1 }, options));
  requestCount += 5;
  client.close();
  const { key: privateKey } = JSON.parse(Buffer.from(key.keyDetails).toString());
  generated.push(made.clientSecret, pat.token, privateKey.split("\n")[2]);
  return made;
}

async function callEveryInterface(): Promise<void> {
  const { clientId, clientSecret } = await addAccounts();
  const json = { "content-type": "application/json" };
  for (const name of clientNames) {
    const client = createClient(name, server.url);
    await client.call(rpc.getMyOrg, {}, { token: secrets.token, headers: { "x-custom-secret": secrets.header } });
    await client.call(rpc.addHumanUser, { initialPassword: secrets.password }, { token: server.token });
    requestCount += 2;
    client.close();
  }
  // JSON that is none, and a route that is none, with secrets in every part.
  await send("/management/v1/users/human/_import", json, `{"password":"${secrets.password}",`);
  await send(`/nothing?access_token=${secrets.query}`, { authorization: `Bearer ${secrets.token}` }, "");
  await send(
    `/zitadel.management.v1.ManagementService/GetMyOrg?encoding=json&message=${secrets.query}`,
    {},
    undefined,
    "GET",
  );
  for (const password of [secrets.password, secrets.wrongPassword]) {
    await send("/engine-rest/user", { authorization: basic("gigi@example.com", password) }, undefined, "GET");
    await send(
      "/user",
      { "x-auth-email": "gigi@example.com", "x-auth-password": password, "x-auth-account-url": server.url },
      undefined,
      "GET",
    );
  }
  await send(
    "/v2/usermanagement/users/1@AdobeOrg/0",
    { "x-api-key": "keeper", authorization: `Bearer ${secrets.token}` },
    undefined,
    "GET",
  );
  const form = { "content-type": "application/x-www-form-urlencoded" };
  for (const secret of [clientSecret, secrets.clientSecret]) {
    const fields = { grant_type: "client_credentials", client_id: clientId, client_secret: secret, scope: "openid" };
    await send("/oauth/v2/token", form, new URLSearchParams(fields).toString());
    await send(
      "/oauth/v2/token",
      { ...form, authorization: basic(clientId, secret) },
      "grant_type=client_credentials&scope=openid",
    );
  }
  // What the parser of HTTP gives up on hangs, with all its bytes, on the error that is logged.
  const broken = `GET /?q=${secrets.query} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${secrets.token}\r\nCookie: ${secrets.cookie}\r\nbroken\r\n\r\n`;
  requestCount++;
  await exchangeBytes(server.url, Buffer.from(broken));
}

/** How a text may stand in a log: as it is, in base64 at any offset, in hexadecimal, as the numbers of its bytes. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .slice(offset === 0 ? 0 : 4)
      .slice(0, -4),
  );
  return [secret, ...base64, bytes.toString("hex"), [...bytes].join(",")];
}

describe("the log at its most verbose level", () => {
  it("has no password, token, key, secret, query or header of a caller, whatever became of the call", async () => {
    await callEveryInterface();
    const isOfRequest = ({ msg }: Record<string, unknown>) => msg === "call" || msg === "request";
    await server.whenLogged(isOfRequest);
    await expect.poll(() => server.lines.map((line) => JSON.parse(line)).filter(isOfRequest).length).toBe(requestCount);
    const log = server.lines.join("\n");
    // What is looked for is written: errors of connections, and refusals of each kind.
    expect(log).toContain('"msg":"connection error"');
    for (const code of ["unauthenticated", "invalid_argument", "ok"]) expect(log).toContain(`"code":"${code}"`);
    for (const face of ["zitadel", "camunda", "ispring", "adobe"]) expect(log).toContain(`"face":"${face}"`);
    expect(generated.every((secret) => secret.length > 10)).toBe(true);
    const found = [...Object.values(secrets), ...generated, server.token].filter((secret) =>
      formsOf(secret).some((form) => log.includes(form)),
    );
    expect(found).toEqual([]);
  });
});
