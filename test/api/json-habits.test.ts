import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, createClient } from "../support/clients/index.ts";
import { sqliteEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { sendHttp1 } from "../support/raw-http.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { createErrorLedger } from "./error-ledger.ts";
import type { OrgInTest } from "./org-in-test.ts";
import { unique } from "./unique.ts";
import { createWorld } from "./world.ts";

// What a program sees that builds its JSON by hand: the exact names and forms, which typed clients hide.

failOnLeaks();

describe("JSON", () => {
  let server: TestServer;
  let client: Client;
  let org: OrgInTest;
  beforeAll(async () => {
    server = await startTestServer(sqliteEngine);
    client = createClient("rest", server.url);
    org = await createWorld(server, client, createErrorLedger()).addOrg();
  });
  afterAll(async () => {
    client?.close();
    await server?.close();
  });

  async function send(method: string, path: string, body = "", contentType = "application/json") {
    const answer = await sendHttp1(server.url, {
      method,
      path,
      headers: [
        ["authorization", `Bearer ${server.adminToken}`],
        ["x-zitadel-orgid", org.id],
        ["content-type", contentType],
      ],
      body: Buffer.from(body),
    });
    return { status: answer.status, json: JSON.parse(answer.body.toString()), text: answer.body.toString() };
  }
  const profilePath = (userId: string) => `/management/v1/users/${userId}/profile`;
  const names = { firstName: "Zara", lastName: "Zebra", displayName: "Zara Z." };

  it("of a human has lowerCamelCase names, 64-bit numbers as texts, and nothing that is unset", async () => {
    const userName = unique("AA-");
    const id = await org.addHuman({
      userName,
      profile: { firstName: "AA", lastName: "AA" },
      email: { email: "AA@AA.com", isEmailVerified: true },
      initialPassword: "Secret-1",
    });
    const { status, json } = await send("GET", `/management/v1/users/${id}`);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    expect(status).toBe(200);
    expect(json).toEqual({
      user: {
        id,
        details: { sequence: "2", creationDate: time, changeDate: time, resourceOwner: org.id },
        state: "USER_STATE_ACTIVE",
        userName,
        loginNames: [userName],
        preferredLoginName: userName,
        human: {
          profile: { firstName: "AA", lastName: "AA", displayName: "AA AA", preferredLanguage: "und" },
          email: { email: "AA@AA.com", isEmailVerified: true },
          phone: {},
          passwordChanged: time,
        },
      },
    });
  });

  it("of a machine has no access token type when it is the default", async () => {
    const id = await org.addMachine({ name: "Robot" });
    const { json } = await send("GET", `/management/v1/users/${id}`);
    expect(json.user.machine).toEqual({ name: "Robot" });
  });

  it("of an empty answer is {}, and of an empty list has details only", async () => {
    expect((await send("GET", "/management/v1/healthz")).text).toBe("{}");
    expect((await send("POST", "/management/v1/users/1/changes/_search")).text).toBe("{}");
    const empty = JSON.stringify({ queries: [{ userNameQuery: { userName: "nobody" } }] });
    const { json } = await send("POST", "/management/v1/users/_search", empty);
    expect(json).toEqual({ details: { viewTimestamp: expect.any(String) } });
  });

  it("of an error has code, message and details with a type, and no details when there are none", async () => {
    const { status, json } = await send("GET", "/management/v1/users/1");
    expect(status).toBe(404);
    expect(json).toEqual({
      code: 5,
      message: expect.stringMatching(/ \(QUERY-Dfbg2\)$/),
      details: [
        { "@type": "type.googleapis.com/zitadel.v1.ErrorDetail", id: "QUERY-Dfbg2", message: expect.any(String) },
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "USER_NOT_FOUND",
          domain: "roster",
          metadata: { id: "QUERY-Dfbg2" },
        },
      ],
    });
    expect((await send("GET", "/management/v1/nowhere")).json).toEqual({ code: 5, message: "Not Found" });
  });

  it.each([
    {
      name: "proto names",
      body: { first_name: "Zara", last_name: "Zebra", display_name: "Z", preferred_language: "de" },
    },
    { name: "fields that it does not know", body: { ...names, giraffe: { neck: "long" }, avatarUrl: 1 } },
    { name: "enum names that it does not know", body: { ...names, gender: "GENDER_GIRAFFE" } },
    { name: "enum numbers", body: { ...names, gender: 1 } },
    { name: "enum numbers that it does not know", body: { ...names, nickName: "x", gender: 99 } },
    { name: "null for unset", body: { ...names, nickName: null, gender: null } },
    { name: "a user id that the path overrides", body: { ...names, userId: "1" } },
  ])("with $name is taken", async ({ body }) => {
    const userId = await org.addHuman();
    const { status, text } = await send("PUT", profilePath(userId), JSON.stringify(body));
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('"sequence":"3"') });
    const rpcPath = "/zitadel.management.v1.ManagementService/UpdateHumanProfile";
    const other = await org.addHuman();
    const connect = await send("POST", rpcPath, JSON.stringify({ ...body, userId: other }));
    expect({ status: connect.status, text: connect.text }).toEqual({
      status: 200,
      text: expect.stringContaining('"sequence":"3"'),
    });
  });

  it.each([
    { name: "an empty body", body: "" },
    { name: "white space", body: " \n" },
    { name: "{}", body: "{}" },
  ])("may be $name where nothing is needed", async ({ body }) => {
    const id = await org.addHuman();
    expect((await send("POST", `/management/v1/users/${id}/_lock`, body)).status).toBe(200);
    expect((await send("POST", "/management/v1/users/_search", body)).status).toBe(200);
  });

  it("takes 64-bit numbers as numbers and as texts", async () => {
    for (const offset of [1, "1"]) {
      const body = JSON.stringify({ query: { offset, limit: 1 } });
      expect((await send("POST", "/management/v1/users/_search", body)).status).toBe(200);
    }
  });

  it("takes query parameters under both names", async () => {
    const userName = unique("taken-");
    await org.addMachine({ userName });
    for (const key of ["userName", "user_name"]) {
      expect((await send("GET", `/management/v1/users/_is_unique?${key}=${userName}`)).text).toBe("{}");
    }
    expect((await send("GET", "/management/v1/users/_is_unique?userName=nobody")).json).toEqual({ isUnique: true });
  });
});
