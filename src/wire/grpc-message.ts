import type { UniversalServerResponse } from "@connectrpc/connect/protocol";

/**
 * A text as `grpc-message` carries it: printable ASCII but the percent sign as it is, everything else as the escaped
 * bytes of its UTF-8. Connect's own encoding escapes more, which the protocol allows, but grpc-js shows what it would
 * not have escaped itself as `%3A`.
 */
export const encodeGrpcMessage = (text: string): string =>
  needsEscape.test(text) ? text.replace(escaped, escapeRun) : text;

const needsEscape = /[^\x20-\x24\x26-\x7e]/;
const escaped = /[^\x20-\x24\x26-\x7e]+/gu;

const escapeRun = (run: string): string =>
  Array.from(Buffer.from(run), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");

/** An answer of Connect's handlers, with its message written as above. */
export function withPlainGrpcMessage(response: UniversalServerResponse): UniversalServerResponse {
  const encoded = response.trailer?.get("grpc-message");
  if (encoded != null && encoded !== "")
    response.trailer?.set("grpc-message", encodeGrpcMessage(decodeURIComponent(encoded)));
  return response;
}
