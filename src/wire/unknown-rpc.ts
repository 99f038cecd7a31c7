import { Code } from "@connectrpc/connect";
import { type NodeRequest, type NodeResponse, send } from "./node-http.ts";

const text = "There is no such RPC on this server";

/**
 * Answers a request in an RPC protocol to a path that is no RPC's, in that protocol; false when the request is in none.
 * - gRPC and gRPC-Web: `unimplemented` in one block of headers.
 * - Connect: 404 with the error's JSON.
 */
export function answerUnknownRpc(path: string, request: NodeRequest, response: NodeResponse): boolean {
  const contentType = request.headers["content-type"] ?? "";
  if (contentType.startsWith("application/grpc")) {
    request.resume();
    const headers = { "content-type": contentType, "grpc-status": String(Code.Unimplemented), "grpc-message": text };
    send(response, 200, headers, "");
    return true;
  }
  if (isConnect(path, contentType, request)) {
    request.resume();
    send(
      response,
      404,
      { "content-type": "application/json" },
      JSON.stringify({ code: "unimplemented", message: text }),
    );
    return true;
  }
  return false;
}

/** `/package.v1.Service/Method`: no route of a JSON interface has a dot and an upper-case name in its first part. */
const rpcPath = /^\/(?:[a-z]\w*\.)+[A-Z]\w*\/[A-Za-z]\w*$/;

const isConnect = (path: string, contentType: string, request: NodeRequest): boolean =>
  request.headers["connect-protocol-version"] !== undefined ||
  contentType.startsWith("application/connect+") ||
  contentType === "application/proto" ||
  rpcPath.test(path);
