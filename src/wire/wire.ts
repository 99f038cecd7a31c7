import type { Interceptor } from "@connectrpc/connect";
import type { Transcoder } from "../transcoding/index.ts";
import { createConnect } from "./connect.ts";
import type { NodeHandler } from "./node-http.ts";
import { createRest } from "./rest.ts";
import type { ServedService } from "./served-service.ts";
import { answerUnknownRpc } from "./unknown-rpc.ts";

/** What the wire serves. */
export interface WireOptions {
  readonly services: readonly ServedService[];
  readonly transcoder: Transcoder;
  /** Outermost first. The same objects on every road. */
  readonly interceptors: readonly Interceptor[];
  /** The id of a call whose caller gave this one, or none. */
  readonly chooseRequestId: (given: string | null) => string;
  /** Largest message or body that is read. */
  readonly maxBodyBytes: number;
  /** Told of answers that could not be written, for the log. */
  readonly onError: (error: unknown) => void;
}

/**
 * Every protocol on one handler: an RPC's path goes to Connect's handlers (gRPC, gRPC-Web, Connect), every other path
 * to the `google.api.http` routes. What fits neither gets the error of the protocol it was asked in.
 */
export function createWire(options: WireOptions): NodeHandler {
  const connect = createConnect(options);
  const rest = createRest(options);
  return async function handle(request, response) {
    const path = pathOf(request.url ?? "");
    if (connect.hasPath(path)) return connect.handle(path, request, response);
    if (answerUnknownRpc(path, request, response)) return undefined;
    return rest.handle(request, response);
  };
}

/** A request target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}
