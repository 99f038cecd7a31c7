import type { Interceptor } from "@connectrpc/connect";
import { type CacheCountsByName, createCacheCounts } from "../auth/cache-counts.ts";
import type { Config } from "../config.ts";
import type { AdminRoute } from "../http/admin-server.ts";
import type { RefusedRequest } from "../http/refusal.ts";
import type { Storage } from "../storage/contract/index.ts";
import type { ServerLogger } from "../telemetry/logger.ts";
import { type Environment, isTracingAskedFor } from "../telemetry/tracing/environment.ts";
import { Http1Exchange } from "../wire/http1-exchange.ts";
import type { WireObserver } from "../wire/observer.ts";
import type { WireOnDemand } from "../wire/wire-on-demand.ts";
import { createCallLog } from "./call-log.ts";
import { joinObservers } from "./join-observers.ts";
import type { MeasuredParts, ServerMetrics } from "./metrics.ts";
import type { Tracing } from "./tracing.ts";

/** What follows a server: its log of calls, and the metrics and traces that are switched on. */
export interface Instruments {
  /** Follows the calls. */
  readonly observer: WireObserver;
  /** Goes around all other interceptors; `undefined` where calls are not traced. */
  readonly interceptor: Interceptor | undefined;
  /** Where caches count. */
  readonly cacheCounts: CacheCountsByName;
  /** Counts calls that have limits; `undefined` where nobody wants to know. */
  readonly onTaking: ((family: string, kind: string) => void) | undefined;
  /** `/metrics` on the main port; `undefined` where it is not there. */
  readonly metricsWire: WireOnDemand | undefined;
  /** Follows what the port refuses. */
  requestRefused(request: RefusedRequest): void;
  /** Counts errors of connections. */
  connectionFailed(source: string): void;
  /** The storage whose commands are traced; the very same where they are not. */
  traceStorage<Traced extends Storage>(storage: Traced): Traced;
  /**
   * Begins to measure what was not there before, and opens the admin port, with these routes besides `/metrics`; answers
   * its address, `undefined` where none is set. Rejects with a `ListenError`.
   */
  watch(parts: MeasuredParts, routes: Readonly<Record<string, AdminRoute>>): Promise<string | undefined>;
  /** Closes the admin port, and sends what is left of the traces. */
  close(): Promise<void>;
}

/** What {@link startInstruments} needs. */
export interface InstrumentsOptions {
  readonly config: Config;
  /** The standard variables of OpenTelemetry. */
  readonly env: Environment;
  readonly logger: ServerLogger;
  readonly version: string;
}

/**
 * Starts what the settings ask for; of the rest nothing is loaded.
 *
 * Rejects with an error for people when the variables of OpenTelemetry ask for what is not there.
 */
export async function startInstruments(options: InstrumentsOptions): Promise<Instruments> {
  const { config, env, logger } = options;
  const cacheCounts = createCacheCounts();
  const tracing = isTracingAskedFor(env) ? await loadTracing(options) : undefined;
  const metrics = isMeasured(config) ? await loadMetrics(options, cacheCounts) : undefined;
  const log = createCallLog({ logger, traceIdOf: tracing?.traceIdOf });
  // The span is there before the line that names its trace.
  const observers = [tracing?.observer, metrics?.observer, log].filter((observer) => observer !== undefined);
  let closeAdmin = async () => {};
  return {
    observer: joinObservers(observers),
    interceptor: tracing?.interceptor,
    cacheCounts,
    onTaking: metrics?.callThrottled,
    metricsWire: metrics && config.metricsToken !== undefined ? createMetricsWire(metrics) : undefined,
    requestRefused(request) {
      metrics?.requestRefused(request.status);
      log.requestRefused(request);
    },
    connectionFailed: (source) => metrics?.connectionFailed(source),
    traceStorage: (storage) => tracing?.traceStorage(storage) ?? storage,
    async watch(parts, routes) {
      metrics?.watch(parts);
      if (metrics === undefined || config.adminPort === undefined) return undefined;
      const { openAdminServer } = await import("../http/admin-server.ts");
      const admin = await openAdminServer({
        host: config.adminHost,
        port: config.adminPort,
        routes: {
          [metricsPath]: (request, response) => metrics.answer(new Http1Exchange(request, response)),
          ...routes,
        },
        onError: (error) => logger.error({ err: error }, "a request to the admin port failed"),
      });
      closeAdmin = admin.close;
      return admin.url;
    },
    async close() {
      await closeAdmin();
      metrics?.close();
      await tracing?.close();
    },
  };
}

const isMeasured = ({ adminPort, metricsToken }: Config): boolean =>
  adminPort !== undefined || metricsToken !== undefined;

async function loadTracing({ logger, version }: InstrumentsOptions): Promise<Tracing> {
  const { startTracing } = await import("./tracing.ts");
  return startTracing({
    version,
    onError: (error) => logger.warn({ err: error }, "spans were not sent to the collector"),
  });
}

async function loadMetrics(
  { config, version }: InstrumentsOptions,
  cacheCounts: CacheCountsByName,
): Promise<ServerMetrics> {
  const { createServerMetrics } = await import("./metrics.ts");
  return createServerMetrics({ version, token: config.metricsToken, cacheCounts });
}

/** Where the metrics are, on both ports. */
const metricsPath = "/metrics";

const createMetricsWire = (metrics: ServerMetrics): WireOnDemand => ({
  owns: (path) => path === metricsPath,
  load: async () => ({
    request: async (request, response) => metrics.answer(new Http1Exchange(request, response)),
    // It comes back as a request.
    stream: () => false,
  }),
});
