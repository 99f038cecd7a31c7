import { connect as connectHttp2, type IncomingHttpHeaders } from "node:http2";
import { connect } from "node:net";

/** A request as it goes over the wire: nothing is checked, completed or encoded. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values; a name may occur more than once with HTTP/1.1. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** An answer, whatever protocol it is in. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly trailers: Headers;
  readonly body: Buffer;
}

/** Sends bytes on a TCP connection of their own and answers what comes back until the server ends it. */
export function exchangeBytes(url: string, bytes: Uint8Array): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    // A reset is one way to end a connection; what came before it counts.
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
    socket.once("close", () => resolve(Buffer.concat(chunks)));
    socket.write(bytes);
  });
}

/** Sends a request over HTTP/1.1 on a connection of its own. The length of the body is added unless a header tells it. */
export async function sendHttp1(url: string, request: RawRequest): Promise<RawAnswer> {
  const names = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const isFramed = names.has("content-length") || names.has("transfer-encoding");
  const head = [
    `${request.method} ${request.path} HTTP/1.1`,
    ...(names.has("host") ? [] : [`host: ${new URL(url).host}`]),
    "connection: close",
    ...(isFramed ? [] : [`content-length: ${request.body.length}`]),
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ].join("\r\n");
  return parseHttp1(await exchangeBytes(url, Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), request.body])));
}

function parseHttp1(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Headers();
  for (const line of lines) headers.append(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim());
  const rest = bytes.subarray(end + 4);
  const body = headers.get("transfer-encoding") === "chunked" ? joinChunks(rest) : rest;
  return { status: Number(statusLine.split(" ")[1]), headers, trailers: new Headers(), body };
}

function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString("latin1"), 16);
    if (lineEnd < 0 || Number.isNaN(size) || size === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/** Sends a request over HTTP/2 on a session of its own. A body that the server does not want to the end is cut. */
export function sendHttp2(url: string, request: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(url);
    session.once("error", reject);
    const hasBody = request.body.length > 0;
    const stream = session.request(
      { ":method": request.method, ":path": request.path, ...Object.fromEntries(request.headers) },
      { endStream: !hasBody },
    );
    const chunks: Buffer[] = [];
    let headers = new Headers();
    let trailers = new Headers();
    let status = 0;
    stream.once("response", (received) => {
      status = received[":status"] ?? 0;
      headers = toHeaders(received);
    });
    stream.once("trailers", (received) => {
      trailers = toHeaders(received);
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    // The server may refuse the rest of a body it has answered already.
    stream.once("error", () => {});
    stream.once("close", () => {
      session.destroy();
      if (status === 0) reject(new Error(`the stream was closed with code ${stream.rstCode} and no answer`));
      else resolve({ status, headers, trailers, body: Buffer.concat(chunks) });
    });
    if (hasBody) stream.end(request.body);
  });
}

function toHeaders(received: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    if (!name.startsWith(":") && value !== undefined) headers.set(name, String(value));
  }
  return headers;
}
