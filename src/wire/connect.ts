import {
  Code,
  ConnectError,
  createConnectRouter,
  createContextKey,
  createContextValues,
  type Interceptor,
} from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerRequest, UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { isBadMessage } from "./bad-message.ts";
import { withPlainGrpcMessage } from "./grpc-message.ts";
import { fromGrpcWebText, isGrpcWebText, toGrpcWebText } from "./grpc-web-text.ts";
import type { NodeRequest, NodeResponse } from "./node-http.ts";
import { drainWhenAnswered, readChunks, verifyUtf8 } from "./request-body.ts";
import type { ServedService } from "./served-service.ts";

/** What gRPC, gRPC-Web and Connect requests are answered with. */
export interface ConnectOptions {
  readonly services: readonly ServedService[];
  readonly interceptors: readonly Interceptor[];
  /** Largest message that is read. */
  readonly maxBodyBytes: number;
  /** Told of answers that could not be written, for the log. */
  readonly onError: (error: unknown) => void;
}

/** Answers requests in the protocols that Connect's handlers speak. */
export interface Connect {
  /** Whether this path is an RPC's. */
  hasPath(path: string): boolean;
  /** Answers a request to such a path. */
  handle(path: string, request: NodeRequest, response: NodeResponse): Promise<void>;
}

/** Set once a call has come as far as the interceptors, so that its request was understood. */
const understoodKey = createContextKey(false, { description: "request understood" });

const markUnderstood: Interceptor = (next) => (request) => {
  request.contextValues.set(understoodKey, true);
  return next(request);
};

/** Connect's handlers of every RPC, on Node's requests. */
export function createConnect(options: ConnectOptions): Connect {
  const router = createConnectRouter({
    acceptCompression: [compressionGzip],
    readMaxBytes: options.maxBodyBytes,
    // ZITADEL's JSON ignores what it does not know, so clients newer than the server work.
    jsonOptions: { ignoreUnknownFields: true },
    interceptors: [markUnderstood, ...options.interceptors],
  });
  for (const service of options.services) service.addTo(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return {
    hasPath: (path) => handlers.has(path),
    async handle(path, request, response) {
      const handler = handlers.get(path);
      if (handler === undefined) throw new Error(`${path} is no RPC: hasPath() comes first`);
      drainWhenAnswered(request);
      try {
        await universalResponseToNodeResponse(withPlainGrpcMessage(await answer(handler, request, response)), response);
      } catch (error) {
        // The caller went away, or the stream broke: nobody is left to be told.
        if (ConnectError.from(error).code !== Code.Aborted) options.onError(error);
        if (!response.destroyed) response.destroy();
      }
    },
  };
}

async function answer(handler: UniversalHandler, request: NodeRequest, response: NodeResponse) {
  const received = receive(request, response);
  const isText = isGrpcWebText(received.header.get("content-type"));
  const understandable = isText ? fromGrpcWebText(received) : received;
  const result = await answerUnderstandably(handler, understandable);
  return isText ? toGrpcWebText(result) : result;
}

/** The request as Connect's handlers take it. */
function receive(request: NodeRequest, response: NodeResponse): UniversalServerRequest {
  const received = universalRequestFromNodeRequest(request, response, undefined, createContextValues());
  const authority = request.headers[":authority"];
  // As with HTTP/1.1, so that what looks at the host need not know the version.
  if (typeof authority === "string") received.header.set("host", authority);
  const chunks = readChunks(request);
  return { ...received, body: isPlainJson(received.header) ? verifyUtf8(chunks) : chunks };
}

/** Whether the body is JSON as it stands. Connect's decoder would replace invalid UTF-8 in it without a word. */
const isPlainJson = (header: Headers): boolean =>
  header.get("content-type")?.toLowerCase().startsWith("application/json") === true &&
  (header.get("content-encoding") ?? "identity") === "identity";

/**
 * The handler's answer, with `invalid_argument` for a message that cannot be decoded: Connect calls that an internal
 * error, although it is the caller's.
 */
async function answerUnderstandably(
  handler: UniversalHandler,
  request: UniversalServerRequest,
): Promise<UniversalServerResponse> {
  const result = await handler(request);
  if (request.contextValues?.get(understoodKey) === true || !(await isBadMessage(result))) return result;
  return handler({ ...request, method: "POST", header: withContentType(request), body: refuseMessage() });
}

/** A GET has its message in the query and no content type; its error looks like that of a POST. */
function withContentType({ header, method }: UniversalServerRequest): Headers {
  const headers = new Headers(header);
  if (method === "GET") headers.set("content-type", "application/json");
  return headers;
}

// biome-ignore lint/correctness/useYield: what it has to say is an error
async function* refuseMessage(): AsyncIterable<Uint8Array> {
  throw new ConnectError(
    "The request's message cannot be decoded: it is not of the RPC's request type",
    Code.InvalidArgument,
  );
}
