import type { CallGate } from "../admission/call-gate.ts";
import type { CacheCountsByName } from "../auth/cache-counts.ts";
import type { OnePortServer } from "../http/one-port-server.ts";
import type { CommitMetricsSnapshot, HistogramSnapshot, MeasuredStorage } from "../storage/metrics.ts";
import { type HistogramValue, type MetricDefinition, oneSample } from "../telemetry/metrics/metric.ts";
import { createMetricsEndpoint } from "../telemetry/metrics/metrics-endpoint.ts";
import { addProcessMetrics } from "../telemetry/metrics/process-metrics.ts";
import { createRegistry, type Registry } from "../telemetry/metrics/registry.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { WireObserver } from "../wire/observer.ts";
import { createCallMetrics } from "./call-metrics.ts";
import { serverMetrics } from "./metric-definitions.ts";

/** What a server's metrics are read from. */
export interface MeasuredParts {
  readonly port: Pick<OnePortServer, "connectionCount">;
  /** The gate in front of calls; `undefined` where it is switched off. */
  readonly gate: Pick<CallGate, "metrics"> | undefined;
  readonly storage: Pick<MeasuredStorage, "load"> & {
    readonly commitMetrics?: (() => CommitMetricsSnapshot) | undefined;
  };
}

/** The metrics of a server. */
export interface ServerMetrics {
  readonly observer: WireObserver;
  /** Counts a request that the port refused. */
  requestRefused(status: number): void;
  connectionFailed(source: string): void;
  callThrottled(family: string, kind: string): void;
  /** Adds what is measured where it happens. Must be called once. */
  watch(parts: MeasuredParts): void;
  /** Answers a request for the metrics. */
  answer(exchange: Exchange): void;
  close(): void;
}

/** What {@link createServerMetrics} needs. */
export interface ServerMetricsOptions {
  readonly version: string;
  /** Whom the metrics are shown to; `undefined`: whoever asks. */
  readonly token: string | undefined;
  readonly cacheCounts: CacheCountsByName;
}

/** The metrics of a server that is about to start, and of its process. */
export function createServerMetrics({ version, token, cacheCounts }: ServerMetricsOptions): ServerMetrics {
  const registry = createRegistry();
  registry.add(serverMetrics.buildInfo, () => [{ labels: [version], value: 1 }]);
  const calls = createCallMetrics(registry);
  const otherRequests = addCounter(registry, serverMetrics.otherRequests);
  const connectionErrors = addCounter(registry, serverMetrics.connectionErrors);
  const throttledCalls = addCounter(registry, serverMetrics.throttledCalls);
  addCaches(registry, cacheCounts);
  const process = addProcessMetrics(registry);
  const answerScrape = createMetricsEndpoint(registry, token);
  return {
    observer: { callEnded: calls.callEnded, requestEnded: ({ status }) => otherRequests(String(status)) },
    requestRefused: (status) => otherRequests(String(status)),
    connectionFailed: (source) => connectionErrors(source),
    callThrottled: (family, kind) => throttledCalls(family, kind),
    watch(parts) {
      registry.add(serverMetrics.openConnections, () => oneSample(parts.port.connectionCount));
      if (parts.gate !== undefined) addGate(registry, parts.gate);
      addStorage(registry, parts.storage);
    },
    answer(exchange) {
      const { authorization } = exchange.headers;
      const { status, headers, body } = answerScrape({ method: exchange.method, authorization });
      exchange.send(status, headers, body);
    },
    close: process.close,
  };
}

/** A counter; the function counts one more with these labels, which must be of a few. */
function addCounter(registry: Registry, definition: MetricDefinition): (...labels: readonly string[]) => void {
  const counts = new Map<string, { readonly labels: readonly string[]; value: number }>();
  registry.add(definition, () => counts.values());
  return (...labels) => {
    const key = labels.join("\0");
    const count = counts.get(key) ?? { labels, value: 0 };
    count.value++;
    counts.set(key, count);
  };
}

function addCaches(registry: Registry, cacheCounts: CacheCountsByName): void {
  registry.add(serverMetrics.cacheLookups, () =>
    Object.entries(cacheCounts).flatMap(([name, { hits, misses }]) => {
      const cache = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [
        { labels: [cache, "hit"], value: hits },
        { labels: [cache, "miss"], value: misses },
      ];
    }),
  );
}

function addGate(registry: Registry, gate: Pick<CallGate, "metrics">): void {
  registry.add(serverMetrics.gateCalls, () => {
    const { running, waiting } = gate.metrics();
    return [
      { labels: ["running"], value: running },
      { labels: ["waiting"], value: waiting },
    ];
  });
  registry.add(serverMetrics.gateAdmitted, () => oneSample(gate.metrics().admitted));
  registry.add(serverMetrics.gateRefused, () => {
    const { refusedFull, refusedWaited, refusedLate, abandoned } = gate.metrics();
    return [
      { labels: ["full"], value: refusedFull },
      { labels: ["waited"], value: refusedWaited },
      { labels: ["late"], value: refusedLate },
      { labels: ["abandoned"], value: abandoned },
    ];
  });
}

function addStorage(registry: Registry, { load, commitMetrics }: MeasuredParts["storage"]): void {
  registry.add(serverMetrics.commandsWaiting, () => oneSample(load().waitingCommands));
  registry.add(serverMetrics.databaseConnections, () =>
    load().connections.flatMap(({ use, open, busy }) => [
      { labels: [use, "idle"], value: Math.max(0, open - busy) },
      { labels: [use, "busy"], value: busy },
    ]),
  );
  registry.add(serverMetrics.databaseConnectionsMax, () =>
    load().connections.map(({ use, max }) => ({ labels: [use], value: max })),
  );
  if (commitMetrics === undefined) return;
  registry.add(serverMetrics.commitBatchSize, () => oneSample(commitMetrics().batchSize));
  registry.add(serverMetrics.commitQueue, () => oneSample(toSeconds(commitMetrics().queueMs)));
  registry.add(serverMetrics.commitDuration, () => oneSample(toSeconds(commitMetrics().commitMs)));
}

const toSeconds = ({ buckets, count, sum }: HistogramSnapshot): HistogramValue => ({
  buckets: buckets.map((bucket) => ({ upTo: bucket.upTo / 1000, count: bucket.count })),
  count,
  sum: sum / 1000,
});
