import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { callOnce } from "../support/one-call.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { getHumanProfile, getMyOrg } from "./methods.ts";

const processes = useProcesses();

const newHuman = JSON.stringify({
  userName: "gigi",
  profile: { firstName: "Gigi", lastName: "Giraffe" },
  email: { email: "gigi@example.com" },
});

/** A call whose body is still to come, and of which the server knows. */
async function beginCall({ ready }: ServerProcess, agent: Agent) {
  const call = request(`${ready.url}/management/v1/users/human`, {
    method: "POST",
    agent,
    headers: {
      authorization: `Bearer ${ready.adminToken}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(newHuman),
      expect: "100-continue",
    },
  });
  call.flushHeaders();
  await once(call, "continue");
  return call;
}

/** A connection without a request, which the server ends as soon as it begins to stop. */
async function openIdle({ ready }: ServerProcess) {
  const { hostname, port } = new URL(ready.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  // Whether it is ended or cut makes no difference here.
  socket.on("error", () => undefined).resume();
  return { whenClosed: once(socket, "close") };
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return JSON.parse(text);
}

describe("stop", () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`finishes the call under way after ${signal}, keeps what it wrote, and exits with 0`, async () => {
      const data = processes.folder();
      const server = await processes.serve(["--data", data]);
      const agent = new Agent({ keepAlive: true });
      const idle = await openIdle(server);
      const call = await beginCall(server, agent);
      const exited = server.stop(signal);
      await idle.whenClosed;
      const answered = once(call, "response");
      call.end(newHuman);
      const [response] = await answered;
      expect(response.statusCode).toBe(200);
      expect(response.headers.connection).toBe("close");
      const body = await readJson(response);
      expect(body).toMatchObject({ userId: expect.stringMatching(/^\d+$/) });
      expect(await exited).toEqual({ code: 0, signal: null });
      agent.destroy();

      const again = await processes.serve(["--data", data]);
      const userId = typeof body === "object" && body !== null && "userId" in body ? String(body.userId) : "";
      const read = await callOnce(
        again.ready.url,
        getHumanProfile,
        { userId },
        { token: String(again.ready.adminToken) },
      );
      expect(read.ok?.profile).toMatchObject({ firstName: "Gigi" });
    });
  }

  it("says that it is not ready for --shutdown-delay-ms, in which it serves, and then closes the port", async () => {
    const flags = ["--data", processes.folder(), "--shutdown-delay-ms", "1000", "--log-format", "json"];
    const server = await processes.serve(flags);
    const probe = async (path: string) => {
      const response = await fetch(`${server.ready.url}${path}`);
      return { status: response.status, body: await response.text() };
    };
    expect(await probe("/ready")).toMatchObject({ status: 200 });
    const startMs = performance.now();
    const exited = server.stop();
    await expect
      .poll(() => probe("/ready"), { interval: 5 })
      .toEqual({
        status: 503,
        body: '{"status":"not ready","reason":"the server is stopping; send calls to another one"}\n',
      });
    expect(await probe("/healthz")).toMatchObject({ status: 200 });
    const { ok } = await callOnce(server.ready.url, getMyOrg, {}, { token: String(server.ready.adminToken) });
    expect(ok?.org?.id).toBe(server.ready.defaultOrgId);
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - startMs).toBeGreaterThan(1_000);
    await expect(probe("/healthz")).rejects.toThrow();
    // One call, and no probe.
    expect(server.stdout.match(/"msg":"call"/g)).toHaveLength(1);
  });

  it("exits at once with 143 when SIGTERM comes a second time during the delay", async () => {
    const server = await processes.serve(["--data", processes.folder(), "--shutdown-delay-ms", "600000"]);
    void server.stop();
    await expect.poll(async () => (await fetch(`${server.ready.url}/ready`)).status).toBe(503);
    expect(await server.stop()).toEqual({ code: 143, signal: null });
  });

  it("cuts a call that takes longer than the grace, says so, and exits with 0", async () => {
    const server = await processes.serve(["--data", processes.folder(), "--shutdown-grace-ms", "50"]);
    const agent = new Agent({ keepAlive: true });
    const call = await beginCall(server, agent);
    const cut = once(call, "error");
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    await cut;
    expect(server.stdout).toContain("connections were cut");
    agent.destroy();
  });

  it("exits at once with 143 when SIGTERM comes a second time", async () => {
    const server = await processes.serve(["--data", processes.folder(), "--shutdown-grace-ms", "60000"]);
    const agent = new Agent({ keepAlive: true });
    const idle = await openIdle(server);
    const call = await beginCall(server, agent);
    const cut = once(call, "error");
    void server.stop();
    await idle.whenClosed;
    expect(await server.stop()).toEqual({ code: 143, signal: null });
    await cut;
    agent.destroy();
  });

  it("stops a server that is still starting", async () => {
    const starting = processes.roster(["serve", "--port", "0", "--data", processes.folder(), "--demo"]);
    const { code, signal } = await starting.stop();
    // Before the program listens to signals, one ends it like any program.
    expect([{ code, signal }]).toContainEqual(
      signal === null ? { code: 0, signal } : { code: null, signal: "SIGTERM" },
    );
  });
});
