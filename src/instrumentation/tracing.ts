import type { Storage } from "../storage/contract/index.ts";
import { startTracer } from "../telemetry/tracing/tracer.ts";
import type { WireObserver } from "../wire/observer.ts";
import { type CallTracing, createCallTracing } from "./call-tracing.ts";
import { traceStorage } from "./traced-storage.ts";

/** The traces of a server: calls, their commands, and the commits of these. */
export interface Tracing extends Pick<CallTracing, "interceptor" | "traceIdOf"> {
  readonly observer: WireObserver;
  /** The storage, with spans for the commands of calls. */
  traceStorage<Traced extends Storage>(storage: Traced): Traced;
  close(): Promise<void>;
}

/** Starts tracing, with OpenTelemetry's SDK. */
export function startTracing(options: {
  readonly version: string;
  readonly onError: (error: unknown) => void;
}): Tracing {
  const tracer = startTracer({ serviceName: "roster", serviceVersion: options.version, onError: options.onError });
  const { interceptor, observer, traceIdOf } = createCallTracing(tracer);
  return {
    interceptor,
    traceIdOf,
    // What is no call of an RPC has no span: there is nothing in it to be seen.
    observer: { ...observer, requestEnded: () => undefined },
    traceStorage: (storage) => traceStorage(storage, tracer),
    close: tracer.close,
  };
}
