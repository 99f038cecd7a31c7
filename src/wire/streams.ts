import type { IncomingHttpHeaders } from "node:http";
import { Code, ConnectError, type ContextValues, createContextValues } from "@connectrpc/connect";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from "@connectrpc/connect-node";
import { withPlainGrpcMessage } from "./grpc-message.ts";
import { fromGrpcWebText, isGrpcWebText, toGrpcWebText } from "./grpc-web-text.ts";
import { drainWhenAnswered, type NodeRequest, type NodeResponse, readChunks } from "./node-http.ts";
import type { RpcTable } from "./rpc-table.ts";

/** Makes the context values of a call from its request. */
export type CreateContextValues = (request: {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}) => ContextValues;

/** Answers what the unary lane declines, streams above all, with Connect's own handlers. */
export interface Streams {
  /** Whether this path is an RPC's. */
  hasPath(path: string): boolean;
  /** Answers a request to such a path. Never rejects. */
  handle(path: string, request: NodeRequest, response: NodeResponse): Promise<void>;
}

/**
 * Connect's handlers on Node's requests.
 *
 * @param contextValues What calls begin with. Default: none.
 * @param onError Told of answers that could not be written, for the log.
 */
export function createStreams(
  rpcs: Pick<RpcTable, "hasPath" | "findHandler">,
  onError: (error: unknown) => void,
  contextValues?: CreateContextValues,
): Streams {
  return {
    hasPath: rpcs.hasPath,
    async handle(path, request, response) {
      const handler = rpcs.findHandler(path);
      if (handler === undefined) throw new Error(`${path} is no RPC: hasPath() comes first`);
      drainWhenAnswered(request);
      try {
        await universalResponseToNodeResponse(
          withPlainGrpcMessage(await answer(handler, request, response, contextValues)),
          response,
        );
      } catch (error) {
        // The caller went away, or the stream broke: nobody is left to be told.
        if (ConnectError.from(error).code !== Code.Aborted) onError(error);
        if (!response.destroyed) response.destroy();
      }
    },
  };
}

async function answer(
  handler: UniversalHandler,
  request: NodeRequest,
  response: NodeResponse,
  contextValues: CreateContextValues | undefined,
) {
  const { url = "", headers } = request;
  const values = contextValues?.({ url, headers }) ?? createContextValues();
  const received = universalRequestFromNodeRequest(request, response, undefined, values);
  const authority = request.headers[":authority"];
  // As with HTTP/1.1, so that what looks at the host need not know the version.
  if (typeof authority === "string") received.header.set("host", authority);
  const chunked = { ...received, body: readChunks(request) };
  if (!isGrpcWebText(received.header.get("content-type"))) return handler(chunked);
  return toGrpcWebText(await handler(fromGrpcWebText(chunked)));
}
