import { once } from "node:events";
import { connect } from "node:http2";
import { connect as connectTcp } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { clientPreface } from "../../test/support/http2-frames.ts";
import { openRaw, openSession, sendHttp2, sendRaw, useTestPorts } from "./test-port.ts";

const openPort = useTestPorts();

const head = "GET / HTTP/1.1\r\nHost: a\r\n";

describe("limits of HTTP/1.1", () => {
  const rejected: ReadonlyArray<{ name: string; sent: string; status: string; message: string | RegExp }> = [
    { name: "garbage", sent: "\x16\x03\x01\0\0", status: "400 Bad Request", message: "The request is not valid HTTP." },
    {
      name: "almost the preface of HTTP/2",
      sent: "PRI * HTTP/2.0\r\n\r\nXX",
      status: "400 Bad Request",
      message: "The request is not valid HTTP.",
    },
    {
      name: "a length and chunks at once",
      sent: `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      status: "400 Bad Request",
      message: "The request is not valid HTTP.",
    },
    {
      name: "a header with a line break of its own",
      sent: `${head}X: a\nb\0\r\n\r\n`,
      status: "400 Bad Request",
      message: "The request is not valid HTTP.",
    },
    {
      name: "one header that is too large",
      sent: `${head}X: ${"x".repeat(100_000)}\r\n\r\n`,
      status: "431 Request Header Fields Too Large",
      message: "The request's headers are too large.",
    },
    {
      name: "a path that is too large",
      sent: `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      status: "431 Request Header Fields Too Large",
      message: "The request's headers are too large.",
    },
    {
      name: "too many headers",
      sent: `${head}Connection: close\r\n${"X: y\r\n".repeat(100)}\r\n`,
      status: "431 Request Header Fields Too Large",
      // From Node 24 on the parser counts too, and comes first.
      message: /"message":"(The request has more than 100 header fields|The request's headers are too large)\."/,
    },
  ];
  for (const { name, sent, status, message } of rejected) {
    it(`answers ${name} with ${status.slice(0, 3)}, as JSON that pages of other origins may read`, async () => {
      const { port, url } = await openPort();
      const answer = await sendRaw(port, sent);
      expect(answer.split("\r\n")[0]).toBe(`HTTP/1.1 ${status}`);
      expect(answer.toLowerCase()).toContain("\r\nconnection: close\r\n");
      expect(answer).toMatch(message);
      expect((await fetch(url)).status).toBe(200);
    });
  }

  it("names no origin on an unreadable request's answer when origins are listed", async () => {
    const open = await openPort();
    const listed = await openPort({ cors: { origins: ["https://a.example"] } });
    expect(await sendRaw(open.port, "garbage\r\n\r\n")).toContain("access-control-allow-origin: *");
    expect(await sendRaw(listed.port, "garbage\r\n\r\n")).not.toContain("access-control-allow-origin");
  });

  it("answers headers that do not end in time with 408", async () => {
    const { port } = await openPort({ limits: { headersTimeoutMs: 30 } });
    const answer = await sendRaw(port, head);
    expect(answer).toContain("408 Request Timeout");
    expect(answer).toContain('"message":"The request took too long to arrive."');
  });

  it("answers a body that does not end in time with 408", async () => {
    const { port } = await openPort({ limits: { requestTimeoutMs: 30 } });
    expect(await sendRaw(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")).toContain(
      "408 Request Timeout",
    );
  });

  it("closes a connection that sends no further request in time", async () => {
    // Node adds a second of its own to the time it tells the client.
    const { port } = await openPort({ limits: { keepAliveTimeoutMs: 1 } });
    expect(await sendRaw(port, `${head}\r\n`)).toContain("200 OK");
  });

  it("refuses CONNECT", async () => {
    const { port } = await openPort();
    expect(await sendRaw(port, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n")).toContain("405 Method Not Allowed");
  });
});

describe("limits of HTTP/2", () => {
  it("announces its limits in the settings", async () => {
    const { url } = await openPort();
    const session = await openSession(url);
    if (session.remoteSettings.maxConcurrentStreams !== 200) {
      await once(session, "remoteSettings");
    }
    expect(session.remoteSettings).toMatchObject({ maxConcurrentStreams: 200, maxHeaderListSize: 16_384 });
    session.close();
  });

  it("resets a stream whose headers are too large or too many, and keeps the session", async () => {
    const { url } = await openPort();
    const session = await openSession(url);
    // Its settings may not be in force for the first request, which gets an answer then.
    expect(await sendHttp2(session, { x: "x".repeat(40_000) })).toSatisfy(
      ({ status, resetCode }) => status === 431 || resetCode === 11,
    );
    expect((await sendHttp2(session, {})).status).toBe(200);
    const tooLarge = await sendHttp2(session, { x: "x".repeat(40_000) });
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, "y"]));
    const tooMany = await sendHttp2(session, many);
    // 11 is ENHANCE_YOUR_CALM.
    expect([tooLarge.resetCode, tooMany.resetCode]).toEqual([11, 11]);
    expect((await sendHttp2(session, {})).status).toBe(200);
    session.close();
  });

  it("resets a request whose body does not end in time", async () => {
    const { url } = await openPort({ limits: { requestTimeoutMs: 20 } });
    const session = await openSession(url);
    const stream = session.request({ ":method": "POST", ":path": "/" });
    stream.on("error", () => undefined);
    stream.write("x");
    await once(stream, "close");
    // 8 is CANCEL.
    expect(stream.rstCode).toBe(8);
    session.close();
  });

  it("lets a conversation take its time once the server has begun to answer", async () => {
    const { url } = await openPort({
      limits: { requestTimeoutMs: 20 },
      handlers: {
        request(request, response) {
          if (request.url === "/talk") {
            response.writeHead(200);
            if ("flushHeaders" in response) {
              response.flushHeaders();
            }
            request.pipe(response);
          }
        },
      },
    });
    const session = await openSession(url);
    const talk = session.request({ ":method": "POST", ":path": "/talk" });
    talk.setEncoding("utf8");
    await once(talk, "response");
    // Its time began later, so when it is over the other's is too.
    const silent = session.request({ ":method": "POST", ":path": "/silent" });
    silent.on("error", () => undefined);
    await once(silent, "close");
    expect(silent.rstCode).toBe(8);
    talk.end("goodbye");
    expect(await once(talk, "data")).toEqual(["goodbye"]);
    await once(talk, "close");
    expect(talk.rstCode).toBe(0);
    session.close();
  });

  it("ends a session that nobody uses, and none that waits for an answer", async () => {
    let finish: () => void = () => undefined;
    const { url } = await openPort({
      limits: { sessionIdleTimeoutMs: 20 },
      handlers: {
        request(_, response) {
          finish = () => response.end("late");
        },
      },
    });
    const busy = await openSession(url);
    const answer = sendHttp2(busy, {});
    const idle = await openSession(url);
    await once(idle, "close");
    expect(busy.closed).toBe(false);
    finish();
    expect(await answer).toMatchObject({ status: 200, body: "late" });
    await once(busy, "close");
  });

  it("ends a session that opens and resets streams without end, and serves others meanwhile", async () => {
    let calls = 0;
    const { url, port, server, errors } = await openPort({
      handlers: {
        request(_, response) {
          calls++;
          response.end();
        },
      },
    });
    const attacker = await openSession(url);
    const ended = new Promise((resolve) => attacker.once("close", resolve));
    for (let count = 0; count < 3_000 && !attacker.destroyed; count++) {
      const stream = attacker.request({ ":path": "/" });
      stream.on("error", () => undefined);
      stream.close(8);
      if (count % 100 === 99) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await ended;
    expect(calls).toBeLessThan(1_500);
    expect(await sendRaw(port, `${head}Connection: close\r\n\r\n`)).toContain("200 OK");
    await expect.poll(() => server.connectionCount).toBe(0);
    expect(errors.map(({ error }) => String(error))).toContain(
      "Error: an HTTP/2 client was cut off because it reset too many streams",
    );
  });

  it("ends a session that breaks the protocol", async () => {
    const { port, errors, url } = await openPort();
    const { socket, ended } = await openRaw(port);
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all, and long enough to be several", "latin1");
    await ended;
    expect(errors.map(({ source }) => source)).toContain("http2");
    expect((await fetch(url)).status).toBe(200);
  });

  it("pings a session that says nothing, and cuts off the one that does not answer", async () => {
    const { url, port, errors } = await openPort({ limits: { keepalivePingMs: 50, keepalivePingTimeoutMs: 100 } });
    const session = connect(url);
    const closed = vi.fn();
    session.once("close", closed);
    const mute = connectTcp(port, "127.0.0.1");
    mute.write(clientPreface());
    mute.resume();
    await once(mute, "close");
    expect(errors.map(({ error }) => String(error))).toContain("Error: an HTTP/2 client did not answer a ping");
    expect(closed).not.toHaveBeenCalled();
    session.close();
    await once(session, "close");
  });

  it("says goodbye to a session that is old, whose calls end in peace", async () => {
    const { url } = await openPort({ limits: { maxConnectionAgeMs: 100 } });
    const session = connect(url);
    const stream = session.request({ ":method": "POST", ":path": "/" });
    await once(session, "goaway");
    stream.end("late");
    const [headers] = await once(stream, "response");
    expect(headers[":status"]).toBe(200);
    stream.resume();
    await once(session, "close");
  });
});
