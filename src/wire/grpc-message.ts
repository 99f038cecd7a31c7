import type { UniversalServerResponse } from "@connectrpc/connect/protocol";

const headerGrpcMessage = "grpc-message";

/**
 * The answer with its `grpc-message` encoded as the gRPC protocol has it: printable ASCII but the percent sign as it is.
 *
 * Connect encodes more, such as colons and commas. The protocol allows that, but grpc-js shows what it would not have
 * encoded itself as `%3A`.
 */
export function withPlainGrpcMessage(response: UniversalServerResponse): UniversalServerResponse {
  const encoded = response.trailer?.get(headerGrpcMessage);
  if (encoded != null && encoded !== "") response.trailer?.set(headerGrpcMessage, plainGrpcMessage(encoded));
  return response;
}

/** The same text with no more of it encoded than must be. */
export const plainGrpcMessage = (encoded: string): string =>
  encoded.replace(/%([2-7][0-9A-F])/gi, (sequence, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return character === "%" || character === "\x7f" ? sequence : character;
  });
