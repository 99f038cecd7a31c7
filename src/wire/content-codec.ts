import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { ConnectRouterOptions } from "@connectrpc/connect";
import { connectPost, createConnectCodec } from "./codecs/connect.ts";
import { createConnectGetCodec } from "./codecs/connect-get.ts";
import { createGrpcCodec } from "./codecs/grpc.ts";
import { createGrpcWebCodec } from "./codecs/grpc-web.ts";
import { headerOf, type UnaryCodec } from "./codecs/unary-codec.ts";
import type { Exchange } from "./exchange.ts";
import type { UnaryMethod } from "./unary-method.ts";

/** The status of a request that is in no protocol of unary calls. */
export interface NoCodec {
  readonly status: 405 | 415;
  /** The methods that the RPC has, for 405. */
  readonly allow: string;
}

/** Finds the codec of a request to a unary RPC, from its method and content type. */
export type FindCodec = (exchange: Exchange, method: UnaryMethod) => UnaryCodec | NoCodec;

/** Which protocols are served. Default: all. */
export type Protocols = Pick<ConnectRouterOptions, "grpc" | "grpcWeb" | "connect">;

const formats = ["proto", "json"] as const;

/** The codecs of these protocols, made once. */
export function createFindCodec({ grpc = true, grpcWeb = true, connect = true }: Protocols): FindCodec {
  const codecs = new Map<string, UnaryCodec>();
  for (const format of formats) {
    if (grpc) addEnveloped(codecs, "application/grpc", format, createGrpcCodec(format));
    if (grpcWeb) {
      addEnveloped(codecs, "application/grpc-web", format, createGrpcWebCodec(format, false));
      addEnveloped(codecs, "application/grpc-web-text", format, createGrpcWebCodec(format, true));
    }
    if (connect) codecs.set(`application/${format}`, createConnectCodec(format, connectPost));
  }
  return function findCodec(exchange, method) {
    if (exchange.method === "POST") {
      const type = headerOf(exchange, "content-type") ?? "";
      return codecs.get(type) ?? codecs.get(normalizeType(type)) ?? unsupported;
    }
    if (!connect || !isSafe(method)) return notAllowed;
    return exchange.method === "GET" ? (createConnectGetCodec(exchange) ?? unsupported) : notAllowedForSafe;
  };
}

const unsupported: NoCodec = { status: 415, allow: "" };
const notAllowed: NoCodec = { status: 405, allow: "POST" };
const notAllowedForSafe: NoCodec = { status: 405, allow: "GET, POST" };

const isSafe = ({ spec }: UnaryMethod): boolean =>
  spec.method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;

/** `proto` is what a type without a format means. */
function addEnveloped(
  codecs: Map<string, UnaryCodec>,
  type: string,
  format: "proto" | "json",
  codec: UnaryCodec,
): void {
  codecs.set(`${type}+${format}`, codec);
  if (format === "proto") codecs.set(type, codec);
}

/** The only parameter that these types have says what is always so. */
const normalizeType = (type: string): string => type.toLowerCase().replace(/json; ?charset=utf-?8$/, "json");
