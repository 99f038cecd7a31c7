import type { DescFile, DescService } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { compressionGzip } from "@connectrpc/connect-node";
import type { Health } from "./health/health.ts";
import { Http1Exchange } from "./wire/http1-exchange.ts";
import { createUnaryLane } from "./wire/index.ts";
import { type NodeRequest, type NodeResponse, pathOf } from "./wire/node-http.ts";
import { answerUnknownRpc } from "./wire/unknown-rpc.ts";
import type { PortWire, WireOnDemand } from "./wire/wire-on-demand.ts";

/** What {@link createGrpcServices} tells about. */
export interface GrpcServicesOptions {
  readonly health: Health;
  /** Whether callers may ask what the services look like. */
  readonly hasReflection: boolean;
  /** All faces. Asked for only when a caller asks about their services. */
  readonly loadFaces: () => Promise<readonly DescribedFace[]>;
  /** Files of error details that every face sends. */
  readonly detailFiles: readonly DescFile[];
  /** Aborted when the port closes, with the error for streams that would go on. */
  readonly shutdownSignal: AbortSignal;
  /** Told of answers that could not be written, for the log. */
  readonly onError: (error: unknown) => void;
}

/** What a face's descriptors say. */
export interface DescribedFace {
  readonly services: readonly { readonly service: DescService }[];
  /** Files of messages that its answers carry without naming them in their own files, such as error details. */
  readonly detailFiles?: readonly DescFile[];
}

/** What callers send here is a name or two. */
const maxRequestBytes = 64 * 1024;

/**
 * The services that gRPC itself defines: health checking and server reflection, in every protocol, for everybody.
 *
 * They are on a wire of their own, without the interceptors of calls: they are about no organization and have no caller, a
 * probe each second must not fill the access log, and whatever limits calls must not make a busy server look like a dead
 * one. Loaded by the first request, because most servers are never asked.
 */
export const createGrpcServices = (options: GrpcServicesOptions): WireOnDemand => ({
  owns: (path) => path.startsWith("/grpc."),
  load: () => loadWire(options),
});

async function loadWire(options: GrpcServicesOptions): Promise<PortWire> {
  const { health, hasReflection, loadFaces, shutdownSignal, onError } = options;
  const { Health: HealthProtocol } = await import("../gen/grpc/health/v1/health_pb.ts");
  const { createHealthService } = await import("./health/health-service.ts");
  const reflection = hasReflection ? await loadReflection() : undefined;
  const own: readonly DescService[] = [HealthProtocol, ...(reflection?.protocols ?? [])];
  const describe = async () => {
    const faces = await loadFaces();
    const services = [...faces.flatMap((face) => face.services.map(({ service }) => service)), ...own];
    return {
      serviceNames: services.map(({ typeName }) => typeName),
      files: [
        ...services.map(({ file }) => file),
        ...faces.flatMap(({ detailFiles = [] }) => detailFiles),
        ...options.detailFiles,
      ],
    };
  };
  const listServiceNames = async () => (await describe()).serviceNames;
  const lane = createUnaryLane({
    routes(router) {
      router.service(HealthProtocol, createHealthService({ health, listServiceNames }));
      reflection?.addTo(router, describe);
    },
    acceptCompression: [compressionGzip],
    readMaxBytes: maxRequestBytes,
    shutdownSignal,
    fallback: answerUnknown,
    onError,
  });
  return {
    request: async (request, response) => lane.request(request, response),
    // It comes back as a request.
    stream: () => false,
  };
}

/** Both versions of reflection, which have the same messages. */
async function loadReflection() {
  const { createReflection } = await import("./reflection/reflection-service.ts");
  const { ServerReflection: V1 } = await import("../gen/grpc/reflection/v1/reflection_pb.ts");
  const { ServerReflection: V1Alpha } = await import("../gen/grpc/reflection/v1alpha/reflection_pb.ts");
  return {
    protocols: [V1, V1Alpha],
    addTo(router: ConnectRouter, describe: Parameters<typeof createReflection>[0]): void {
      const reflection = createReflection(describe);
      router.service(V1, reflection);
      router.service(V1Alpha, reflection);
    },
  };
}

function answerUnknown(request: NodeRequest, response: NodeResponse): void {
  const exchange = new Http1Exchange(request, response);
  if (!answerUnknownRpc(pathOf(exchange.target), exchange)) exchange.send(404, {}, undefined);
}
