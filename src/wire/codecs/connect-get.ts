import { Code, ConnectError } from "@connectrpc/connect";
import { parseQuery } from "../../transcoding/index.ts";
import type { Exchange } from "../exchange.ts";
import { type ConnectRequestForm, createConnectCodec } from "./connect.ts";
import type { UnaryCodec } from "./unary-codec.ts";

/** A GET of Connect's protocol; the RPC must have no side effects. */
export interface ConnectGet {
  readonly encoding: string | undefined;
  readonly compression: string | undefined;
  readonly isBase64: boolean;
  readonly version: string | undefined;
  readonly message: string;
}

/**
 * The codec of a GET: the message is in the query. `undefined` when the query names no format, or one that is not
 * served, which is answered with 415.
 */
export function createConnectGetCodec(exchange: Exchange): UnaryCodec | undefined {
  const query = readQuery(exchange.target);
  const encoding = query instanceof ConnectError ? "json" : query.encoding;
  if (encoding !== "proto" && encoding !== "json") return undefined;
  return createConnectCodec(encoding, createForm(query));
}

function createForm(query: ConnectGet | ConnectError): ConnectRequestForm {
  const read = (): ConnectGet => {
    if (query instanceof ConnectError) throw query;
    return query;
  };
  return {
    createCollector: () => undefined,
    readBytes: () => readMessage(read()),
    findEncoding: () => (query instanceof ConnectError ? undefined : query.compression),
    verifyVersion(_exchange, isRequired) {
      const { version } = read();
      if (version === "v1" || (version === undefined && !isRequired)) return;
      throw new ConnectError("The query must have the parameter connect=v1", Code.InvalidArgument);
    },
  };
}

function readQuery(target: string): ConnectGet | ConnectError {
  const mark = target.indexOf("?");
  const parameters = parseQuery(mark < 0 ? "" : target.slice(mark + 1));
  if ("kind" in parameters) {
    return new ConnectError("The query is not percent-encoded UTF-8", Code.InvalidArgument);
  }
  const find = (name: string) => parameters.find(({ key }) => key === name)?.value;
  return {
    encoding: find("encoding"),
    compression: find("compression"),
    isBase64: find("base64") === "1",
    version: find("connect"),
    message: find("message") ?? "",
  };
}

/** Both alphabets of base64 are read, with and without padding. */
const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

function readMessage({ message, isBase64 }: ConnectGet): Buffer {
  if (!isBase64) return Buffer.from(message);
  // A plus sign that was not escaped has become a space.
  const text = message.replaceAll(" ", "+");
  const digits = text.replace(/=+$/, "").length;
  if (!base64.test(text) || digits % 4 === 1) {
    throw new ConnectError("The message in the query must be base64", Code.InvalidArgument);
  }
  return Buffer.from(text, "base64");
}
