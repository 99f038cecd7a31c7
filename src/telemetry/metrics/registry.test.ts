import { describe, expect, it } from "vitest";
import { createHistogram } from "./histogram.ts";
import { oneSample } from "./metric.ts";
import { createRegistry } from "./registry.ts";

describe("createRegistry()", () => {
  it("writes every kind of metric as version 0.0.4 of the text format says", () => {
    const registry = createRegistry();
    registry.add({ name: "calls_total", type: "counter", help: "Calls.", labels: ["name"] }, () => [
      { labels: ['a "quoted" \\ text\nof two lines'], value: 3 },
      { labels: ["b"], value: 0 },
    ]);
    const sizes = createHistogram([1, 10]);
    for (const size of [0.5, 1, 2, 100]) sizes.record(size);
    registry.add({ name: "size_bytes", type: "histogram", help: "Size, in\nbytes.", labels: ["kind"] }, () => [
      { labels: ["x"], value: sizes.value() },
    ]);
    registry.add({ name: "load", type: "gauge", help: "Load.", labels: [] }, () => oneSample(0.25));
    expect(registry.render()).toBe(
      [
        "# HELP calls_total Calls.",
        "# TYPE calls_total counter",
        'calls_total{name="a \\"quoted\\" \\\\ text\\nof two lines"} 3',
        'calls_total{name="b"} 0',
        "# HELP size_bytes Size, in\\nbytes.",
        "# TYPE size_bytes histogram",
        'size_bytes_bucket{kind="x",le="1"} 2',
        'size_bytes_bucket{kind="x",le="10"} 3',
        'size_bytes_bucket{kind="x",le="+Inf"} 4',
        'size_bytes_sum{kind="x"} 103.5',
        'size_bytes_count{kind="x"} 4',
        "# HELP load Load.",
        "# TYPE load gauge",
        "load 0.25",
        "",
      ].join("\n"),
    );
  });

  it("leaves out a metric that has no sample", () => {
    const registry = createRegistry();
    registry.add({ name: "calls_total", type: "counter", help: "Calls.", labels: ["name"] }, () => []);
    expect(registry.render()).toBe("");
  });

  it("refuses a name that is there already", () => {
    const registry = createRegistry();
    const load = { name: "load", type: "gauge", help: "Load.", labels: [] } as const;
    registry.add(load, () => []);
    expect(() => registry.add(load, () => [])).toThrow("the metric load is there already");
  });

  for (const name of ["", "1st", "a-b", "a b", "A"]) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      expect(() => createRegistry().add({ name, type: "gauge", help: "", labels: [] }, () => [])).toThrow(/cannot be/);
    });
  }
});
