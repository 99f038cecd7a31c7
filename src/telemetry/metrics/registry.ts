import { renderMetric } from "./exposition.ts";
import type { MetricDefinition, Sample } from "./metric.ts";

/** The metrics of one server. */
export interface Registry {
  /**
   * Adds a metric, whose samples are read at each scrape. Throws for a name that is there already, and for names that
   * Prometheus would not take.
   */
  add(definition: MetricDefinition, read: () => Iterable<Sample>): void;
  /** All metrics in Prometheus' text format, in the order in which they were added. */
  render(): string;
}

/** A registry without metrics. */
export function createRegistry(): Registry {
  const metrics = new Map<string, { readonly definition: MetricDefinition; readonly read: () => Iterable<Sample> }>();
  return {
    add(definition, read) {
      const { name, labels } = definition;
      if (metrics.has(name)) throw new Error(`the metric ${name} is there already`);
      const wrong = [name, ...labels].find((text) => !/^[a-z_][a-z0-9_]*$/.test(text));
      if (wrong !== undefined) throw new Error(`${JSON.stringify(wrong)} cannot be the name of a metric or a label`);
      metrics.set(name, { definition, read });
    },
    render: () => [...metrics.values()].map(({ definition, read }) => renderMetric(definition, read())).join(""),
  };
}
