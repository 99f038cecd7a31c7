import { Code, ConnectError } from "@connectrpc/connect";
import { headerOf } from "./codecs/unary-codec.ts";
import { createConnectErrorBody } from "./connect-error-body.ts";
import type { Exchange } from "./exchange.ts";

const text = "There is no such RPC on this server";

/**
 * Answers a request in an RPC protocol to a path that is no RPC's, in that protocol; false when the request is in none.
 * - gRPC and gRPC-Web: `unimplemented` in one block of headers.
 * - Connect: 404 with the error's JSON.
 */
export function answerUnknownRpc(path: string, exchange: Exchange): boolean {
  const contentType = headerOf(exchange, "content-type") ?? "";
  if (contentType.startsWith("application/grpc")) {
    const headers = { "content-type": contentType, "grpc-status": String(Code.Unimplemented), "grpc-message": text };
    exchange.send(200, headers, undefined);
    return true;
  }
  if (isConnect(path, contentType, exchange)) {
    const body = createConnectErrorBody(new ConnectError(text, Code.Unimplemented));
    exchange.send(404, { "content-type": "application/json", "content-length": String(body.length) }, body);
    return true;
  }
  return false;
}

/** `/package.v1.Service/Method`: no route of a JSON interface has a dot and an upper-case name in its first part. */
const rpcPath = /^\/(?:[a-z]\w*\.)+[A-Z]\w*\/[A-Za-z]\w*$/;

const isConnect = (path: string, contentType: string, { headers }: Exchange): boolean =>
  headers["connect-protocol-version"] !== undefined ||
  contentType.startsWith("application/connect+") ||
  contentType === "application/proto" ||
  rpcPath.test(path);
