import type { MessageShape } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createContextValues,
  createHandlerContext,
  type HandlerContext,
  type Interceptor,
  type MethodImplSpec,
} from "@connectrpc/connect";
import { invokeUnaryImplementation } from "@connectrpc/connect/protocol";
import {
  createContentTooLarge,
  type HttpResponse,
  headerGrpcTimeout,
  parseTimeoutMs,
  type RouteMatch,
  type Transcoder,
} from "../transcoding/index.ts";
import {
  bodyAborted,
  bodyTooLarge,
  type NodeRequest,
  type NodeResponse,
  readBody,
  send,
  toHeaders,
  urlOf,
} from "./node-http.ts";
import type { ServedService } from "./served-service.ts";

/** Header that names a call, in both directions. */
const headerRequestId = "x-request-id";

/** What JSON requests are answered with. */
export interface RestOptions {
  readonly services: readonly ServedService[];
  readonly transcoder: Transcoder;
  readonly interceptors: readonly Interceptor[];
  /** The id of a call whose caller gave this one, or none; answers that no interceptor saw carry it, too. */
  readonly chooseRequestId: (given: string | null) => string;
  /** Largest body that is read. */
  readonly maxBodyBytes: number;
}

/** Answers requests to `google.api.http` routes, and the errors of paths that have none. */
export interface Rest {
  /** Answers the request, whether it has a route or not. */
  handle(request: NodeRequest, response: NodeResponse): Promise<void>;
}

/**
 * JSON for the same handlers and interceptors that RPCs have: no call goes through a socket twice.
 *
 * A server-streaming RPC with a route is answered with `unimplemented`; its framing would have its place beside
 * {@link callUnary}.
 */
export function createRest(options: RestOptions): Rest {
  const specs = new Map(options.services.flatMap(({ methods }) => [...methods]));
  const interceptors = [...options.interceptors];
  return {
    async handle(request, response) {
      const requestHeader = toHeaders(request);
      const requestId = options.chooseRequestId(requestHeader.get(headerRequestId));
      requestHeader.set(headerRequestId, requestId);
      const answer = (given: HttpResponse, metadata: Headers = new Headers()): void => {
        if (!metadata.has(headerRequestId)) metadata.set(headerRequestId, requestId);
        sendAnswer(response, given, metadata);
      };
      const match = options.transcoder.find(request.method ?? "", request.url ?? "");
      if (match.kind !== "match") {
        request.resume();
        return answer(match.renderError(match.error));
      }
      const context = createContext(match, request, requestHeader, response);
      try {
        const body = await readMatchBody(match, request, maxBytesOf(match, options));
        if (body === bodyAborted) return;
        const spec = specs.get(match.method);
        if (spec?.kind !== "unary") throw new ConnectError("streams are not served as JSON", Code.Unimplemented);
        const message = match.decode({ headers: context.requestHeader, body });
        answer(match.encode(await callUnary(spec, context, message, interceptors)), context.responseHeader);
      } catch (error) {
        answer(match.renderError(error), error instanceof ConnectError ? error.metadata : undefined);
      } finally {
        context.abort();
      }
    },
  };
}

type UnarySpec = MethodImplSpec & { kind: "unary" };

const callUnary = (
  spec: UnarySpec,
  context: HandlerContext,
  message: MessageShape<UnarySpec["method"]["input"]>,
  interceptors: Interceptor[],
) => invokeUnaryImplementation(spec, context, message, interceptors);

/** The face's own limit counts where it is lower. */
const maxBytesOf = ({ dialect }: RouteMatch, { maxBodyBytes }: RestOptions): number =>
  Math.min(maxBodyBytes, dialect.maxBodyBytes ?? maxBodyBytes);

async function readMatchBody(match: RouteMatch, request: NodeRequest, maxBytes: number) {
  if (!match.readsBody) {
    // Drained, so that the connection can carry the next request.
    request.resume();
    return new Uint8Array(0);
  }
  const body = await readBody(request, maxBytes);
  if (body === bodyTooLarge) {
    request.resume();
    throw createContentTooLarge(maxBytes);
  }
  return body;
}

/** The handler context of a JSON call; its signal is aborted when the caller goes away or its deadline passes. */
function createContext(match: RouteMatch, request: NodeRequest, requestHeader: Headers, response: NodeResponse) {
  const disconnected = new AbortController();
  response.once("close", () => {
    if (!response.writableEnded) disconnected.abort(new ConnectError("the caller went away", Code.Canceled));
  });
  const timeout = requestHeader.get(headerGrpcTimeout);
  const timeoutMs = timeout === null ? undefined : parseTimeoutMs(timeout);
  return createHandlerContext({
    service: match.method.parent,
    method: match.method,
    protocolName: "rest",
    requestMethod: request.method ?? "",
    url: urlOf(request),
    requestHeader,
    requestSignal: disconnected.signal,
    contextValues: createContextValues(),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

function sendAnswer(response: NodeResponse, answer: HttpResponse, metadata: Headers): void {
  send(response, answer.status, { ...Object.fromEntries(metadata), ...answer.headers }, answer.body);
}
