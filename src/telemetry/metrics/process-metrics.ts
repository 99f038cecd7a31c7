import { monitorEventLoopDelay, PerformanceObserver, performance } from "node:perf_hooks";
import process from "node:process";
import { createHistogram, type Histogram } from "./histogram.ts";
import { type MetricDefinition, oneSample, type Sample } from "./metric.ts";
import type { Registry } from "./registry.ts";

const gauge = (name: string, help: string, labels: readonly string[] = []): MetricDefinition => ({
  name,
  type: "gauge",
  help,
  labels,
});
const counter = (name: string, help: string): MetricDefinition => ({ name, type: "counter", help, labels: [] });

/** The metrics of the process, under the names that Prometheus' clients for Node commonly give them. */
export const processMetrics = {
  cpu: counter("process_cpu_seconds_total", "CPU time that the process has used, its own and the system's for it."),
  startTime: gauge("process_start_time_seconds", "When the process started, in seconds since 1970."),
  residentMemory: gauge("process_resident_memory_bytes", "Memory of the process that is in RAM."),
  heapUsed: gauge("nodejs_heap_size_used_bytes", "V8's heap: what is in use."),
  heapTotal: gauge("nodejs_heap_size_total_bytes", "V8's heap: what is reserved."),
  externalMemory: gauge("nodejs_external_memory_bytes", "Memory outside of V8's heap that its objects hold."),
  loopDelay: gauge(
    "nodejs_eventloop_delay_seconds",
    "How late the event loop was since the last scrape: mean, max and quantiles.",
    ["statistic"],
  ),
  loopActive: counter("nodejs_eventloop_active_seconds_total", "Time in which the event loop had something to do."),
  loopIdle: counter("nodejs_eventloop_idle_seconds_total", "Time in which the event loop waited."),
  gc: {
    name: "nodejs_gc_duration_seconds",
    type: "histogram",
    help: "Pauses for the collection of garbage, by kind: minor, major, incremental or weakcb.",
    labels: ["kind"],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** How exactly the event loop's delay is known; each step costs a wake-up. */
const delayResolutionMs = 20;

/** Adds the metrics of this process. What measures for them must be closed. */
export function addProcessMetrics(registry: Registry): { close(): void } {
  const memory = (read: (usage: NodeJS.MemoryUsage) => number) => () => oneSample(read(process.memoryUsage()));
  registry.add(processMetrics.cpu, () => {
    const { user, system } = process.cpuUsage();
    return oneSample((user + system) / 1e6);
  });
  registry.add(processMetrics.startTime, () => oneSample(performance.timeOrigin / 1000));
  registry.add(processMetrics.residentMemory, () => oneSample(process.memoryUsage.rss()));
  registry.add(
    processMetrics.heapUsed,
    memory(({ heapUsed }) => heapUsed),
  );
  registry.add(
    processMetrics.heapTotal,
    memory(({ heapTotal }) => heapTotal),
  );
  registry.add(
    processMetrics.externalMemory,
    memory(({ external }) => external),
  );
  registry.add(processMetrics.loopActive, () => oneSample(performance.eventLoopUtilization().active / 1000));
  registry.add(processMetrics.loopIdle, () => oneSample(performance.eventLoopUtilization().idle / 1000));
  const closers = [addLoopDelay(registry), addGarbageCollection(registry)];
  return {
    close() {
      for (const close of closers) close();
    },
  };
}

function addLoopDelay(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  delay.enable();
  registry.add(processMetrics.loopDelay, () => {
    // Node measures how long it was from one wake-up to the next.
    const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - delayResolutionMs / 1000) || 0;
    const samples: readonly Sample[] = [
      { labels: ["mean"], value: seconds(delay.mean) },
      { labels: ["p50"], value: seconds(delay.percentile(50)) },
      { labels: ["p90"], value: seconds(delay.percentile(90)) },
      { labels: ["p99"], value: seconds(delay.percentile(99)) },
      { labels: ["max"], value: seconds(delay.max) },
    ];
    delay.reset();
    return samples;
  });
  return () => delay.disable();
}

const gcBounds = [0.001, 0.01, 0.1, 1];

/** By the numbers that Node has for them: `perf_hooks.constants.NODE_PERFORMANCE_GC_*`. */
const gcKinds: Readonly<Record<number, string>> = { 1: "minor", 4: "major", 8: "incremental", 16: "weakcb" };

function addGarbageCollection(registry: Registry): () => void {
  const pauses = new Map<string, Histogram>();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = gcKinds[kindOf(entry)] ?? "other";
      const histogram = pauses.get(kind) ?? createHistogram(gcBounds);
      pauses.set(kind, histogram);
      histogram.record(entry.duration / 1000);
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  registry.add(processMetrics.gc, () =>
    Array.from(pauses, ([kind, histogram]) => ({ labels: [kind], value: histogram.value() })),
  );
  return () => observer.disconnect();
}

function kindOf(entry: object): number {
  const detail = "detail" in entry ? entry.detail : undefined;
  return typeof detail === "object" && detail !== null && "kind" in detail ? Number(detail.kind) : 0;
}
