import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import type { HttpHandlers } from "./handlers.ts";
import { createOnePortServer } from "./one-port-server.ts";
import { http2Preface } from "./protocol-sniffer.ts";
import { echo, openRaw, openSession, sendHttp2, sendRaw, useTestPorts } from "./test-port.ts";

const openPort = useTestPorts();

/** An empty SETTINGS frame, the second thing an HTTP/2 client says. */
const emptySettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

describe("createOnePortServer()", () => {
  it("answers HTTP/1.1 and HTTP/2 on one port, at the same time", async () => {
    const { port, url } = await openPort();
    const session = await openSession(url);
    const [overHttp2, overHttp1] = await Promise.all([
      sendHttp2(session, { ":path": "/two?x=1" }, "body"),
      fetch(`${url}/one`, { method: "PUT", body: "b" }),
    ]);
    expect(JSON.parse(overHttp2.body)).toEqual({ httpVersion: "2.0", method: "POST", url: "/two?x=1", body: "body" });
    expect(await overHttp1.json()).toEqual({ httpVersion: "1.1", method: "PUT", url: "/one", body: "b" });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    session.close();
  });

  it("keeps an HTTP/1.1 connection for the next request, and answers pipelined ones in order", async () => {
    const { port } = await openPort();
    const text = await sendRaw(
      port,
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    expect(text.match(/"url":"[^"]*"/g)).toEqual(['"url":"/1"', '"url":"/2"', '"url":"/3"']);
  });

  it("recognizes HTTP/2 when the preface arrives byte by byte", async () => {
    const { port } = await openPort();
    const { socket } = await openRaw(port);
    for (const byte of Buffer.concat([http2Preface, emptySettings])) {
      // The callback comes when the kernel has the byte; no delay, so each one is a packet.
      await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
    }
    const [answer] = await once(socket, "data");
    // The server's own SETTINGS frame: three bytes of length, then type 4.
    expect(Buffer.from(answer, "latin1")[3]).toBe(4);
    socket.destroy();
  });

  it("recognizes HTTP/1.1 when the request arrives byte by byte", async () => {
    const { port } = await openPort();
    const { socket, ended } = await openRaw(port);
    for (const byte of Buffer.from(
      "PUT /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    )) {
      await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
    }
    expect(await ended).toContain('"url":"/slow","body":"ok"');
  });

  it("takes a request over both halves of a body larger than any buffer", async () => {
    const { url } = await openPort();
    const body = "x".repeat(3_000_000);
    const session = await openSession(url);
    const [http1, http2] = await Promise.all([
      fetch(url, { method: "POST", body }).then((response) => response.text()),
      sendHttp2(session, {}, body),
    ]);
    expect(http1.length).toBeGreaterThan(body.length);
    expect(http2.body.length).toBeGreaterThan(body.length);
    session.close();
  });

  for (const sent of ["", "P", "PRI * HTTP/2.0\r\n"]) {
    it(`closes a connection that stops after ${JSON.stringify(sent)}`, async () => {
      const { port, server } = await openPort({ limits: { handshakeTimeoutMs: 20 } });
      expect(await sendRaw(port, sent)).toBe("");
      await expect.poll(() => server.connectionCount).toBe(0);
    });

    it(`closes a connection that is half closed after ${JSON.stringify(sent)}`, async () => {
      const { port } = await openPort();
      const { socket, ended } = await openRaw(port);
      socket.end(sent);
      expect(await ended).toBe("");
    });
  }

  it("answers a client that half closes after its request", async () => {
    const { port } = await openPort();
    const { socket, ended } = await openRaw(port);
    socket.end("GET /half HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await ended).toContain('"url":"/half"');
  });

  it("survives clients that reset in the middle of everything", async () => {
    const { port, url } = await openPort();
    const session = await openSession(url);
    const starts = [
      "",
      "P",
      "GET / HTTP/1.1\r\nHo",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx",
      "\x16\x03\x01",
    ];
    for (const start of starts) {
      const { socket, ended } = await openRaw(port);
      await new Promise((resolve) => socket.write(start, "latin1", resolve));
      socket.resetAndDestroy();
      await ended;
    }
    const stream = session.request({ ":method": "POST", ":path": "/" });
    stream.on("error", () => undefined);
    await new Promise((resolve) => stream.write("x", resolve));
    session.destroy();
    expect((await fetch(url)).status).toBe(200);
  });

  it("refuses connections beyond the limit, and takes new ones when others have gone", async () => {
    const { port, server } = await openPort({ limits: { maxConnections: 1 } });
    const first = await openRaw(port);
    expect(await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).toBe("");
    first.socket.destroy();
    await first.ended;
    await expect.poll(() => server.connectionCount).toBe(0);
    expect(await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toContain("200 OK");
  });

  it("says what to do when the port is taken or the address is not ours", async () => {
    const { port } = await openPort();
    const second = createOnePortServer({ handlers: echo });
    await expect(second.listen({ host: "127.0.0.1", port })).rejects.toMatchObject({
      message: `Cannot listen on 127.0.0.1, port ${port}: port ${port} is in use by another program. Stop that one, or choose another port; 0 takes a free one.`,
      isForPeople: true,
    });
    const third = createOnePortServer({ handlers: echo });
    await expect(third.listen({ host: "192.0.2.1", port: 0 })).rejects.toThrow("this machine has no such address");
  });

  it("names the loopback address in the URL of a server that listens on every address", async () => {
    const server = createOnePortServer({ handlers: echo });
    const { url, port } = await server.listen({ host: "0.0.0.0", port: 0 });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    await server.close({ graceMs: 0 });
  });
});

describe("handlers", () => {
  it("gets an HTTP/2 stream through stream() when that takes it, else through request()", async () => {
    const handlers: HttpHandlers = {
      request: echo.request,
      stream(stream, headers, answerHeaders) {
        if (headers["content-type"] !== "application/grpc") {
          return false;
        }
        stream.respond({ ":status": 200, ...answerHeaders }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end("taken");
        return true;
      },
    };
    const { url } = await openPort({ handlers });
    const session = await openSession(url);
    const taken = await sendHttp2(session, { "content-type": "application/grpc" }, "");
    expect(taken).toMatchObject({ status: 200, body: "taken", headers: { "cache-control": "no-store" } });
    const declined = await sendHttp2(session, { "content-type": "application/json" }, "x");
    expect(JSON.parse(declined.body)).toMatchObject({ httpVersion: "2.0", body: "x" });
    session.close();
  });

  it("gets a request over HTTP/1.1 through take() when that takes it, without a header on its response, else through request()", async () => {
    const handlers: HttpHandlers = {
      request: echo.request,
      take(request, response, answerHeaders) {
        if (request.url !== "/taken") return false;
        expect(response.getHeaderNames()).toEqual([]);
        response.writeHead(200, { ...answerHeaders }).end("taken");
        return true;
      },
    };
    const { url } = await openPort({ handlers });
    const taken = await fetch(`${url}/taken`);
    expect([await taken.text(), taken.headers.get("x-content-type-options")]).toEqual(["taken", "nosniff"]);
    const declined = await fetch(`${url}/declined`, { method: "POST", body: "x" });
    expect(declined.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await declined.json()).toMatchObject({ httpVersion: "1.1", url: "/declined", body: "x" });
  });

  it("can override the server's headers", async () => {
    const { url } = await openPort({
      handlers: {
        request(_, response) {
          response.setHeader("Cache-Control", "max-age=60");
          response.end("x");
        },
      },
    });
    const { headers } = await fetch(url);
    expect(headers.get("cache-control")).toBe("max-age=60");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  const failures: ReadonlyArray<{ name: string; handlers: HttpHandlers }> = [
    {
      name: "a throw",
      handlers: {
        request() {
          throw new Error("secret");
        },
      },
    },
    { name: "a rejection", handlers: { request: () => Promise.reject(new Error("secret")) } },
    {
      name: "a throw of take()",
      handlers: {
        request: () => Promise.reject(new Error("secret")),
        take() {
          throw new Error("secret");
        },
      },
    },
  ];
  for (const { name, handlers } of failures) {
    it(`answers ${name} with 500, without its text`, async () => {
      const { url, errors } = await openPort({ handlers });
      const body = '{"code":13,"message":"An internal error occurred.","details":[]}';
      const response = await fetch(url, { headers: { origin: "https://a.example" } });
      expect(response.status).toBe(500);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(await response.text()).toBe(body);
      const session = await openSession(url);
      expect(await sendHttp2(session, {})).toMatchObject({ status: 500, body });
      expect(await sendHttp2(session, { "content-type": "application/grpc" }, "")).toMatchObject({
        status: 200,
        headers: { "grpc-status": "13", "grpc-message": "An internal error occurred." },
      });
      session.close();
      expect(errors.map(({ source }) => source)).toEqual(["handler", "handler", "handler"]);
    });
  }

  it("cuts an answer short that fails halfway, so that it does not look whole", async () => {
    const { url, errors } = await openPort({
      handlers: {
        async request(_, response) {
          response.writeHead(200, { "content-type": "text/plain" });
          const stream: NodeJS.WritableStream = response;
          stream.write("half");
          await Promise.reject(new Error("broken"));
        },
      },
    });
    const session = await openSession(url);
    // 2 is INTERNAL_ERROR.
    expect(await sendHttp2(session, {})).toMatchObject({ status: 200, resetCode: 2 });
    session.close();
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
    expect(errors.filter(({ source }) => source === "handler")).toHaveLength(2);
  });

  it("lets the client go on after 100-continue, over both versions", async () => {
    const { port, url } = await openPort();
    const session = await openSession(url);
    const stream = session.request({ ":method": "POST", ":path": "/", expect: "100-continue" });
    await once(stream, "continue");
    stream.end("two");
    expect(String((await once(stream.setEncoding("utf8"), "data"))[0])).toContain('"body":"two"');
    session.close();
    const req = request({ port, method: "POST", headers: { expect: "100-continue" } });
    req.flushHeaders();
    await once(req, "continue");
    req.end("one");
    const [response] = await once(req, "response");
    expect(response.statusCode).toBe(200);
    response.resume();
  });
});

describe("trailers", () => {
  it("arrive over both versions of HTTP", async () => {
    const { port, url } = await openPort({
      handlers: {
        request(_, response) {
          response.writeHead(200, { trailer: "grpc-status" });
          const stream: NodeJS.WritableStream = response;
          stream.write("x");
          response.addTrailers({ "grpc-status": "0" });
          response.end();
        },
      },
    });
    const session = await openSession(url);
    const stream = session.request({ ":path": "/" });
    stream.resume();
    expect((await once(stream, "trailers"))[0]).toMatchObject({ "grpc-status": "0" });
    session.close();
    const text = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect(text).toMatch(/grpc-status: 0\r\n\r\n$/);
  });
});
