import { connect, type Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createOnePortServer, type OnePortServer } from "../../src/http/one-port-server.ts";
import { clientPreface, dataFrame, headersFrame, http2Frame, resetFrame } from "../support/http2-frames.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { exchangeBytes, type RawRequest, sendHttp1, sendHttp2 } from "../support/raw-http.ts";
import { frame, readError } from "../support/rpc-answer.ts";
import { createFuzzWire, maxBodyBytes } from "./fuzz-wire.ts";
import { createRandom, mutateBytes, splitBytes } from "./mutate.ts";

// Bad input and bad manners over real sockets, on the server of production with short limits.

failOnLeaks();

const runs = Math.round(Number(process.env["FUZZ_RUNS"] ?? 200_000) / 100);
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000);
/** Memory and time that bad manners may cost; both ends are in this process. */
const maxGrowthBytes = 100_000_000;
const maxDelayMs = 1_000;

const { wire, failures } = createFuzzWire();
const handlerErrors: unknown[] = [];
let server: OnePortServer;
let url: string;
let port: number;

beforeAll(async () => {
  server = createOnePortServer({
    handlers: wire,
    limits: { headersTimeoutMs: 300, requestTimeoutMs: 600, handshakeTimeoutMs: 300 },
    onError: (source, error) => source === "handler" && handlerErrors.push(error),
  });
  ({ url, port } = await server.listen({ host: "127.0.0.1", port: 0 }));
});
afterAll(async () => {
  await server.close({ graceMs: 1_000 });
  expect({ failures, handlerErrors, open: server.connectionCount }).toEqual({
    failures: [],
    handlerErrors: [],
    open: 0,
  });
});

const path = "/zitadel.management.v1.ManagementService/UpdateHumanProfile";
const json = '{"userId":"1","firstName":"Z","lastName":"A","displayName":"Z"}';
const head = { ":method": "POST", ":path": path, ":scheme": "http", ":authority": "a" };
const grpc = { ...head, "content-type": "application/grpc", te: "trailers" };

const good: readonly [Buffer, ...Buffer[]] = [
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\nconnection: close\r\n\r\n${json}`,
  ),
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`,
  ),
  Buffer.concat([
    clientPreface(),
    headersFrame(1, grpc),
    dataFrame(1, frame(Buffer.from("0a0131", "hex")), true),
    http2Frame(7, 0, 0, Buffer.alloc(8)),
  ]),
];

/** Sends pieces, and waits until the server or the end of its patience closes the connection. */
async function sendPieces(pieces: readonly Buffer[]): Promise<Buffer> {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  for (const piece of pieces) socket.write(piece);
  socket.end();
  const timer = setTimeout(() => socket.destroy(), 300);
  await closed;
  clearTimeout(timer);
  return Buffer.concat(received);
}

/** The largest delay of the event loop, and the growth of memory, while something happens. */
async function measure(act: () => Promise<void>): Promise<void> {
  const before = process.memoryUsage().rss;
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  await act();
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(maxDelayMs);
  expect(process.memoryUsage().rss - before).toBeLessThan(maxGrowthBytes);
}

/** An honest call, answered. */
async function expectServed(): Promise<void> {
  const request: RawRequest = {
    method: "POST",
    path,
    headers: [["content-type", "application/json"]],
    body: Buffer.from(json),
  };
  expect((await sendHttp1(url, request)).status).toBe(200);
  expect((await sendHttp2(url, request)).status).toBe(200);
}

describe("on real sockets", () => {
  it(`${runs} changed connections get no 5xx, and the server goes on: seed ${seed}`, {
    timeout: Math.max(120_000, runs * 100),
  }, async () => {
    const random = createRandom(seed);
    for (let run = 0; run < runs; run += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => sendPieces(splitBytes(mutateBytes(random.pick(good), random), random))),
      );
      for (const answer of answers) expect(answer.toString("latin1")).not.toMatch(/^HTTP\/1\.1 50[0234]/);
    }
    await expectServed();
  });

  it("a gzip bomb is unpacked up to the limit only, in every protocol", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000), { level: 9 });
    // Small enough to be taken in, compressed twice as it would be otherwise.
    const small = gzipSync(Buffer.alloc(1_000_000), { level: 9 });
    expect(small.length).toBeLessThan(maxBodyBytes);
    await measure(async () => {
      for (const data of [bomb, small]) {
        const headers = [
          ["content-type", "application/grpc"],
          ["grpc-encoding", "gzip"],
        ] as const;
        const body = frame(data, { flags: 1 });
        expect(readError(await sendHttp2(url, { method: "POST", path, headers, body })).code).toBe(8);
        const connectHeaders = [
          ["content-type", "application/proto"],
          ["content-encoding", "gzip"],
        ] as const;
        expect((await sendHttp1(url, { method: "POST", path, headers: connectHeaders, body: data })).status).toBe(429);
      }
    });
    await expectServed();
  });

  it("endless bodies and slow ones are dropped, and cost nothing", async () => {
    const heads = [
      Buffer.from(
        `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
      ),
      Buffer.concat([clientPreface(), headersFrame(1, grpc)]),
    ];
    await measure(async () => {
      const sockets = heads.map((bytes) => openSocket(bytes));
      const piece = [Buffer.from(`ffff\r\n${"x".repeat(0xffff)}\r\n`), dataFrame(1, Buffer.alloc(16_000))];
      const pump = setInterval(() => {
        for (const [index, socket] of sockets.entries()) feed(socket, piece[index]);
      }, 1);
      await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), { timeout: 5_000 });
      clearInterval(pump);
      for (const socket of sockets) socket.destroy();
    });
    await expectServed();
  });

  it("a flood of headers ends in a refusal", async () => {
    const fields = Array.from({ length: 3_000 }, (_, index) => `x-${index}: ${"y".repeat(100)}`).join("\r\n");
    await measure(async () => {
      const answer = await exchangeBytes(url, Buffer.from(`GET / HTTP/1.1\r\nhost: a\r\n${fields}\r\n\r\n`));
      expect(answer.toString("latin1")).toMatch(/^HTTP\/1\.1 431/);
      // CONTINUATION frames without end.
      const block = Buffer.concat(
        Array.from({ length: 100 }, () => Buffer.from(`\0\x01a\x40${"b".repeat(64)}`, "latin1")),
      );
      const flood = Array.from({ length: 200 }, () => http2Frame(9, 0, 1, block));
      await sendPieces([clientPreface(), http2Frame(1, 0, 1, Buffer.alloc(0)), ...flood]);
    });
    await expectServed();
  });

  it("a client that opens and resets streams is cut off, whatever its calls were about", async () => {
    await measure(async () => {
      const calls = Array.from({ length: 2_000 }, (_, index) => {
        const id = 2 * index + 1;
        return Buffer.concat([
          headersFrame(id, grpc),
          dataFrame(id, frame(Buffer.from("0a0131", "hex"))),
          resetFrame(id, 8),
        ]);
      });
      await sendPieces([clientPreface(), ...calls]);
    });
    await expectServed();
  });

  it("a client that never reads makes no heap of answers", async () => {
    await measure(async () => {
      const socket = openSocket(Buffer.alloc(0));
      socket.pause();
      const call = Buffer.from(`GET /users/1 HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(50));
      for (let sent = 0; sent < 1_000; sent++) {
        feed(socket, call);
        await new Promise((resolve) => setImmediate(resolve));
      }
      socket.destroy();
    });
    await expectServed();
  });
});

function openSocket(first: Buffer): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.on("data", () => undefined);
  if (first.length > 0) socket.write(first);
  return socket;
}

function feed(socket: Socket, bytes: Buffer | undefined): void {
  if (bytes !== undefined && !socket.destroyed && socket.writableLength < 4_000_000) socket.write(bytes);
}
