import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import {
  type AnyValue,
  ExportTraceServiceRequestSchema,
  type KeyValue,
} from "../gen/opentelemetry/proto/collector/trace/v1/trace_service_pb.ts";

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: number;
  readonly durationNs: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A collector that keeps what it is sent by OTLP over HTTP. */
export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Waits for so many spans that fit. */
  whenReceived(count: number, fits: (span: ReceivedSpan) => boolean): Promise<readonly ReceivedSpan[]>;
  close(): Promise<void>;
}

const deadlineMs = 15_000;

/** Opens a collector on a free port. */
export async function openOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const isExport = request.url === "/v1/traces" && request.headers["content-type"] === "application/x-protobuf";
    if (isExport) spans.push(...decode(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body));
    response.writeHead(isExport ? 200 : 400, { "content-type": "application/x-protobuf" }).end();
    server.emit("received");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async whenReceived(count, fits) {
      const signal = AbortSignal.timeout(deadlineMs);
      for (;;) {
        const found = spans.filter(fits);
        if (found.length >= count) return found;
        await once(server, "received", { signal }).catch(() => {
          throw new Error(`there are not ${count} such spans: ${JSON.stringify(spans.map(({ name }) => name))}`);
        });
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function decode(body: Uint8Array): readonly ReceivedSpan[] {
  const { resourceSpans } = fromBinary(ExportTraceServiceRequestSchema, body);
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, traceState, name, kind, ...span }) => ({
        traceId: Buffer.from(traceId).toString("hex"),
        spanId: Buffer.from(spanId).toString("hex"),
        parentSpanId: Buffer.from(parentSpanId).toString("hex"),
        traceState,
        name,
        kind,
        durationNs: span.endTimeUnixNano - span.startTimeUnixNano,
        attributes: toRecord(span.attributes),
        resource: toRecord(resource?.attributes ?? []),
      })),
    ),
  );
}

const toRecord = (pairs: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, toValue(value)]));

const toValue = (value: AnyValue | undefined): unknown =>
  typeof value?.value.value === "bigint" ? Number(value.value.value) : value?.value.value;
