import type { HistogramValue, MetricDefinition, Sample } from "./metric.ts";

/** The content type of the text that {@link renderMetric} makes. */
export const expositionContentType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * A metric in Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4); nothing when
 * it has no sample.
 */
export function renderMetric({ name, type, help, labels }: MetricDefinition, samples: Iterable<Sample>): string {
  const lines: string[] = [];
  for (const { labels: values, value } of samples) {
    const pairs = labels.map((label, index) => `${label}="${escapeLabel(values[index] ?? "")}"`);
    if (typeof value === "number") lines.push(renderLine(name, pairs, value));
    else addHistogram(lines, name, pairs, value);
  }
  if (lines.length === 0) return "";
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;
}

/** Buckets are written as Prometheus counts them: each with all that are below it. */
function addHistogram(
  lines: string[],
  name: string,
  pairs: readonly string[],
  { buckets, count, sum }: HistogramValue,
): void {
  let total = 0;
  for (const bucket of buckets) {
    total += bucket.count;
    lines.push(renderLine(`${name}_bucket`, [...pairs, `le="${toText(bucket.upTo)}"`], total));
  }
  lines.push(renderLine(`${name}_sum`, pairs, sum), renderLine(`${name}_count`, pairs, count));
}

const renderLine = (name: string, pairs: readonly string[], value: number): string =>
  pairs.length === 0 ? `${name} ${toText(value)}` : `${name}{${pairs.join(",")}} ${toText(value)}`;

function toText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
