import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import type { Connection, ConnectionOptions } from "./connection.ts";

/**
 * The way to a server with the platform's `fetch`, as in browsers: Connect, which is the default, or gRPC-Web. The
 * platform keeps the sockets.
 *
 * Throws for gRPC: `fetch` shows no trailers.
 */
export function openBrowserConnection({ baseUrl, protocol = "connect" }: ConnectionOptions): Connection {
  if (protocol === "grpc")
    throw new Error('A browser cannot speak gRPC; the protocol must be "connect" or "grpc-web".');
  const create = protocol === "connect" ? createConnectTransport : createGrpcWebTransport;
  return { createTransport: (options) => create({ ...options, baseUrl }), close: () => {} };
}
