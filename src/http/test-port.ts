import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientSessionOptions,
  connect as connectHttp2,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from "node:http2";
import { connect, type Socket } from "node:net";
import { afterEach, expect } from "vitest";
import type { HttpErrorSource, HttpHandlers } from "./handlers.ts";
import { createOnePortServer, type OnePortServer, type OnePortServerOptions } from "./one-port-server.ts";

/** A server under test, and what it reported. */
export interface TestPort {
  readonly server: OnePortServer;
  readonly port: number;
  readonly url: string;
  readonly errors: ReadonlyArray<{ readonly source: HttpErrorSource; readonly error: unknown }>;
}

/** Answers every request with its version of HTTP, method, URL and body, as JSON. */
export const echo: HttpHandlers = {
  async request(request, response) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const { httpVersion, method, url } = request;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ httpVersion, method, url, body: Buffer.concat(chunks).toString() }));
  },
};

/** Opens servers on free ports for one test file, and fails a test that leaves a connection open. */
export function useTestPorts(): (options?: Partial<OnePortServerOptions>) => Promise<TestPort> {
  let opened: OnePortServer[] = [];
  afterEach(async () => {
    const servers = opened;
    opened = [];
    for (const server of servers) {
      await server.close({ graceMs: 0 });
      expect(server.connectionCount).toBe(0);
    }
  });
  return async (options) => {
    const errors: Array<{ source: HttpErrorSource; error: unknown }> = [];
    const server = createOnePortServer({
      handlers: echo,
      onError: (source, error) => errors.push({ source, error }),
      ...options,
    });
    opened.push(server);
    const { port, url } = await server.listen({ host: "127.0.0.1", port: 0 });
    return { server, port, url, errors };
  };
}

/** A TCP connection that shows what comes back. */
export interface RawClient {
  readonly socket: Socket;
  /** Resolves with everything received, when the server has ended the connection. */
  readonly ended: Promise<string>;
}

/** Connects without speaking any protocol. */
export async function openRaw(port: number): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  let received = "";
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
  });
  socket.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => {
    socket.once("end", () => socket.end());
    socket.once("close", () => resolve(received));
  });
  await once(socket, "connect");
  return { socket, ended };
}

/** Sends a text as a whole connection's worth of HTTP/1.1, and returns the answer as text. */
export async function sendRaw(port: number, text: string): Promise<string> {
  const { socket, ended } = await openRaw(port);
  socket.write(text, "latin1");
  return await ended;
}

/** An HTTP/2 answer, or how its stream ended without one. */
export interface Http2Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly body: string;
  readonly resetCode: number;
}

/** Opens an HTTP/2 session, in cleartext with prior knowledge, or over TLS for an `https` URL. */
export async function openSession(
  url: string,
  options: ClientSessionOptions | SecureClientSessionOptions = {},
): Promise<ClientHttp2Session> {
  const session = connectHttp2(url, options);
  session.on("error", () => undefined);
  await once(session, "connect");
  return session;
}

/** Sends one request on an HTTP/2 session, and resolves when its stream is closed, whatever the reason. */
export function sendHttp2(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<Http2Answer> {
  return new Promise((resolve) => {
    const stream = session.request({ ":method": body === undefined ? "GET" : "POST", ":path": "/", ...headers });
    let answer: Http2Answer["headers"] = {};
    let received = "";
    stream.setEncoding("utf8");
    stream.on("response", (answerHeaders) => {
      answer = answerHeaders as Http2Answer["headers"];
    });
    stream.on("data", (text: string) => {
      received += text;
    });
    stream.on("error", () => undefined);
    stream.on("close", () => {
      const status = answer[":status"];
      resolve({
        status: typeof status === "number" ? status : undefined,
        headers: answer,
        body: received,
        resetCode: stream.rstCode ?? 0,
      });
    });
    stream.end(body);
  });
}

/**
 * Creates a frame of HTTP/2, for what Node's client would refuse to send. A frame of headers (type 1) also ends the
 * headers and the stream.
 */
export function createFrame(type: number, streamId: number, payload: string): Buffer {
  const flags = type === 0x1 ? 0x5 : 0;
  const head = Buffer.from([0, payload.length >> 8, payload.length & 255, type, flags, 0, 0, 0, streamId]);
  return Buffer.concat([head, Buffer.from(payload, "latin1")]);
}
