import http from "node:http";
import http2 from "node:http2";
import https from "node:https";

/** A request to make. */
export interface HttpCall {
  readonly method: "GET" | "POST" | "OPTIONS";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly trailers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How long an answer may take. */
const timeoutMs = 10_000;

/** Makes a request over HTTP/1.1, on a connection of its own. Rejects when there is no answer. */
export function callHttp1(baseUrl: string, { method, path, headers = {}, body }: HttpCall): Promise<HttpAnswer> {
  const { request } = baseUrl.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const outgoing = request(
      urlOf(baseUrl, path),
      { method, headers: { ...headers, ...length }, agent: false, signal: AbortSignal.timeout(timeoutMs) },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.once("error", reject);
        incoming.once("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: flatten(incoming.headers),
            trailers: flatten(incoming.trailers),
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

/** Makes a request over HTTP/2: by ALPN with https, by prior knowledge with http. Rejects when there is no answer. */
export function callHttp2(baseUrl: string, { method, path, headers = {}, body }: HttpCall): Promise<HttpAnswer> {
  return new Promise<HttpAnswer>((resolve, reject) => {
    const session = http2.connect(baseUrl);
    const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    function fail(error: Error): void {
      clearTimeout(timer);
      session.destroy();
      reject(error);
    }
    session.once("error", fail);
    const { pathname } = urlOf(baseUrl, path);
    const stream = session.request({ ...headers, ":method": method, ":path": pathname });
    const answer = { status: 0, headers: {}, trailers: {} };
    const chunks: Buffer[] = [];
    stream.once("error", fail);
    stream.once("response", (received) => {
      Object.assign(answer, { status: received[":status"] ?? 0, headers: flatten(received) });
    });
    stream.once("trailers", (received) => Object.assign(answer, { trailers: flatten(received) }));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("close", () => {
      if (answer.status === 0) return fail(new Error("the stream ended without an answer"));
      clearTimeout(timer);
      session.close();
      resolve({ ...answer, body: Buffer.concat(chunks) });
    });
    stream.end(body);
  });
}

/** The path below that of the server's address. */
function urlOf(baseUrl: string, path: string): URL {
  const { origin, pathname } = new URL(baseUrl);
  return new URL(`${origin}${pathname.replace(/\/$/, "")}${path}`);
}

const flatten = (headers: NodeJS.Dict<string | string[] | number>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));

/** Why a call got no answer, in a few words. */
export function describeNoAnswer(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses of one host: the first one's reason stands for all.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return error.name === "TimeoutError" ? `no answer within ${timeoutMs / 1000} s` : error.message;
}
