import { connect } from "node:net";

/** An HTTP/1.1 connection that sends one request after the other, for a load generator without wrk. */
export interface Http1Connection {
  /** Sends the request and resolves with the body of its answer. Rejects unless its status is 200. */
  send(request: Buffer): Promise<Buffer>;
  close(): void;
}

/** A whole request as bytes. */
export function encodeRequest(
  url: string,
  request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  },
): Buffer {
  const lines = Object.entries({
    host: new URL(url).host,
    ...request.headers,
    "content-length": String(Buffer.byteLength(request.body)),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${request.method} ${request.path} HTTP/1.1\r\n${lines.join("")}\r\n${request.body}`);
}

/** Opens the connection; requests may be sent at once, each after the answer to the one before. */
export function connectHttp1(url: string): Http1Connection {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let waiting: { resolve: (body: Buffer) => void; reject: (error: Error) => void } | undefined;

  const fail = (error: Error) => waiting?.reject(error);
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = parseAnswer(received);
    if (answer === undefined) return;
    received = Buffer.alloc(0);
    const { status, body } = answer;
    if (status === 200) waiting?.resolve(body);
    else waiting?.reject(new Error(`the answer has the status ${status}: ${body.toString().slice(0, 200)}`));
  });

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** The answer, once all of it is there. */
function parseAnswer(bytes: Buffer): { readonly status: number; readonly body: Buffer } | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = bytes.toString("latin1", 0, headEnd);
  const bodyStart = headEnd + 4;
  const status = Number(head.slice(9, 12));
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined) return parseChunked(bytes, bodyStart, status);
  const bodyEnd = bodyStart + Number(length);
  return bytes.length < bodyEnd ? undefined : { status, body: bytes.subarray(bodyStart, bodyEnd) };
}

function parseChunked(bytes: Buffer, start: number, status: number) {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { status, body: Buffer.concat(chunks) };
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}
