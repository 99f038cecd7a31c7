import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import type { Connection, ConnectionOptions } from "./connection.ts";

/** Load balancers drop connections that are idle for a minute without a word, so ours are closed before. */
const idleConnectionTimeoutMs = 50_000;

/**
 * The way to a server from Node: gRPC over one HTTP/2 connection, which is the default; gRPC-Web and Connect over
 * HTTP/1.1, because whoever asks for them has something in between that does not carry HTTP/2.
 */
export function openNodeConnection({ baseUrl, protocol = "grpc" }: ConnectionOptions): Connection {
  if (protocol === "grpc") return openHttp2Connection(baseUrl);
  const agent = new (baseUrl.startsWith("https:") ? HttpsAgent : HttpAgent)({ keepAlive: true });
  const create = protocol === "connect" ? createConnectTransport : createGrpcWebTransport;
  return {
    createTransport: (options) => create({ ...options, baseUrl, httpVersion: "1.1", nodeOptions: { agent } }),
    close: () => agent.destroy(),
  };
}

function openHttp2Connection(baseUrl: string): Connection {
  const sessionManager = new Http2SessionManager(baseUrl, { idleConnectionTimeoutMs });
  return {
    createTransport: (options) => createGrpcTransport({ ...options, baseUrl, sessionManager }),
    close: () => sessionManager.abort(),
  };
}
