import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { HttpResponse } from "./handlers.ts";
import { http2Preface } from "./protocol-sniffer.ts";
import { createFrame, openRaw, openSession, sendHttp2, useTestPorts } from "./test-port.ts";

const openPort = useTestPorts();

/** Longer than any test: a close that needs its grace fails by timeout. */
const graceMs = 60_000;

/** Handlers that keep their answers until the test gives them, and tell when a request has come. */
function createHeldHandlers() {
  const held: HttpResponse[] = [];
  let announce: () => void = () => undefined;
  return {
    request(_: unknown, response: HttpResponse) {
      held.push(response);
      announce();
    },
    /** Resolves when this many requests wait for their answer. */
    async whenHeld(count: number): Promise<readonly HttpResponse[]> {
      while (held.length < count) {
        await new Promise<void>((resolve) => {
          announce = resolve;
        });
      }
      return held;
    },
  };
}

async function readBody(response: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of response.setEncoding("utf8")) {
    body += chunk;
  }
  return body;
}

describe("close()", () => {
  it("resolves at once for a server without connections, and one that never listened", async () => {
    const { server } = await openPort();
    expect(await server.close({ graceMs })).toEqual({ cutConnections: 0 });
    expect(await server.close({ graceMs })).toEqual({ cutConnections: 0 });
  });

  it("ends idle connections of every kind at once", async () => {
    const { server, port, url } = await openPort();
    const silent = await openRaw(port);
    const halfway = await openRaw(port);
    await new Promise((resolve) => halfway.socket.write("GET / HT", resolve));
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(url, { agent }), "response");
    await readBody(response);
    const session = await openSession(url);
    await sendHttp2(session, {});
    const goaway = once(session, "goaway");
    expect(server.connectionCount).toBe(4);
    expect(await server.close({ graceMs })).toEqual({ cutConnections: 0 });
    expect(server.connectionCount).toBe(0);
    // 0 is NO_ERROR.
    expect((await goaway)[0]).toBe(0);
    expect([await silent.ended, await halfway.ended]).toEqual(["", ""]);
    agent.destroy();
  });

  it("lets a request over HTTP/1.1 finish, tells its client to leave, and refuses new connections", async () => {
    const handlers = createHeldHandlers();
    const { server, port, url } = await openPort({ handlers });
    const agent = new Agent({ keepAlive: true });
    const answered = once(get(url, { agent }), "response");
    const [held] = await handlers.whenHeld(1);
    const closed = server.close({ graceMs });
    const [refused] = await once(connect(port, "127.0.0.1"), "error");
    expect(refused).toMatchObject({ code: "ECONNREFUSED" });
    expect(server.connectionCount).toBe(1);
    held?.end("finished");
    const [response] = await answered;
    expect(response.headers.connection).toBe("close");
    expect(await readBody(response)).toBe("finished");
    expect(await closed).toEqual({ cutConnections: 0 });
    agent.destroy();
  });

  it("lets an answer finish whose headers were sent before", async () => {
    const handlers = createHeldHandlers();
    const { server, url } = await openPort({ handlers });
    const agent = new Agent({ keepAlive: true });
    const answered = once(get(url, { agent }), "response");
    const [held] = await handlers.whenHeld(1);
    const stream: NodeJS.WritableStream | undefined = held;
    stream?.write("begun ");
    const [response] = await answered;
    const closed = server.close({ graceMs });
    held?.end("finished");
    expect(await readBody(response)).toBe("begun finished");
    expect(await closed).toEqual({ cutConnections: 0 });
    agent.destroy();
  });

  it("lets pipelined requests finish, all of them", async () => {
    const handlers = createHeldHandlers();
    const { server, port } = await openPort({ handlers });
    const { socket, ended } = await openRaw(port);
    socket.write("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    const [first, second] = await handlers.whenHeld(2);
    const closed = server.close({ graceMs });
    first?.end("first");
    second?.end("second");
    const text = await ended;
    expect(text).toContain("first");
    expect(text).toContain("second");
    expect(text.match(/connection: close/gi)).toHaveLength(1);
    await closed;
  });

  it("lets streams of HTTP/2 finish, and tells its client which is the last", async () => {
    const handlers = createHeldHandlers();
    const { server, url } = await openPort({ handlers });
    const session = await openSession(url);
    const answer = sendHttp2(session, {});
    const [held] = await handlers.whenHeld(1);
    const goaway = once(session, "goaway");
    const closed = server.close({ graceMs });
    // 0 is NO_ERROR, 1 the first stream: the last one that is served.
    expect((await goaway).slice(0, 2)).toEqual([0, 1]);
    expect(session.closed).toBe(true);
    held?.end("finished");
    expect(await answer).toMatchObject({ status: 200, body: "finished" });
    expect(await closed).toEqual({ cutConnections: 0 });
  });

  it("cuts off an HTTP/2 client that reads GOAWAY and stays", async () => {
    const { server, port } = await openPort();
    const { socket, ended } = await openRaw(port);
    socket.removeAllListeners("end");
    socket.write(Buffer.concat([http2Preface, createFrame(0x4, 0, "")]));
    await once(socket, "data");
    // The server's own limit is a second, far below the grace.
    expect(await server.close({ graceMs })).toEqual({ cutConnections: 0 });
    socket.destroy();
    await ended;
  });

  it("cuts what is left after the time of grace, and says how much that was", async () => {
    const handlers = createHeldHandlers();
    const { server, url } = await openPort({ handlers });
    const session = await openSession(url);
    const overHttp2 = sendHttp2(session, {});
    const overHttp1 = fetch(url).catch((error: unknown) => error);
    await handlers.whenHeld(2);
    expect(await server.close({ graceMs: 10 })).toEqual({ cutConnections: 2 });
    expect(server.connectionCount).toBe(0);
    expect(await overHttp2).toMatchObject({ status: undefined });
    expect(await overHttp1).toBeInstanceOf(Error);
  });

  it("can be hurried by a second call", async () => {
    const handlers = createHeldHandlers();
    const { server, url } = await openPort({ handlers });
    const answer = fetch(url).catch((error: unknown) => error);
    await handlers.whenHeld(1);
    const first = server.close({ graceMs });
    expect(await server.close({ graceMs: 0 })).toEqual({ cutConnections: 1 });
    expect(await first).toEqual({ cutConnections: 1 });
    await answer;
  });
});
