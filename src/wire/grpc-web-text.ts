import {
  assertByteStreamRequest,
  type UniversalServerRequest,
  type UniversalServerResponse,
} from "@connectrpc/connect/protocol";
import { decodeBase64Text, notBase64, readBase64 } from "./base64.ts";

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

async function* decodeChunks(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let rest = "";
  for await (const chunk of body) {
    const text = rest + readBase64(chunk);
    const complete = text.length - (text.length % 4);
    rest = text.slice(complete);
    if (complete > 0) yield decodeBase64Text(text.slice(0, complete));
  }
  if (rest !== "") throw notBase64();
}

async function* encodeChunks(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of body) yield Buffer.from(Buffer.from(chunk).toString("base64"), "latin1");
}
