import { describe, expect, it } from "vitest";
import { http2Preface } from "./protocol-sniffer.ts";
import { createRequestGuard, type RequestFacts } from "./request-guard.ts";
import { createFrame, openRaw, openSession, sendHttp2, sendRaw, useTestPorts } from "./test-port.ts";

const findRefusal = createRequestGuard({ maxHeaderBytes: 200, maxHeaderCount: 3 });

const good: RequestFacts = {
  httpMajor: 1,
  method: "GET",
  target: "/",
  host: "localhost:8080",
  contentType: undefined,
  rawHeaders: [],
};

describe("createRequestGuard()", () => {
  const accepted: ReadonlyArray<Partial<RequestFacts>> = [
    {},
    { host: "[::1]:8080" },
    { host: "127.0.0.1" },
    { host: "xn--bcher-kva.example" },
    { target: "/a//b?x=//y" },
    { target: "/%2F%00" },
    { target: "/a b".replace(" ", "%20") },
    { rawHeaders: ["Authorization", "a", "X", "1", "X", "2"] },
    { contentType: "application/grpc-web+proto" },
    { contentType: "application/grpc-web-text" },
    { httpMajor: 2, rawHeaders: ["A", "x".repeat(167)] },
    { httpMajor: 2, contentType: "application/grpc+json" },
  ];
  for (const facts of accepted) {
    it(`accepts ${JSON.stringify(facts)}`, () => {
      expect(findRefusal({ ...good, ...facts })).toBeUndefined();
    });
  }

  const path = "The request's path must begin with exactly one slash and hold no control characters.";
  const host = "The request's host is not a valid one.";
  const grpc =
    "gRPC needs HTTP/2: connect with HTTP/2 prior knowledge, or over TLS with ALPN h2; over HTTP/1.1 use gRPC-Web, Connect or JSON.";
  const refused: ReadonlyArray<{ facts: Partial<RequestFacts>; status: number; message: string }> = [
    { facts: { target: "" }, status: 400, message: path },
    { facts: { target: "x" }, status: 400, message: path },
    { facts: { target: "//evil.example/x" }, status: 400, message: path },
    { facts: { target: "/\\evil.example/x" }, status: 400, message: path },
    { facts: { target: "/\t/x" }, status: 400, message: path },
    { facts: { host: "" }, status: 400, message: host },
    { facts: { host: "a b" }, status: 400, message: host },
    { facts: { host: "a/b" }, status: 400, message: host },
    { facts: { host: "u@a" }, status: 400, message: host },
    { facts: { host: "a:99999" }, status: 400, message: host },
    { facts: { host: "[" }, status: 400, message: host },
    {
      facts: { rawHeaders: ["Authorization", "a", "X", "1", "authorization", "b"] },
      status: 400,
      message: 'The request has more than one "authorization" header.',
    },
    {
      facts: { rawHeaders: ["A", "1", "B", "2", "C", "3", "D", "4"] },
      status: 431,
      message: "The request has more than 3 header fields.",
    },
    {
      facts: { httpMajor: 2, rawHeaders: ["A", "x".repeat(168)] },
      status: 431,
      message: "The request's headers are too large.",
    },
    { facts: { contentType: "application/grpc" }, status: 505, message: grpc },
    { facts: { contentType: "application/grpc+proto" }, status: 505, message: grpc },
    { facts: { contentType: "Application/gRPC;x=y" }, status: 505, message: grpc },
  ];
  for (const { facts, status, message } of refused) {
    it(`refuses ${JSON.stringify(facts)} with ${status}`, () => {
      expect(findRefusal({ ...good, ...facts })).toMatchObject({ status, message });
    });
  }

  it("accepts any number of different hosts", () => {
    for (let index = 0; index < 200; index++) {
      expect(findRefusal({ ...good, host: `h${index}.example` })).toBeUndefined();
    }
  });
});

/** GET, http, /, the authority "a", and then the header twice, each as a literal (RFC 7541, section 6.2.2). */
const twoAuthorizations = `\x82\x86\x84\x01\x01a${"\0\x0dauthorization\x08Bearer a".repeat(2)}`;

describe("a guarded port", () => {
  const openPort = useTestPorts();

  it("refuses two Authorization headers over both versions of HTTP", async () => {
    const { port } = await openPort();
    const message = 'The request has more than one \\"authorization\\" header.';
    const overHttp1 = await sendRaw(
      port,
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    );
    expect(overHttp1).toMatch(/^HTTP\/1.1 400 /);
    expect(overHttp1).toContain(message);
    const { socket, ended } = await openRaw(port);
    socket.write(Buffer.concat([http2Preface, createFrame(0x4, 0, ""), createFrame(0x1, 1, twoAuthorizations)]));
    socket.end(createFrame(0x7, 0, "\0".repeat(8)));
    expect(await ended).toContain(message);
  });

  it("tells a gRPC client over HTTP/1.1 what to do", async () => {
    const { url } = await openPort();
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/grpc" }, body: "x" });
    expect(response.status).toBe(505);
    expect(await response.json()).toMatchObject({ code: 12, message: expect.stringContaining("gRPC needs HTTP/2") });
  });

  it("serves HTTP/1.0 without a host, absolute targets and OPTIONS *", async () => {
    const { port } = await openPort();
    expect(await sendRaw(port, "GET /old HTTP/1.0\r\n\r\n")).toContain('"url":"/old"');
    expect(
      await sendRaw(port, "GET http://b.example/abs?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    ).toContain('"url":"/abs?x"');
    expect(await sendRaw(port, "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toContain(
      "204 No Content",
    );
  });

  it("refuses in the words of each protocol", async () => {
    const { url } = await openPort();
    const session = await openSession(url);
    const plain = await sendHttp2(session, { ":path": "//x" });
    expect(plain).toMatchObject({ status: 400, headers: { "content-type": "application/json" } });
    expect(JSON.parse(plain.body)).toMatchObject({ code: 3, details: [] });
    const grpc = await sendHttp2(session, { ":path": "//x", "content-type": "application/grpc+proto" }, "");
    expect(grpc).toMatchObject({ status: 200, body: "", headers: { "grpc-status": "3" } });
    const connect = await sendHttp2(session, { ":path": "//x", "content-type": "application/proto" }, "");
    expect(JSON.parse(connect.body)).toMatchObject({ code: "invalid_argument" });
    session.close();
  });

  it("refuses CONNECT and unknown expectations over HTTP/2", async () => {
    const { url } = await openPort();
    const session = await openSession(url);
    expect(await sendHttp2(session, { expect: "a miracle" })).toMatchObject({ status: 417 });
    const tunnel = session.request({ ":method": "CONNECT", ":authority": "a:80" }, { endStream: false });
    const status = await new Promise((resolve) => tunnel.on("response", (headers) => resolve(headers[":status"])));
    expect(status).toBe(405);
    tunnel.resume().end();
    session.close();
  });
});
