import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import { BadRequestSchema } from "../../../gen/google/rpc/error_details_pb.ts";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../../gen/zitadel/v1/message_pb.ts";
import { type CallError, type Client, type ClientName, headersOf, toCredentialsDetail } from "./client.ts";
import { trustOf } from "./test-certificate.ts";

/** gRPC by connect-node, over HTTP/2. */
export function createConnectGrpcClient(baseUrl: string): Client {
  const sessionManager = new Http2SessionManager(baseUrl, undefined, trustOf(baseUrl));
  const transport = createGrpcTransport({ baseUrl, sessionManager });
  return createClient("connect-grpc", transport, () => sessionManager.abort());
}

/** gRPC-Web in its binary form by connect-node, over HTTP/1.1 as browsers without TLS do. */
export function createConnectGrpcWebClient(baseUrl: string): Client {
  const trust = trustOf(baseUrl);
  const agent =
    trust.ca === undefined ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ...trust });
  const transport = createGrpcWebTransport({ baseUrl, httpVersion: "1.1", nodeOptions: { agent } });
  return createClient("connect-grpc-web", transport, () => agent.destroy());
}

/** The Connect protocol in its JSON form by connect-node, over HTTP/2. */
export function createConnectJsonClient(baseUrl: string): Client {
  const sessionManager = new Http2SessionManager(baseUrl, undefined, trustOf(baseUrl));
  const transport = createConnectTransport({ baseUrl, httpVersion: "2", sessionManager, useBinaryFormat: false });
  return createClient("connect-json", transport, () => sessionManager.abort());
}

const createClient = (name: ClientName, transport: Transport, close: () => void): Client => ({
  name,
  async call(method, message, options = {}) {
    try {
      const response = await transport.unary(method, undefined, undefined, headersOf(options), message);
      return { ok: response.message, headers: response.header };
    } catch (error) {
      // Whatever is no ConnectError is a fault of the client itself.
      if (!(error instanceof ConnectError)) throw error;
      return { error: toCallError(error), headers: error.metadata };
    }
  },
  close,
});

function toCallError(error: ConnectError): CallError {
  // Client side trouble (a connection that was refused, an answer cut short) must not pass for the server's answer.
  if (error.cause !== undefined && error.code !== Code.Unavailable) throw error;
  const [detail] = error.findDetails(ErrorDetailSchema);
  const [credentials] = error.findDetails(CredentialsCheckErrorSchema);
  const [badRequest] = error.findDetails(BadRequestSchema);
  return {
    code: error.code,
    message: error.rawMessage,
    detail: detail && { id: detail.id, message: detail.message },
    credentials: credentials && toCredentialsDetail(credentials),
    violations: (badRequest?.fieldViolations ?? []).map(({ field, description }) => ({ field, description })),
    headers: error.metadata,
  };
}
