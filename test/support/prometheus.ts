import { execFileSync } from "node:child_process";
import { findPythonWith } from "./python.ts";

/** A metric as Prometheus' own client parses it. */
export interface ParsedMetric {
  /** Without the suffix of a counter. */
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

/** A line of a metric. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const program = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([
  {"name": m.name, "type": m.type, "help": m.documentation,
   "samples": [{"name": s.name, "labels": s.labels, "value": s.value} for s in m.samples]}
  for m in text_string_to_metric_families(sys.stdin.read())
]))`;

/**
 * The parser of Prometheus' client for Python; `undefined` where that is not installed, which is printed, and in CI throws.
 */
export function findPrometheusParser(): ((text: string) => readonly ParsedMetric[]) | undefined {
  const python = findPythonWith("prometheus_client", "the scrape of /metrics by Prometheus' own parser");
  if (python === undefined) return undefined;
  return (text) => JSON.parse(execFileSync(python, ["-c", program], { input: text, encoding: "utf8" }));
}
