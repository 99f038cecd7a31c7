import { once } from "node:events";
import { createServer as createHttp1 } from "node:http";
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer as createHttp2,
  type ServerHttp2Session,
} from "node:http2";
import { type AddressInfo, connect as connectTcp } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createClient,
  createContextKey,
  type HandlerContext,
  type Interceptor,
} from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ConformanceService, UnaryRequestSchema } from "../../test/gen/connectrpc/conformance/v1/conformance_pb.ts";
import { clientPreface, dataFrame, headersFrame, http2Frame, resetFrame } from "../../test/support/http2-frames.ts";
import { failOnLeaks } from "../../test/support/leaks.ts";
import { frame } from "../../test/support/rpc-answer.ts";
import { createUnaryLane } from "./index.ts";

failOnLeaks();

/** What the next call does; each test sets its own. */
let handle: (context: HandlerContext) => Promise<void> | void = () => undefined;
let intercept: Interceptor = (next) => next;
const nameKey = createContextKey("nobody");

const lane = createUnaryLane({
  interceptors: [(next) => (request) => intercept(next)(request)],
  routes(router) {
    router.service(ConformanceService, {
      async unary(request, context) {
        await handle(context);
        return { payload: { data: request.requestData } };
      },
      async *serverStream(request) {
        yield { payload: { data: request.requestData } };
      },
    });
  },
});

const http1 = createHttp1(lane.request);
const http2 = createHttp2().on("stream", lane.stream);
const sessions = new Set<ServerHttp2Session>();
http2.on("session", (session) => {
  sessions.add(session);
  session.once("close", () => sessions.delete(session));
});
let url1: string;
let url2: string;
let session: ClientHttp2Session;

beforeAll(async () => {
  for (const server of [http1, http2]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  url1 = `http://127.0.0.1:${(http1.address() as AddressInfo).port}`;
  url2 = `http://127.0.0.1:${(http2.address() as AddressInfo).port}`;
  session = connect(url2);
});
afterAll(() => {
  session.destroy();
  for (const open of sessions) open.destroy();
  http1.closeAllConnections();
  http1.close();
  http2.close();
});

const path = "/connectrpc.conformance.v1.ConformanceService/Unary";
const message = toBinary(UnaryRequestSchema, create(UnaryRequestSchema, { requestData: Buffer.from("Zara") }));
const grpc = { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" };

/** Runs a call over gRPC and Connect, with this handler. */
const transports = () => [
  { name: "gRPC", transport: createGrpcTransport({ baseUrl: url2 }) },
  { name: "gRPC-Web", transport: createGrpcWebTransport({ baseUrl: url1, httpVersion: "1.1" }) },
  { name: "Connect", transport: createConnectTransport({ baseUrl: url1, httpVersion: "1.1" }) },
];

describe("createUnaryLane()", () => {
  it("answers unary calls and streams in every protocol", async () => {
    handle = () => undefined;
    for (const { name, transport } of transports()) {
      const client = createClient(ConformanceService, transport);
      const answer = await client.unary({ requestData: Buffer.from("Zara") });
      expect(Buffer.from(answer.payload?.data ?? []).toString(), name).toBe("Zara");
      for await (const { payload } of client.serverStream({ requestData: Buffer.from("Zoe") })) {
        expect(Buffer.from(payload?.data ?? []).toString(), name).toBe("Zoe");
      }
    }
  });

  it("hands headers, trailers and context values both ways, and a copied request to its handler", async () => {
    const seen: unknown[] = [];
    intercept = (next) => async (request) => {
      request.contextValues.set(nameKey, "Zara");
      request.header.set("x-more", "1");
      const answer = await next({ ...request, signal: AbortSignal.abort("mine") } as typeof request);
      answer.header.set("x-answer", "2");
      return answer;
    };
    handle = (context) => {
      const { requestHeader, values, signal, url, requestMethod } = context;
      seen.push(
        requestHeader.get("x-more"),
        requestHeader.get("X-Sent"),
        values.get(nameKey),
        signal.reason,
        requestMethod,
      );
      seen.push(new URL(url).pathname);
      context.responseTrailer.append("x-trailer", "3");
      context.responseTrailer.append("x-trailer", "4");
    };
    for (const { name, transport } of transports()) {
      let header: Headers | undefined;
      let trailer: Headers | undefined;
      await createClient(ConformanceService, transport).unary(
        {},
        { headers: { "x-sent": "0" }, onHeader: (h) => (header = h), onTrailer: (t) => (trailer = t) },
      );
      expect([header?.get("x-answer"), trailer?.get("x-trailer")], name).toEqual(["2", "3, 4"]);
      expect(seen.splice(0), name).toEqual(["1", "0", "Zara", "mine", "POST", path]);
    }
    intercept = (next) => next;
  });

  it("refuses a header that would smuggle another one in, and answers all the same", async () => {
    handle = (context) => context.responseHeader.set("x-evil", "a\r\nset-cookie: b");
    for (const { name, transport } of transports()) {
      const error = await createClient(ConformanceService, transport)
        .unary({})
        .then(() => undefined, ConnectError.from);
      expect(error?.code, name).toBe(Code.Internal);
    }
  });

  it("answers at the deadline, aborts the signal, and does not wait for the handler", async () => {
    let reason: unknown;
    let release: () => void = () => undefined;
    handle = async ({ signal }) => {
      signal.addEventListener("abort", () => (reason = signal.reason));
      await new Promise<void>((resolve) => (release = resolve));
    };
    for (const { name, transport } of transports()) {
      reason = undefined;
      const failed = createClient(ConformanceService, transport).unary({}, { timeoutMs: 100 });
      const error = await failed.then(() => undefined, ConnectError.from);
      expect(error?.code, name).toBe(Code.DeadlineExceeded);
      // With its own clock the client may have gone away a moment before.
      await vi.waitFor(() => expect(reason, name).toBeInstanceOf(ConnectError));
      release();
    }
  });

  it("answers a deadline that has passed in the server's own words, in one block of headers", async () => {
    handle = () => new Promise((resolve) => setTimeout(resolve, 200));
    const stream = session.request({ ...grpc, "grpc-timeout": "20m" });
    stream.end(frame(message));
    const [headers, flags] = await once(stream, "response");
    stream.resume();
    expect(headers["grpc-status"]).toBe("4");
    expect((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0).toBe(true);
  });

  for (const code of [constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR]) {
    it(`aborts the signal when the caller resets its stream with code ${code}`, async () => {
      const { promise: called, resolve: onCalled } = withResolvers<AbortSignal>();
      handle = ({ signal }) => {
        onCalled(signal);
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
      };
      const stream = session.request(grpc);
      stream.on("error", () => undefined);
      stream.end(frame(message));
      const signal = await called;
      stream.close(code);
      await vi.waitFor(() => expect(ConnectError.from(signal.reason).code).toBe(Code.Canceled));
    });

    it(`does not act on a message that was cut short by a reset with code ${code}`, async () => {
      const handled = vi.fn();
      handle = handled;
      const socket = connectTcp(Number(new URL(url2).port), "127.0.0.1");
      const head = {
        ":method": "POST",
        ":path": path,
        ":scheme": "http",
        ":authority": "a",
        "content-type": "application/proto",
      };
      // What is there is a whole message, with less in it than was to come.
      socket.write(Buffer.concat([clientPreface(), headersFrame(1, head), dataFrame(1, message), resetFrame(1, code)]));
      // The answer to a ping says that all of it has been seen.
      socket.write(http2Frame(6, 0, 0, Buffer.alloc(8)));
      await vi.waitFor(async () => expect((await once(socket, "data")).length).toBe(1));
      // A further call, answered: by then the server has dealt with the reset.
      const next = session.request(grpc);
      next.end(frame(message));
      await once(next, "response");
      next.resume();
      await once(next, "close");
      socket.destroy();
      expect(handled).toHaveBeenCalledTimes(1);
    });
  }

  it("sends an error without headers of the handler's in one block of headers, with its details", async () => {
    handle = () => {
      throw new ConnectError("a: 100% Zoë", Code.NotFound, { "x-why": "gone" }, [
        { desc: UnaryRequestSchema, value: { requestData: Buffer.from("why") } },
      ]);
    };
    const stream = session.request(grpc);
    stream.end(frame(message));
    const [headers, flags] = await once(stream, "response");
    stream.resume();
    expect((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0).toBe(true);
    expect(headers).toMatchObject({ "grpc-status": "5", "grpc-message": "a: 100%25 Zo%C3%AB", "x-why": "gone" });
    expect(headers["grpc-status-details-bin"]).toMatch(/^[A-Za-z0-9+/]+$/);
  });

  it("compresses what is large, for those who take it", async () => {
    handle = () => undefined;
    const body = JSON.stringify({ requestData: Buffer.alloc(3_000).toString("base64") });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url1 + path, { method: "POST", body, headers });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect((await answer.text()).length).toBeGreaterThan(3_000);
    const plain = await fetch(url1 + path, {
      method: "POST",
      body,
      headers: { ...headers, "accept-encoding": "gzip;q=0" },
    });
    expect(plain.headers.get("content-encoding")).toBeNull();
  });

  it("leaves other paths to the fallback, and gRPC over HTTP/1.1 to Connect", async () => {
    expect((await fetch(`${url1}/nothing`)).status).toBe(404);
  });
});

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}
