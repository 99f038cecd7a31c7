import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Transcoder } from "../transcoding/index.ts";
import { type ChooseRequestId, createRestCodec, sendRest, sendRouteMiss } from "./codecs/rest.ts";
import type { Exchange } from "./exchange.ts";
import { toOtherRequest, type WireHooks } from "./observer.ts";
import { serveUnaryCall } from "./serve-unary-call.ts";
import type { UnaryMethod } from "./unary-method.ts";

/** What JSON requests are answered with. */
export interface RestOptions extends WireHooks {
  readonly methods: Iterable<UnaryMethod>;
  readonly transcoder: Pick<Transcoder, "find">;
  /** Answers that no interceptor saw carry an id, too. */
  readonly chooseRequestId: ChooseRequestId;
}

/** Answers requests to `google.api.http` routes, and the errors of paths that have none. */
export interface Rest {
  /** Answers the request, whether it has a route or not. */
  serve(exchange: Exchange): void;
}

/**
 * JSON for the same handlers and interceptors that RPCs have: no call goes through a socket twice. A streaming RPC with
 * a route is answered with `unimplemented`.
 */
export function createRest(options: RestOptions): Rest {
  const { methods, transcoder, chooseRequestId, observer } = options;
  const byDescriptor = new Map<DescMethod, UnaryMethod>();
  for (const method of methods) byDescriptor.set(method.spec.method, method);
  return {
    serve(exchange) {
      const match = transcoder.find(exchange.method, exchange.target);
      if (match.kind !== "match") {
        sendRouteMiss(exchange, match, chooseRequestId);
        observer?.requestEnded(toOtherRequest(exchange));
        return;
      }
      const method = byDescriptor.get(match.method);
      if (method === undefined) {
        const error = new ConnectError("streams are not served as JSON", Code.Unimplemented);
        sendRest(exchange, match.renderError(error), undefined, chooseRequestId);
        observer?.requestEnded(toOtherRequest(exchange));
        return;
      }
      void serveUnaryCall(exchange, method, createRestCodec(match, chooseRequestId), options);
    },
  };
}
