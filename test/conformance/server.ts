import { inspect } from "node:util";
import { create, createRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { createConnectRouter } from "@connectrpc/connect";
import { compressionGzip } from "@connectrpc/connect-node";
import type { HttpHandlers } from "../../src/http/handlers.ts";
import { createOnePortServer } from "../../src/http/one-port-server.ts";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { createStreams } from "../../src/wire/streams.ts";
import { createWire } from "../../src/wire/wire.ts";
import {
  ConformanceService,
  file_connectrpc_conformance_v1_conformance,
  ServerCompatRequestSchema,
  ServerCompatResponseSchema,
} from "../gen/connectrpc/conformance/v1/conformance_pb.ts";
import { conformanceService } from "./service.ts";

// The server that Connect's conformance runner tests: it asks on standard input what it wants, is told on standard output
// where that is, and stops the program with a signal. Argument: the road that calls take, `lane` or `streams`.

const road = process.argv[2] ?? "lane";
/** Requests are echoed, as `google.protobuf.Any`. */
const jsonOptions = { registry: createRegistry(file_connectrpc_conformance_v1_conformance) };
const log = (error: unknown) => process.stderr.write(`${inspect(error)}\n`);

/** The handlers of production, or Connect's alone, which serve what the unary lane declines. */
function createHandlers(maxBodyBytes: number): HttpHandlers {
  if (road === "lane") {
    const routes = { service: ConformanceService };
    return createWire({
      services: [
        {
          service: ConformanceService,
          routes,
          addTo: (router) => {
            router.service(ConformanceService, conformanceService, { jsonOptions });
          },
        },
      ],
      transcoder: createTranscoder({ services: [] }),
      interceptors: [],
      chooseRequestId: () => "conformance",
      maxBodyBytes,
      onError: log,
    });
  }
  const router = createConnectRouter({ acceptCompression: [compressionGzip], readMaxBytes: maxBodyBytes });
  router.service(ConformanceService, conformanceService, { jsonOptions });
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const rpcs = { hasPath: (path: string) => handlers.has(path), findHandler: (path: string) => handlers.get(path) };
  const streams = createStreams(rpcs, log);
  return {
    async request(request, response) {
      const [path = ""] = (request.url ?? "").split("?");
      if (streams.hasPath(path)) return streams.handle(path, request, response);
      response.statusCode = 404;
      response.end();
      return undefined;
    },
  };
}

async function readRequest() {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0)) {
      return fromBinary(ServerCompatRequestSchema, bytes.subarray(4, 4 + bytes.readUInt32BE(0)));
    }
  }
  throw new Error("standard input ended before it said what to serve");
}

const { useTls, serverCreds, messageReceiveLimit } = await readRequest();
const tls =
  useTls && serverCreds !== undefined
    ? { cert: Buffer.from(serverCreds.cert), key: Buffer.from(serverCreds.key) }
    : undefined;
const server = createOnePortServer({ handlers: createHandlers(messageReceiveLimit || 4 * 1024 * 1024), tls });
const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
const answer = toBinary(
  ServerCompatResponseSchema,
  create(ServerCompatResponseSchema, { host: "127.0.0.1", port, ...(tls && { pemCert: tls.cert }) }),
);
const length = Buffer.alloc(4);
length.writeUInt32BE(answer.length);
process.stdout.write(Buffer.concat([length, answer]));
process.once("SIGTERM", () => void server.close({ graceMs: 0 }).then(() => process.exit(0)));
