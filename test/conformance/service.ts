import { create, type MessageShape } from "@bufbuild/protobuf";
import { type Any, anyPack } from "@bufbuild/protobuf/wkt";
import { ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import {
  BidiStreamRequestSchema,
  ClientStreamRequestSchema,
  Code,
  type ConformancePayload,
  ConformancePayload_RequestInfoSchema,
  ConformancePayloadSchema,
  type ConformanceService,
  type Error as ErrorDefinition,
  type Header,
  HeaderSchema,
  IdempotentUnaryRequestSchema,
  ServerStreamRequestSchema,
  type StreamResponseDefinition,
  UnaryRequestSchema,
  type UnaryResponseDefinition,
} from "../gen/connectrpc/conformance/v1/conformance_pb.ts";

/** What the conformance runner calls: every RPC answers as its request asks, and tells what it has seen. */
export const conformanceService: Omit<ServiceImpl<typeof ConformanceService>, "unimplemented"> = {
  async unary(request, context) {
    const seen = describe(context, [anyPack(UnaryRequestSchema, request)]);
    return { payload: await answerOnce(request.responseDefinition, context, seen) };
  },
  async idempotentUnary(request, context) {
    const seen = describe(context, [anyPack(IdempotentUnaryRequestSchema, request)]);
    return { payload: await answerOnce(request.responseDefinition, context, seen) };
  },
  async clientStream(requests, context) {
    const received: Any[] = [];
    let definition: UnaryResponseDefinition | undefined;
    for await (const request of requests) {
      if (received.length === 0) definition = request.responseDefinition;
      received.push(anyPack(ClientStreamRequestSchema, request));
    }
    return { payload: await answerOnce(definition, context, describe(context, received)) };
  },
  async *serverStream(request, context) {
    const { responseDefinition: definition } = request;
    const seen = describe(context, [anyPack(ServerStreamRequestSchema, request)]);
    if (definition === undefined) return;
    setHeaders(definition, context);
    let sent = 0;
    for (const data of definition.responseData) {
      await delay(definition.responseDelayMs, context);
      yield { payload: create(ConformancePayloadSchema, { data, ...(sent++ === 0 ? { requestInfo: seen } : {}) }) };
    }
    throwAsked(definition, sent === 0 ? seen : undefined);
  },
  async *bidiStream(requests, context) {
    let definition: StreamResponseDefinition | undefined;
    let isFullDuplex = false;
    let received: Any[] = [];
    let sent = 0;
    const answer = (data: Uint8Array) => {
      // Headers, once; requests, those since the last answer.
      const info =
        sent === 0
          ? describe(context, received)
          : create(ConformancePayload_RequestInfoSchema, { requests: isFullDuplex ? received : [] });
      received = [];
      sent++;
      return { payload: create(ConformancePayloadSchema, { data, requestInfo: info }) };
    };
    for await (const request of requests) {
      if (definition === undefined) {
        definition = request.responseDefinition;
        isFullDuplex = request.fullDuplex;
        if (definition !== undefined) setHeaders(definition, context);
      }
      received.push(anyPack(BidiStreamRequestSchema, request));
      const data = isFullDuplex ? definition?.responseData[sent] : undefined;
      // Nothing left to say but the error, for which the other side waits before it goes on.
      if (data === undefined && isFullDuplex && definition?.error !== undefined) break;
      if (data === undefined) continue;
      await delay(definition?.responseDelayMs ?? 0, context);
      yield answer(data);
    }
    for (const data of definition?.responseData.slice(sent) ?? []) {
      await delay(definition?.responseDelayMs ?? 0, context);
      yield answer(data);
    }
    if (definition !== undefined) throwAsked(definition, sent === 0 ? describe(context, received) : undefined);
  },
};

type RequestInfo = MessageShape<typeof ConformancePayload_RequestInfoSchema>;

async function answerOnce(
  definition: UnaryResponseDefinition | undefined,
  context: HandlerContext,
  requestInfo: RequestInfo,
): Promise<ConformancePayload> {
  if (definition === undefined) return create(ConformancePayloadSchema, { requestInfo });
  setHeaders(definition, context);
  await delay(definition.responseDelayMs, context);
  const { response } = definition;
  if (response.case === "error") throw toConnectError(response.value, requestInfo);
  return create(ConformancePayloadSchema, {
    requestInfo,
    ...(response.case === "responseData" ? { data: response.value } : {}),
  });
}

/** What a request looked like to its handler. */
function describe(context: HandlerContext, requests: Any[]): RequestInfo {
  const timeoutMs = context.timeoutMs();
  const query = context.requestMethod === "GET" ? toHeaders(new URL(context.url).searchParams) : undefined;
  return create(ConformancePayload_RequestInfoSchema, {
    requestHeaders: toHeaders(context.requestHeader),
    requests,
    ...(timeoutMs === undefined ? {} : { timeoutMs: BigInt(Math.floor(timeoutMs)) }),
    ...(query === undefined ? {} : { connectGetInfo: { queryParams: query } }),
  });
}

const toHeaders = (pairs: Iterable<[string, string]>): Header[] =>
  Array.from(pairs, ([name, value]) => create(HeaderSchema, { name, value: [value] }));

function setHeaders(
  definition: Pick<UnaryResponseDefinition, "responseHeaders" | "responseTrailers">,
  context: HandlerContext,
): void {
  for (const { name, value } of definition.responseHeaders)
    for (const text of value) context.responseHeader.append(name, text);
  for (const { name, value } of definition.responseTrailers)
    for (const text of value) context.responseTrailer.append(name, text);
}

/** The runner measures time, so the answer must take it; who is gone is not waited for. */
const delay = (ms: number, { signal }: HandlerContext): Promise<void> =>
  new Promise((resolve, reject) => {
    if (ms === 0) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(ConnectError.from(signal.reason));
    });
  });

function throwAsked({ error }: StreamResponseDefinition, requestInfo: RequestInfo | undefined): void {
  if (error !== undefined) throw toConnectError(error, requestInfo);
}

function toConnectError({ code, message = "", details }: ErrorDefinition, requestInfo: RequestInfo | undefined) {
  const seen = requestInfo === undefined ? [] : [anyPack(ConformancePayload_RequestInfoSchema, requestInfo)];
  const error = new ConnectError(message, code === Code.UNSPECIFIED ? undefined : code);
  error.details = [...details, ...seen].map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
    value,
  }));
  return error;
}
