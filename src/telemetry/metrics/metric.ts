/** What a metric is, as a scrape and the documents say it. */
export interface MetricDefinition {
  /** Ends in its unit, and in `_total` where it is a counter. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** One sentence. */
  readonly help: string;
  /** The names of its labels; each of them has few values. */
  readonly labels: readonly string[];
}

/** How often values were in which range, since the start. */
export interface HistogramValue {
  /** Each range: up to and with `upTo`, the last one without an end; `count` is of this range alone. */
  readonly buckets: readonly { readonly upTo: number; readonly count: number }[];
  /** Of all values. */
  readonly count: number;
  readonly sum: number;
}

/** The value of a metric for one choice of labels. */
export interface Sample {
  /** The values of the labels, in the order of their names. */
  readonly labels: readonly string[];
  /** A {@link HistogramValue} of histograms, a number of all others. */
  readonly value: number | HistogramValue;
}

/** A metric without labels has one sample. */
export const oneSample = (value: Sample["value"]): readonly Sample[] => [{ labels: [], value }];
