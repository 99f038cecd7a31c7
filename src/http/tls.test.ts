import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { createOnePortServer } from "./one-port-server.ts";
import { echo, openRaw, openSession, sendHttp2, sendRaw, useTestPorts } from "./test-port.ts";

const openPort = useTestPorts();

const folder = new URL("../../test/tls/", import.meta.url);
const cert = readFileSync(new URL("localhost.cert.pem", folder));
const key = readFileSync(new URL("localhost.key.pem", folder));
const tls = { cert, key };

async function openTls(port: number, ALPNProtocols?: string[]): Promise<TLSSocket> {
  const socket = connectTls({ port, host: "127.0.0.1", ca: cert, ...(ALPNProtocols && { ALPNProtocols }) });
  await once(socket, "secureConnect");
  return socket;
}

describe("a port with TLS", () => {
  it("answers HTTP/1.1 and HTTP/2 as ALPN decides", async () => {
    const { port, url } = await openPort({ tls });
    expect(url).toBe(`https://127.0.0.1:${port}`);
    const session = await openSession(url, { ca: cert });
    expect(JSON.parse((await sendHttp2(session, {}, "b")).body)).toMatchObject({ httpVersion: "2.0", body: "b" });
    session.close();
    const [response] = await once(get(url, { ca: cert, agent: false }), "response");
    expect(response.statusCode).toBe(200);
    response.resume();
    await once(response, "end");
    for (const [offered, chosen] of [
      [["h2", "http/1.1"], "h2"],
      [["http/1.1"], "http/1.1"],
      [undefined, false],
    ] as const) {
      const socket = await openTls(port, offered && [...offered]);
      expect(socket.alpnProtocol).toBe(chosen);
      socket.destroy();
    }
  });

  it("speaks HTTP/1.1 with a client that names no protocol", async () => {
    const { port } = await openPort({ tls });
    const socket = await openTls(port);
    socket.setEncoding("utf8");
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(String((await once(socket, "data"))[0])).toContain("200 OK");
    socket.destroy();
  });

  it("survives what is not TLS, a protocol it does not speak, and a client that does not trust it", async () => {
    const { port, url, errors, server } = await openPort({ tls });
    await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await expect(openTls(port, ["spdy/3"])).rejects.toThrow();
    await expect(fetch(url)).rejects.toThrow();
    const { socket, ended } = await openRaw(port);
    socket.resetAndDestroy();
    await ended;
    await expect.poll(() => errors.map(({ source }) => source)).toContain("tls");
    const session = await openSession(url, { ca: cert });
    expect((await sendHttp2(session, {})).status).toBe(200);
    session.close();
    await expect.poll(() => server.connectionCount).toBe(0);
  });

  it("closes a connection whose handshake does not end in time", async () => {
    const { port } = await openPort({ tls, limits: { handshakeTimeoutMs: 20 } });
    expect(await sendRaw(port, "\x16\x03\x01")).toBe("");
  });

  it("lets requests finish when it closes, and ends handshakes at once", async () => {
    let finish: () => void = () => undefined;
    let announce: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      announce = resolve;
    });
    const { server, url, port } = await openPort({
      tls,
      handlers: {
        request(_, response) {
          finish = () => response.end("finished");
          announce();
        },
      },
    });
    const session = await openSession(url, { ca: cert });
    const answer = sendHttp2(session, {});
    await arrived;
    const idle = await openTls(port, ["http/1.1"]);
    const handshaking = await openRaw(port);
    await expect.poll(() => server.connectionCount).toBe(3);
    const closed = server.close({ graceMs: 60_000 });
    expect(await handshaking.ended).toBe("");
    await once(idle.resume(), "close");
    finish();
    expect(await answer).toMatchObject({ body: "finished" });
    expect(await closed).toEqual({ cutConnections: 0 });
  });

  const unusable = [
    { name: "no PEM at all", identity: { cert: "x", key } },
    { name: "a key where the certificate should be", identity: { cert: key, key } },
    { name: "an empty key", identity: { cert, key: "" } },
    {
      name: "the key of another certificate",
      identity: {
        cert,
        key: generateKeyPairSync("ec", {
          namedCurve: "P-256",
          privateKeyEncoding: { type: "pkcs8", format: "pem" },
          publicKeyEncoding: { type: "spki", format: "pem" },
        }).privateKey,
      },
    },
  ];
  for (const { name, identity } of unusable) {
    it(`explains why ${name} cannot be used`, () => {
      expect(() => createOnePortServer({ handlers: echo, tls: identity })).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(/^The TLS certificate and key cannot be used: .* Both must be PEM/),
          isForPeople: true,
        }),
      );
    });
  }
});
