import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { type RawRequest, sendHttp1, sendHttp2 } from "../support/raw-http.ts";

const processes = useProcesses(afterAll);

/** Stands for every secret that a caller may send: nothing that comes back or is logged may hold it, or its encodings. */
const mark = "Hush-5ecret-Mark";
const encodings = [mark, Buffer.from(mark).toString("base64"), Buffer.from(`gigi:${mark}`).toString("base64")];

const service = "/zitadel.management.v1.ManagementService";
const json = ["content-type", "application/json"] as const;
const form = ["content-type", "application/x-www-form-urlencoded"] as const;
const basic = (login: string, password: string) =>
  ["authorization", `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`] as const;
const newUser = (more: object) => ({
  userName: "gigi",
  profile: { firstName: "Gigi", lastName: "Giraffe" },
  email: { email: "gigi@example.com", isEmailVerified: true },
  ...more,
});
const newHuman = (more: object) => ({
  profile: { givenName: "Gigi", familyName: "Giraffe" },
  email: { email: "gigi@example.com", isVerified: true },
  ...more,
});
const learn = (name: string, value: string) =>
  [
    ["x-auth-account-url", "http://127.0.0.1"],
    ["x-auth-email", "admin"],
    ["x-auth-password", "x"],
    [name, value],
  ] as const;

interface Attempt {
  readonly name: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: RawRequest["headers"];
  /** A text as it is, and everything else as JSON. */
  readonly body?: unknown;
}

/** Requests that fail, each with the secret somewhere. Those without an authorization header are the administrator's. */
const attempts: readonly Attempt[] = [
  { name: "a token", path: "/auth/v1/users/me", headers: [["authorization", `Bearer ${mark}`]] },
  { name: "a token of another scheme", path: "/auth/v1/users/me", headers: [["authorization", `Token ${mark}`]] },
  {
    name: "a JWT",
    path: "/auth/v1/users/me",
    headers: [["authorization", `Bearer ${btoa('{"alg":"none"}')}.${btoa(mark)}.${mark}`]],
  },
  { name: "a password by HTTP Basic", path: "/engine-rest/user", headers: [basic("gigi", mark)] },
  { name: "a password in iSpring's header", path: "/user", headers: learn("x-auth-password", mark) },
  {
    name: "a password in iSpring's fields",
    path: "/user",
    method: "POST",
    headers: learn("x-fields-xml", `<fields><password>${mark}</fields>`),
  },
  {
    name: "Adobe's token",
    path: "/v2/usermanagement/users/1/0",
    headers: [
      ["authorization", `Bearer ${mark}`],
      ["x-api-key", mark],
    ],
  },
  {
    name: "a client secret in a form",
    path: "/oauth/v2/token",
    method: "POST",
    headers: [form],
    body: `grant_type=client_credentials&client_id=admin&client_secret=${mark}`,
  },
  {
    name: "a client secret by HTTP Basic",
    path: "/oauth/v2/token",
    method: "POST",
    headers: [form, basic("admin", mark)],
    body: "grant_type=client_credentials",
  },
  {
    name: "an assertion",
    path: "/oauth/v2/token",
    method: "POST",
    headers: [form],
    body: `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=${mark}`,
  },
  {
    name: "a form that is none",
    path: "/oauth/v2/token",
    method: "POST",
    headers: [json],
    body: { client_secret: mark },
  },
  {
    name: "a password against the policy",
    path: "/management/v1/users/human/_import",
    method: "POST",
    body: newUser({ password: mark.toLowerCase().replace(/\d/g, "") }),
  },
  {
    name: "a password that is no text",
    path: "/management/v1/users/human/_import",
    method: "POST",
    body: newUser({ password: { text: mark } }),
  },
  {
    name: "a password in a list",
    path: "/management/v1/users/human/_import",
    method: "POST",
    body: newUser({ password: [mark] }),
  },
  {
    name: "JSON that ends in a password",
    path: "/management/v1/users/human/_import",
    method: "POST",
    body: `{"password":"${mark}`,
  },
  {
    name: "JSON that breaks at a password",
    path: "/management/v1/users/human/_import",
    method: "POST",
    body: `{"password": ${mark}}`,
  },
  {
    name: "JSON that breaks at a password, by Connect",
    path: `${service}/ImportHumanUser`,
    method: "POST",
    body: `{"password": ${mark}}`,
  },
  {
    name: "a password that is no text, by Connect",
    path: `${service}/ImportHumanUser`,
    method: "POST",
    body: newUser({ password: { text: mark } }),
  },
  {
    name: "a wrong old password",
    path: "/auth/v1/users/me/password",
    method: "PUT",
    body: { oldPassword: mark, newPassword: mark },
  },
  {
    name: "a password of nobody",
    path: "/management/v1/users/1/password",
    method: "POST",
    body: { password: `${mark}1!` },
  },
  {
    name: "a password in the place of an object",
    path: "/v2/users/human",
    method: "POST",
    body: newHuman({ password: mark }),
  },
  {
    name: "a password of User v2",
    path: "/v2/users/human",
    method: "POST",
    body: newHuman({ password: { password: mark.toLowerCase().replace(/\d/g, "") } }),
  },
  {
    name: "a hash of User v2",
    path: "/v2/users/human",
    method: "POST",
    body: newHuman({ hashedPassword: { hash: mark } }),
  },
  { name: "a code of User v2", path: "/v2/users/1/email/verify", method: "POST", body: { verificationCode: mark } },
  {
    name: "a code that changes a password",
    path: "/v2/users/1/password",
    method: "POST",
    body: { newPassword: { password: `${mark}1!` }, verificationCode: mark },
  },
  {
    name: "a public key that is none",
    path: "/management/v1/users/1/keys",
    method: "POST",
    body: { type: "KEY_TYPE_JSON", publicKey: btoa(mark) },
  },
  {
    name: "a new user of Camunda's",
    path: "/engine-rest/user/create",
    method: "POST",
    headers: [json, basic("gigi", mark)],
    body: { credentials: { password: mark } },
  },
  { name: "a password in a query", path: `/management/v1/users/1?password=${mark}`, method: "GET" },
  {
    name: "a Connect GET",
    path: `${service}/GetUserByID?encoding=json&message=${encodeURIComponent(JSON.stringify({ id: { secret: mark } }))}`,
  },
  {
    name: "two authorization headers",
    path: "/auth/v1/users/me",
    headers: [
      ["authorization", `Bearer ${mark}`],
      ["authorization", `Bearer ${mark}`],
    ],
  },
];

describe("a secret in a request that fails", () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await processes.serve(["--memory", "--log-level", "trace", "--log-format", "json"]);
  });

  for (const { name, path, method = "GET", headers = [], body } of attempts) {
    it(`is not in the answer: ${name}`, async () => {
      const isNamed = headers.some(([header]) => header === "authorization" || header.startsWith("x-auth"));
      const isTyped = body === undefined || headers.some(([header]) => header === "content-type");
      const request: RawRequest = {
        method,
        path,
        headers: [
          ...(isNamed ? [] : [["authorization", `Bearer ${server.ready.adminToken}`] as const]),
          ...(isTyped ? [] : [json]),
          ...headers,
        ],
        body:
          body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
      };
      const sends = name.startsWith("two") ? [sendHttp1] : [sendHttp1, sendHttp2];
      for (const send of sends) {
        const answer = await send(server.ready.url, request);
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        const seen = [answer.body.toString(), ...answer.headers.values(), ...answer.trailers.values()].join("\n");
        for (const encoding of encodings) expect(seen.toLowerCase()).not.toContain(encoding.toLowerCase());
      }
    });
  }

  it("is not in the log, of any level", async () => {
    await server.stop();
    const said = `${server.stdout}${server.stderr}`.toLowerCase();
    expect(said.split("\n").length).toBeGreaterThan(attempts.length);
    for (const encoding of encodings) expect(said).not.toContain(encoding.toLowerCase());
  });
});
