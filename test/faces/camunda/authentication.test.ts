import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rpc } from "../../api/world.ts";
import { sqliteEngine } from "../../support/engines.ts";
import { startTalkativeServer } from "../../support/talkative-server.ts";
import { basic, type CamundaInTest, type CamundaOrg, password, send, startCamunda } from "./camunda-in-test.ts";

describe("HTTP Basic", () => {
  let camunda: CamundaInTest;
  let org: CamundaOrg;
  beforeAll(async () => {
    camunda = await startCamunda(sqliteEngine);
    org = await camunda.addOrg();
  });
  afterAll(() => camunda?.close());

  const refused: readonly { name: string; header: () => string | undefined }[] = [
    { name: "no header", header: () => undefined },
    { name: "a wrong password", header: () => basic(["nobody", password]) },
    { name: "another scheme", header: () => basic(org.operator).replace("Basic", "Digest") },
    { name: "a scheme in lower case", header: () => basic(org.operator).replace("Basic", "basic") },
    { name: "no colon", header: () => `Basic ${Buffer.from("demo").toString("base64")}` },
    { name: "no base64", header: () => "Basic 123_!" },
    { name: "an administrator's token", header: () => `Bearer ${camunda.server.adminToken}` },
  ];
  for (const { name, header } of refused) {
    it(`refuses ${name}, with the engine as the realm and without a body`, async () => {
      const authorization = header();
      const headers = authorization === undefined ? {} : { authorization };
      const answers = [
        { path: "/user", realm: "default" },
        { path: "/engine/default/user", realm: "default" },
        { path: "/engine/my%20%22engine%22%0d%0a/user", realm: "my engine" },
      ];
      for (const { path, realm } of answers) {
        const answer = await org.call("GET", path, { login: null, headers });
        expect([answer.status, answer.text]).toEqual([401, ""]);
        expect(answer.headers.get("www-authenticate")).toBe(`Basic realm="${realm}"`);
      }
    });
  }

  it("counts wrong passwords, also of verify and of the caller's own, until UnlockUser", async () => {
    const victim = await camunda.addOrg();
    const [userName] = victim.operator;
    const wrong = await org.call("POST", "/identity/verify", { body: { username: userName, password: "Wrong-123" } });
    expect(wrong.json).toMatchObject({ authenticated: false });
    // Within the delay even the right one is wrong.
    expect((await victim.call("GET", "/user")).status).toBe(401);
    const { result } = await victim.zitadel(rpc.listUsers, {});
    const userId = result[0]?.id ?? "";
    await victim.zitadel(rpc.lockUser, { id: userId });
    await victim.zitadel(rpc.unlockUser, { id: userId });
    expect((await victim.call("GET", "/user")).status).toBe(200);
    const body = { password: "Another-12", authenticatedUserPassword: "Wrong-123" };
    const credentials = await victim.call("PUT", `/user/${userName}/credentials`, { body });
    expect([credentials.status, credentials.json]).toMatchObject([
      400,
      { type: "InvalidRequestException", message: "The given authenticated user password is not valid." },
    ]);
    expect((await victim.call("GET", "/user")).status).toBe(401);
    const changes = await victim.zitadel(rpc.listUserChanges, { userId, query: { asc: true } });
    const types = changes.result.map(({ eventType }) => eventType?.key);
    expect(types.filter((type) => type === "EventTypes.user.human.password.check.failed")).toHaveLength(2);
  });
});

describe("settings", () => {
  it("keeps passwords out of the log, on its most talkative level too", async () => {
    const { server, lines } = await startTalkativeServer();
    const secret = "Very-Secret-1";
    const login = ["nobody", secret] as const;
    const headers = { "content-type": "application/json" };
    await send(server.url, "GET", "/user", { login });
    await send(server.url, "POST", "/user/create", { login, body: { credentials: { password: secret } } });
    await send(server.url, "POST", "/identity/verify", { login, body: `{"password":"${secret}"`, headers });
    await server.close();
    expect(lines.filter((line) => line.includes("camunda.identity.v7"))).not.toEqual([]);
    for (const text of [secret, basic(login).slice("Basic ".length)]) {
      expect(lines.filter((line) => line.includes(text))).toEqual([]);
    }
  });

  it("lets everybody act in one organization with one role when it is told so, and says so twice", async () => {
    const { server, lines } = await startTalkativeServer([
      ...["--camunda-auth", "off", "--camunda-org", "roster", "--camunda-role", "ORG_USER_MANAGER", "--demo"],
    ]);
    const call = (method: string, path: string, body?: object) =>
      send(server.url, method, path, { login: null, ...(body === undefined ? {} : { body }) });
    expect((await call("POST", "/user/create", { profile: { id: "jonny1" } })).status).toBe(204);
    expect((await call("PUT", "/user/jonny1/credentials", { password })).status).toBe(204);
    expect((await call("GET", "/user")).json).toMatchObject([{ id: "jonny1" }]);
    expect((await call("GET", "/engine/Savanna%20Zoo/user")).status).toBe(403);
    expect((await call("POST", "/tenant/create", { name: "Other" })).status).toBe(403);
    await server.close();
    const said = lines.filter((line) => line.includes("asks for no password"));
    expect(said.map((line) => line.includes("ORG_USER_MANAGER"))).toEqual([true, true]);
  });

  it("does not start when there is no such organization", async () => {
    const flags = ["--camunda-auth", "off", "--camunda-org", "nowhere", "--camunda-role", "ORG_OWNER"];
    await expect(startTalkativeServer(flags)).rejects.toThrow('no organization with the id or the name "nowhere"');
  });

  it("serves no faces but those that are asked for", async () => {
    const { server } = await startTalkativeServer(["--faces", "zitadel"]);
    expect((await send(server.url, "GET", "/engine", {})).json).toMatchObject({ message: "Not Found" });
    expect((await fetch(`${server.url}/management/v1/healthz`)).status).toBe(200);
    await server.close();
    const { server: other } = await startTalkativeServer(["--faces", "camunda"]);
    expect((await send(other.url, "GET", "/engine", {})).status).toBe(200);
    expect((await fetch(`${other.url}/management/v1/healthz`)).status).toBe(404);
    await other.close();
  });
});
