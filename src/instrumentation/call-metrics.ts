import type { DescMethod } from "@bufbuild/protobuf";
import type { Code } from "@connectrpc/connect";
import { createHistogram, type Histogram } from "../telemetry/metrics/histogram.ts";
import type { MetricDefinition, Sample } from "../telemetry/metrics/metric.ts";
import type { Registry } from "../telemetry/metrics/registry.ts";
import type { WireObserver } from "../wire/observer.ts";
import { codeNameOf } from "./code-names.ts";
import { serverMetrics } from "./metric-definitions.ts";
import { rpcSystemOf } from "./rpc-names.ts";

/** The bounds that OpenTelemetry advises for the durations of RPCs, with two more below: many calls need no disk. */
const durationBoundsS = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizeBoundsBytes = [256, 1024, 4096, 16_384, 65_536, 1_048_576];

/** What is counted for calls of one RPC, in one protocol, with one code. */
interface CallInstruments {
  readonly labels: readonly string[];
  readonly duration: Histogram;
  readonly requestBytes: Histogram;
  readonly responseBytes: Histogram;
}

/**
 * Measures calls. What counts a call is found by its RPC, its protocol and its code, and made by the first such call, so
 * that a call costs two look-ups and some additions. There are as many as there are RPCs, protocols and codes in use:
 * nothing that a caller makes up is a label.
 */
export function createCallMetrics(registry: Registry): Pick<WireObserver, "callEnded"> {
  const byMethod = new Map<DescMethod, Map<string, (CallInstruments | undefined)[]>>();
  const all: CallInstruments[] = [];
  const add = (definition: MetricDefinition, histogramOf: (instruments: CallInstruments) => Histogram) =>
    registry.add(definition, () =>
      all.map((instruments): Sample => ({ labels: instruments.labels, value: histogramOf(instruments).value() })),
    );
  add(serverMetrics.callDuration, ({ duration }) => duration);
  add(serverMetrics.requestSize, ({ requestBytes }) => requestBytes);
  add(serverMetrics.responseSize, ({ responseBytes }) => responseBytes);

  function create(method: DescMethod, protocolName: string, code: Code | undefined): CallInstruments {
    const rpcMethod = `${method.parent.typeName}/${method.name}`;
    const instruments = {
      labels: [rpcSystemOf(protocolName), rpcMethod, codeNameOf(code).toUpperCase()],
      duration: createHistogram(durationBoundsS),
      requestBytes: createHistogram(sizeBoundsBytes),
      responseBytes: createHistogram(sizeBoundsBytes),
    };
    all.push(instruments);
    return instruments;
  }

  function find(method: DescMethod, protocolName: string, code: Code | undefined): CallInstruments {
    const byCode = byMethod.get(method)?.get(protocolName);
    const known = byCode?.[code ?? 0];
    if (known !== undefined) return known;
    const made = create(method, protocolName, code);
    const byProtocol = byMethod.get(method) ?? new Map<string, (CallInstruments | undefined)[]>();
    const codes = byCode ?? [];
    codes[code ?? 0] = made;
    byMethod.set(method, byProtocol.set(protocolName, codes));
    return made;
  }

  return {
    callEnded(call, code) {
      const instruments = find(call.spec.method, call.protocolName, code);
      instruments.duration.record((performance.now() - call.startMs) / 1000);
      instruments.requestBytes.record(call.requestBytes);
      instruments.responseBytes.record(call.exchange.sentBytes);
    },
  };
}
