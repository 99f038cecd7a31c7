import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, ROOT_CONTEXT, type TextMapGetter, type Tracer } from "@opentelemetry/api";
import { setGlobalErrorHandler, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

/** Makes spans, and sends them away in batches. */
export interface RunningTracer {
  readonly tracer: Tracer;
  /** What is under way, also behind an `await`: the context that `runIn()` was given. */
  active(): Context;
  /** Runs the function, and what it begins, in this context. */
  runIn<Result>(context: Context, run: () => Result): Result;
  /** The context that a caller sent, by W3C's `traceparent` and `tracestate`; a new one where it sent none. */
  extract(headers: Pick<Headers, "get">): Context;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

/** How a tracer names itself, and whom it tells of failures. */
export interface TracerOptions {
  /** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` win over these. */
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Told of spans that could not be sent, for the log. */
  readonly onError: (error: unknown) => void;
}

/** Longer than a collector nearby takes, and shorter than the patience of those who stop the server. */
const closeTimeoutMs = 3_000;

/**
 * A tracer of OpenTelemetry's SDK, which reads the standard variables of the process itself: `OTEL_EXPORTER_OTLP_*`,
 * `OTEL_TRACES_SAMPLER`, `OTEL_BSP_*`, `OTEL_SPAN_*`.
 *
 * It is registered nowhere: the global tracer of the process stays whose it is.
 */
export function startTracer({ serviceName, serviceVersion, onError }: TracerOptions): RunningTracer {
  setGlobalErrorHandler(onError);
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": serviceName, "service.version": serviceVersion }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const contexts = new AsyncLocalStorage<Context>();
  const propagator = new W3CTraceContextPropagator();
  return {
    tracer: provider.getTracer("roster", serviceVersion),
    active: () => contexts.getStore() ?? ROOT_CONTEXT,
    runIn: (context, run) => contexts.run(context, run),
    extract: (headers) => propagator.extract(ROOT_CONTEXT, headers, getter),
    close: () => withinTime(provider.shutdown(), onError),
  };
}

const getter: TextMapGetter<Pick<Headers, "get">> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  // Asked for by propagators of other formats only.
  keys: () => [],
};

async function withinTime(work: Promise<void>, onError: (error: unknown) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  try {
    await Promise.race([work, timeout]);
  } catch (error) {
    onError(error);
  } finally {
    clearTimeout(timer);
  }
}
