import { Agent } from "node:http";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { credentials, Client as GrpcClient, type ServiceError } from "@grpc/grpc-js";
import {
  Health,
  type HealthCheckRequestSchema,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatusSchema as StatusSchema,
} from "../../gen/grpc/health/v1/health_pb.ts";

/** A client of gRPC's health checking, in one protocol. Failures come as ConnectErrors from all of them. */
export interface HealthClient {
  check(service?: string): Promise<string>;
  /** The statuses as they come, by their names. */
  watch(service?: string, signal?: AbortSignal): AsyncIterable<string>;
  list(): Promise<Readonly<Record<string, string>>>;
  close(): void;
}

const statusNameOf = ({ status }: HealthCheckResponse): string =>
  StatusSchema.value[status]?.name ?? `status ${status}`;

function createConnectHealthClient(transport: Transport, close: () => void): HealthClient {
  const client = createClient(Health, transport);
  return {
    check: async (service = "") => statusNameOf(await client.check({ service })),
    async *watch(service = "", signal) {
      const options = signal === undefined ? {} : { signal };
      for await (const response of client.watch({ service }, options)) yield statusNameOf(response);
    },
    async list() {
      const { statuses } = await client.list({});
      return Object.fromEntries(Object.entries(statuses).map(([name, response]) => [name, statusNameOf(response)]));
    },
    close,
  };
}

/** By grpc-js, which shares no code with the server. */
function createGrpcJsHealthClient(url: string): HealthClient {
  const client = new GrpcClient(new URL(url).host, credentials.createInsecure());
  const { check, list, watch } = Health.method;
  const serialize = (bytes: Uint8Array) => Buffer.from(bytes);
  const pathOf = (method: { name: string }) => `/${Health.typeName}/${method.name}`;
  const encode = (init: MessageInitShape<typeof HealthCheckRequestSchema>) =>
    toBinary(check.input, create(check.input, init));
  const toError = ({ code, details }: ServiceError) => new ConnectError(details, Number(code));
  function callUnary<Answer>(method: { name: string }, request: Uint8Array, read: (bytes: Uint8Array) => Answer) {
    return new Promise<Answer>((resolve, reject) => {
      client.makeUnaryRequest(pathOf(method), serialize, read, request, (error, answer) => {
        if (error === null && answer !== undefined) resolve(answer);
        else reject(error === null ? new ConnectError("no answer", Code.Internal) : toError(error));
      });
    });
  }
  return {
    check: async (service = "") =>
      statusNameOf(await callUnary(check, encode({ service }), (bytes) => fromBinary(check.output, bytes))),
    async *watch(service = "", signal) {
      const read = (bytes: Uint8Array) => fromBinary(watch.output, bytes);
      const call = client.makeServerStreamRequest(pathOf(watch), serialize, read, encode({ service }));
      signal?.addEventListener("abort", () => call.cancel());
      try {
        for await (const response of call) yield statusNameOf(response);
      } catch (error) {
        throw error instanceof Error && "details" in error ? toError(error as ServiceError) : error;
      }
    },
    async list() {
      const { statuses } = await callUnary(list, toBinary(list.input, create(list.input)), (bytes) =>
        fromBinary(list.output, bytes),
      );
      return Object.fromEntries(Object.entries(statuses).map(([name, response]) => [name, statusNameOf(response)]));
    },
    close: () => client.close(),
  };
}

function overHttp2(baseUrl: string, createTransport: (sessionManager: Http2SessionManager) => Transport) {
  const sessionManager = new Http2SessionManager(baseUrl);
  return createConnectHealthClient(createTransport(sessionManager), () => sessionManager.abort());
}

function overHttp1(createTransport: (agent: Agent) => Transport) {
  const agent = new Agent({ keepAlive: true });
  return createConnectHealthClient(createTransport(agent), () => agent.destroy());
}

/** The clients, by what they are. */
export const healthClients: Readonly<Record<string, (baseUrl: string) => HealthClient>> = {
  "grpc-js": createGrpcJsHealthClient,
  "gRPC by Connect": (baseUrl) =>
    overHttp2(baseUrl, (sessionManager) => createGrpcTransport({ baseUrl, sessionManager })),
  "gRPC-Web over HTTP/1.1": (baseUrl) =>
    overHttp1((agent) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1", nodeOptions: { agent } })),
  "Connect over HTTP/1.1": (baseUrl) =>
    overHttp1((agent) => createConnectTransport({ baseUrl, httpVersion: "1.1", nodeOptions: { agent } })),
  "Connect in JSON over HTTP/2": (baseUrl) =>
    overHttp2(baseUrl, (sessionManager) =>
      createConnectTransport({ baseUrl, httpVersion: "2", sessionManager, useBinaryFormat: false }),
    ),
};
