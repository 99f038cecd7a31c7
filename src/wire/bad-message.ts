import { Code } from "@connectrpc/connect";
import { readAllBytes, type UniversalServerResponse } from "@connectrpc/connect/protocol";

const internal = String(Code.Internal);
/** An answer without a message holds nothing but trailers. */
const maxTrailerBytes = 1 << 20;

/** Whether Connect's handler gave up with an internal error: as a status, a trailer, or gRPC-Web's trailers in the body. */
export async function isBadMessage(response: UniversalServerResponse): Promise<boolean> {
  if (response.status === 500) return true;
  if (response.trailer?.get("grpc-status") === internal) return true;
  const isGrpcWeb = response.header?.get("content-type")?.startsWith("application/grpc-web") === true;
  if (!isGrpcWeb || response.body === undefined) return false;
  const body = await readAllBytes(response.body, maxTrailerBytes);
  response.body = repeat(body);
  return new RegExp(`grpc-status: ?${internal}\\b`, "i").test(Buffer.from(body).toString("latin1"));
}

async function* repeat(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
