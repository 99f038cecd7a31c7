import { Code, ConnectError } from "@connectrpc/connect";
import {
  assertByteStreamRequest,
  type UniversalServerRequest,
  type UniversalServerResponse,
} from "@connectrpc/connect/protocol";

const textType = /^application\/grpc-web-text/i;

/** Whether a content type is gRPC-Web's text form: base64 of the binary form. */
export const isGrpcWebText = (contentType: string | null): boolean =>
  contentType !== null && textType.test(contentType);

/** The request in binary form. */
export function fromGrpcWebText(request: UniversalServerRequest): UniversalServerRequest {
  assertByteStreamRequest(request);
  const header = new Headers(request.header);
  header.set("content-type", toBinaryType(header.get("content-type")));
  return { ...request, header, body: decodeChunks(request.body) };
}

/** The answer in text form. */
export function toGrpcWebText(response: UniversalServerResponse): UniversalServerResponse {
  const contentType = response.header?.get("content-type");
  if (!contentType?.startsWith("application/grpc-web")) return response;
  const header = new Headers(response.header);
  header.set("content-type", contentType.replace("application/grpc-web", "application/grpc-web-text"));
  return response.body === undefined
    ? { ...response, header }
    : { ...response, header, body: encodeChunks(response.body) };
}

const toBinaryType = (contentType: string | null): string =>
  (contentType ?? "").replace(textType, "application/grpc-web");

/** Clients may send several base64 texts one after another, each with its own padding. */
const base64Parts = /[A-Za-z0-9+/]+={0,2}/g;
const base64Only = /^[A-Za-z0-9+/=\s]*$/;

async function* decodeChunks(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let rest = "";
  for await (const chunk of body) {
    const text = rest + Buffer.from(chunk).toString("latin1").replace(/\s/g, "");
    if (!base64Only.test(text)) throw notBase64();
    const complete = text.length - (text.length % 4);
    rest = text.slice(complete);
    yield* decodeParts(text.slice(0, complete));
  }
  if (rest !== "") throw notBase64();
}

function* decodeParts(text: string): Iterable<Uint8Array> {
  for (const [part] of text.matchAll(base64Parts)) yield Buffer.from(part, "base64");
}

async function* encodeChunks(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of body) yield Buffer.from(Buffer.from(chunk).toString("base64"), "latin1");
}

const notBase64 = () => new ConnectError("The body of a gRPC-Web text request must be base64", Code.InvalidArgument);
