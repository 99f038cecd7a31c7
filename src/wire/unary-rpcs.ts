import type { UnaryCodec } from "./codecs/unary-codec.ts";
import { createFindCodec, type NoCodec, type Protocols } from "./content-codec.ts";
import type { Exchange } from "./exchange.ts";
import { toOtherRequest, type WireHooks } from "./observer.ts";
import { serveUnaryCall } from "./serve-unary-call.ts";
import type { CreateContextValues } from "./streams.ts";
import type { UnaryMethod } from "./unary-method.ts";

/** What {@link createUnaryRpcs} is made of. */
export interface UnaryRpcsOptions extends Protocols, WireHooks {
  /** The RPCs, by their paths. */
  readonly methods: ReadonlyMap<string, UnaryMethod>;
  /** What calls begin with. Default: none. */
  readonly contextValues?: CreateContextValues | undefined;
}

/** Serves unary RPCs, straight from Node's streams. */
export interface UnaryRpcs {
  /**
   * Takes the exchange and answers it, or returns false without having touched it: when the path is not that of a unary
   * RPC, and for gRPC over HTTP/1.1.
   */
  serve(path: string, exchange: Exchange): boolean;
}

/**
 * The fast road for RPCs of one request and one answer: gRPC, gRPC-Web and Connect, with the services, interceptors,
 * contexts and errors of Connect.
 */
export function createUnaryRpcs(options: UnaryRpcsOptions): UnaryRpcs {
  const { methods, contextValues, observer } = options;
  const findCodec = createFindCodec(options);
  return {
    serve(path, exchange) {
      const method = methods.get(path);
      if (method === undefined) return false;
      const codec = findCodec(exchange, method);
      if (isNoCodec(codec)) {
        exchange.send(codec.status, codec.allow === "" ? {} : { allow: codec.allow }, undefined);
        observer?.requestEnded(toOtherRequest(exchange));
        return true;
      }
      if (codec.protocolName === "grpc" && exchange.httpMajor === 1) return false;
      const values = contextValues?.({ url: exchange.target, headers: exchange.headers });
      void serveUnaryCall(exchange, method, codec, options, values);
      return true;
    },
  };
}

const isNoCodec = (found: UnaryCodec | NoCodec): found is NoCodec => "status" in found;
