import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { unique } from "../api/unique.ts";
import { rpc } from "../api/world.ts";
import { type ClientName, createClient } from "../support/clients/index.ts";
import { createDatabase } from "../support/postgres.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { type OtlpReceiver, openOtlpReceiver, type ReceivedSpan } from "./otlp-receiver.ts";

const processes = useProcesses(afterAll);

/** What W3C's `traceparent` says: the trace, the caller's span, and whether it is sampled. */
const parentOf = (traceId: string, flags: "00" | "01") => `00-${traceId}-00f067aa0ba902b7-${flags}`;

let counter = 0;
const newTraceId = (): string => (++counter).toString(16).padStart(32, "7");

let receiver: OtlpReceiver;
let server: ServerProcess;
beforeAll(async () => {
  receiver = await openOtlpReceiver();
  server = await processes.serve(["--memory", "--log-format", "json"], { env: tracingTo(receiver) });
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

const tracingTo = ({ url }: OtlpReceiver) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_SERVICE_NAME: "zoo-directory",
  OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
  OTEL_BSP_SCHEDULE_DELAY: "50",
});

const addOrg = "zitadel.management.v1.ManagementService/AddOrg";

/** Makes a call as a caller that traces, and answers the spans of its trace. */
async function trace(client: ClientName, count: number, flags: "00" | "01" = "01", on: ServerProcess = server) {
  const traceId = newTraceId();
  const headers = { traceparent: parentOf(traceId, flags), tracestate: "zoo=7" };
  const caller = createClient(client, on.ready.url);
  const result = await caller.call(rpc.addOrg, { name: unique("Zoo ") }, { token: on.ready.adminToken ?? "", headers });
  caller.close();
  expect(result.error).toBeUndefined();
  const spans = count === 0 ? [] : await receiver.whenReceived(count, (span) => span.traceId === traceId);
  return { traceId, spans };
}

function assertTree(spans: readonly ReceivedSpan[], system: string): void {
  const [call, command, commit] = [addOrg, "command", "commit"].map((name) => spans.find((span) => span.name === name));
  expect(spans).toHaveLength(3);
  expect(call).toMatchObject({
    // SERVER, as OTLP numbers it.
    kind: 2,
    parentSpanId: "00f067aa0ba902b7",
    traceState: "zoo=7",
    resource: {
      "service.name": "zoo-directory",
      "service.version": packageJson.version,
      "deployment.environment.name": "test",
    },
    attributes: {
      "rpc.system.name": system,
      "rpc.method": addOrg,
      "rpc.response.status_code": "OK",
      "roster.user.id": expect.stringMatching(/^\d+$/),
      "roster.org.id": expect.stringMatching(/^\d+$/),
    },
  });
  expect(command?.parentSpanId).toBe(call?.spanId);
  expect(commit?.parentSpanId).toBe(command?.spanId);
  expect(commit?.attributes).toEqual({ "roster.commit.batch_size": 1 });
  expect(commit?.durationNs).toBeGreaterThan(0n);
}

describe("traces", () => {
  const clients = [
    ["grpc-js", "grpc"],
    ["connect-grpc-web", "grpc-web"],
    ["connect-json", "connectrpc"],
    ["rest", "rest"],
  ] as const;
  for (const [client, system] of clients) {
    it(`go on with the caller's: call, command, commit: ${client}`, async () => {
      assertTree((await trace(client, 3)).spans, system);
    });
  }

  it("are named by the line of the call", async () => {
    const { traceId } = await trace("grpc-js", 3);
    const said = await server.whenSaid(`"traceId":"${traceId}"`);
    const line = said.split("\n").find((each) => each.includes(traceId)) ?? "";
    expect(JSON.parse(line)).toMatchObject({ msg: "call", method: addOrg, code: "ok", traceId });
  });

  it("have a span for a call that no interceptor saw", async () => {
    const traceId = newTraceId();
    const answer = await fetch(`${server.ready.url}/${addOrg}`, {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json", traceparent: parentOf(traceId, "01"), connection: "close" },
    });
    expect(answer.status).toBe(400);
    const [span] = await receiver.whenReceived(1, (each) => each.traceId === traceId);
    expect(span).toMatchObject({ name: addOrg, parentSpanId: "00f067aa0ba902b7" });
    expect(span?.attributes).toMatchObject({
      "rpc.system.name": "connectrpc",
      "rpc.response.status_code": "INVALID_ARGUMENT",
      "error.type": "INVALID_ARGUMENT",
    });
  });

  it("are not sent when the caller does not sample them", async () => {
    const { traceId } = await trace("grpc-js", 0, "00");
    await trace("grpc-js", 3);
    expect(receiver.spans.filter((span) => span.traceId === traceId)).toEqual([]);
  });

  it("of PostgreSQL have a commit too, and those that are left are sent when the server stops", async () => {
    const database = await createDatabase();
    const env = { ...tracingTo(receiver), OTEL_BSP_SCHEDULE_DELAY: "60000" };
    const other = await processes.serve(["--database-url", database.url, "--data", processes.folder()], { env });
    const { traceId } = await trace("connect-grpc", 0, "01", other);
    expect(receiver.spans.filter((span) => span.traceId === traceId)).toEqual([]);
    expect(await other.stop()).toEqual({ code: 0, signal: null });
    assertTree(
      receiver.spans.filter((span) => span.traceId === traceId),
      "grpc",
    );
    await database.drop();
  });
});

describe("variables of OpenTelemetry", () => {
  it("that ask for another protocol end the start with what to change", async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
    const refused = processes.roster(["serve", "--memory", "--port", "0"], { env });
    expect(await refused.exited).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toContain('OTEL_EXPORTER_OTLP_PROTOCOL is "grpc", but it must be http/protobuf');
  });

  it("that name a collector that is away cost a warning, and no call", async () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_EXPORTER_OTLP_TIMEOUT: "500",
    };
    const lonely = await processes.serve(["--memory", "--log-format", "json"], { env });
    await trace("grpc-js", 0, "01", lonely);
    await lonely.whenSaid("spans were not sent to the collector");
    expect(await lonely.stop()).toEqual({ code: 0, signal: null });
  });
});
