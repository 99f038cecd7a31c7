import { create, type Message } from "@bufbuild/protobuf";
import {
  createHandlerContext,
  type HandlerContext,
  type Interceptor,
  type UnaryRequest,
  type UnaryResponse,
} from "@connectrpc/connect";
import type { CallGate } from "../admission/call-gate.ts";
import { type Compressor, createCompressor } from "./compression.ts";
import { createMessageFormats, type MessageFormatOptions, type MessageFormats } from "./message-format.ts";
import type { Deadlines } from "./timeout.ts";
import { callKey, type LaneRequest, type UnarySpec } from "./unary-call.ts";

/** An RPC with all that its calls need, made once. */
export interface UnaryMethod {
  readonly spec: UnarySpec;
  readonly formats: MessageFormats;
  readonly compressor: Compressor;
  /** Largest message that is read. */
  readonly readMaxBytes: number;
  /** Largest message that is sent. */
  readonly writeMaxBytes: number;
  /** Longest time that a caller may ask for. */
  readonly maxTimeoutMs: number;
  /** What its calls pass before they are decoded; `undefined` where they are not limited. */
  readonly gate: CallGate | undefined;
  readonly deadlines: Deadlines;
  /** Whether Connect requests must name the version of their protocol. */
  readonly requireConnectProtocolHeader: boolean;
  /** Calls the interceptors, and behind them the handler. */
  invoke(request: LaneRequest): Promise<UnaryResponse>;
}

/** How an RPC is served; the names are those of Connect's options. */
export interface UnaryMethodOptions extends MessageFormatOptions {
  readonly interceptors?: readonly Interceptor[] | undefined;
  readonly acceptCompression: Parameters<typeof createCompressor>[0]["acceptCompression"];
  readonly compressMinBytes?: number | undefined;
  readonly readMaxBytes?: number | undefined;
  readonly writeMaxBytes?: number | undefined;
  readonly maxTimeoutMs?: number | undefined;
  readonly gate?: CallGate | undefined;
  readonly deadlines?: Deadlines | undefined;
  readonly requireConnectProtocolHeader?: boolean | undefined;
}

const callersOwn: Deadlines = { defaultMs: undefined, maxMs: undefined };

/** What an envelope can declare. */
const maxBytes = 0xffff_ffff;

/** An RPC, ready to be called. The interceptors are put around the handler here, not at every call. */
export function createUnaryMethod(spec: UnarySpec, options: UnaryMethodOptions): UnaryMethod {
  const { acceptCompression, readMaxBytes = maxBytes, compressMinBytes = 1024 } = options;
  return {
    spec,
    formats: createMessageFormats(spec.method, options),
    compressor: createCompressor({ acceptCompression, compressMinBytes, readMaxBytes }),
    readMaxBytes,
    writeMaxBytes: options.writeMaxBytes ?? maxBytes,
    maxTimeoutMs: options.maxTimeoutMs ?? Number.MAX_SAFE_INTEGER,
    gate: options.gate,
    deadlines: options.deadlines ?? callersOwn,
    requireConnectProtocolHeader: options.requireConnectProtocolHeader ?? false,
    invoke: intercept(createTerminal(spec), options.interceptors ?? []),
  };
}

type Invoke = UnaryMethod["invoke"];

/** The first interceptor is the outermost. */
function intercept(terminal: Invoke, interceptors: readonly Interceptor[]): Invoke {
  // An interceptor takes and gives functions for streams, too; a unary request is answered with a unary response.
  return interceptors.reduceRight<Invoke>(
    (next, interceptor) => interceptor(next as ReturnType<Interceptor>) as Invoke,
    terminal,
  );
}

/** What is behind the last interceptor: the handler. */
function createTerminal(spec: UnarySpec): Invoke {
  const { method, impl } = spec;
  const { output } = method;
  return async function callHandler(request) {
    const context = contextOf(request, spec);
    // The generated type of the method says what the handler takes; here it is any message.
    const answer = await impl(request.message as Message, context);
    return {
      stream: false,
      service: method.parent,
      method,
      message: create(output, answer),
      header: context.responseHeader,
      trailer: context.responseTrailer,
    };
  };
}

/** Interceptors may pass a request on that they have made from scratch, which has no call. */
function contextOf(request: LaneRequest, { method }: UnarySpec): HandlerContext {
  const call = request[callKey];
  return call === undefined ? createOwnContext(request, method) : call.toContext(request);
}

const createOwnContext = (request: UnaryRequest, method: UnarySpec["method"]): HandlerContext =>
  createHandlerContext({
    service: request.service,
    method,
    protocolName: "",
    requestMethod: request.requestMethod,
    url: request.url,
    requestHeader: request.header,
    requestSignal: request.signal,
    contextValues: request.contextValues,
  });
