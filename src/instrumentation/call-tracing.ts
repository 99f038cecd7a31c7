import { Code, type ContextValues, createContextKey, type Interceptor } from "@connectrpc/connect";
import { type Context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { callerKey, identityKey, requestIdKey } from "../auth/context.ts";
import type { RunningTracer } from "../telemetry/tracing/tracer.ts";
import type { ObservedCall, WireObserver } from "../wire/observer.ts";
import { codeNameOf } from "./code-names.ts";
import { rpcSystemOf } from "./rpc-names.ts";

/** The span of a call. */
const spanKey = createContextKey<Span | undefined>(undefined, { description: "span" });

/** Traces calls: one span for each, of the kind `SERVER`, in the trace that its caller sent. */
export interface CallTracing {
  /** Begins the span, in which everything behind this interceptor runs. */
  readonly interceptor: Interceptor;
  /** Ends it. A call that no interceptor saw gets a span of its whole time here. */
  readonly observer: Pick<WireObserver, "callEnded">;
  /** The trace that a call is part of; `undefined` before it has a span. */
  traceIdOf(values: ContextValues): string | undefined;
}

/** Spans with the names and attributes of OpenTelemetry's semantic conventions for RPCs. */
export function createCallTracing({ tracer, runIn, extract }: RunningTracer): CallTracing {
  const begin = (method: string, parent: Context, startTime?: number): Span =>
    tracer.startSpan(
      method,
      { kind: SpanKind.SERVER, attributes: { "rpc.method": method }, ...(startTime !== undefined && { startTime }) },
      parent,
    );

  function beginLate(call: ObservedCall): Span {
    const { method } = call.spec;
    const span = begin(nameOf(method.parent.typeName, method.name), extract(call.header), call.startMs);
    call.values.set(spanKey, span);
    return span;
  }

  return {
    interceptor: (next) => (request) => {
      const parent = extract(request.header);
      const span = begin(nameOf(request.service.typeName, request.method.name), parent);
      request.contextValues.set(spanKey, span);
      return runIn(trace.setSpan(parent, span), () => next(request));
    },
    observer: {
      callEnded(call, code) {
        const span = call.values.get(spanKey) ?? beginLate(call);
        describe(span, call, code);
        span.end();
      },
    },
    traceIdOf: (values) => values.get(spanKey)?.spanContext().traceId,
  };
}

const nameOf = (service: string, method: string): string => `${service}/${method}`;

function describe(span: Span, call: ObservedCall, code: Code | undefined): void {
  if (!span.isRecording()) return;
  const status = codeNameOf(code).toUpperCase();
  span.setAttributes({
    "rpc.system.name": rpcSystemOf(call.protocolName),
    "rpc.response.status_code": status,
    "roster.request.id": call.values.get(requestIdKey),
    "roster.user.id": call.values.get(identityKey)?.userId ?? "",
    "roster.org.id": call.values.get(callerKey)?.orgId ?? "",
  });
  if (code === undefined) return;
  span.setAttribute("error.type", status);
  if (isFaultOfServer(code)) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** The codes that the conventions count as errors of a server; of all others the caller is at fault. */
function isFaultOfServer(code: Code): boolean {
  switch (code) {
    case Code.Unknown:
    case Code.DeadlineExceeded:
    case Code.Unimplemented:
    case Code.Internal:
    case Code.Unavailable:
    case Code.DataLoss:
      return true;
    case Code.Canceled:
    case Code.InvalidArgument:
    case Code.NotFound:
    case Code.AlreadyExists:
    case Code.PermissionDenied:
    case Code.ResourceExhausted:
    case Code.FailedPrecondition:
    case Code.Aborted:
    case Code.OutOfRange:
    case Code.Unauthenticated:
      return false;
  }
}
