import type { HistogramValue } from "./metric.ts";

/** Counts values by ranges. */
export interface Histogram {
  /** Costs a search among the bounds and two additions; nothing is allocated. */
  record(value: number): void;
  value(): HistogramValue;
}

/** A histogram of no value yet, with these upper bounds, which must ascend, and a last range without an end. */
export function createHistogram(bounds: readonly number[]): Histogram {
  const upperBounds = Float64Array.of(...bounds, Number.POSITIVE_INFINITY);
  const counts = new Float64Array(upperBounds.length);
  const last = upperBounds.length - 1;
  let sum = 0;
  return {
    record(value) {
      let index = 0;
      while (index < last && value > (upperBounds[index] ?? 0)) index++;
      counts[index] = (counts[index] ?? 0) + 1;
      sum += value;
    },
    value: () => ({
      buckets: Array.from(upperBounds, (upTo, index) => ({ upTo, count: counts[index] ?? 0 })),
      count: counts.reduce((total, count) => total + count, 0),
      sum,
    }),
  };
}
