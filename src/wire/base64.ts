import { Code, ConnectError } from "@connectrpc/connect";

const base64Only = /^[A-Za-z0-9+/=]*$/;
/** Clients may send several base64 texts one after another, each with its own padding. */
const base64Parts = /[A-Za-z0-9+/]+={0,2}/g;

/**
 * The bytes of one base64 text or several, as gRPC-Web's text form has them; line breaks and spaces are passed over.
 * Throws `invalid_argument` for anything else.
 */
export function decodeBase64(body: Buffer): Buffer {
  const text = readBase64(body);
  if (text.length % 4 !== 0) throw notBase64();
  return decodeBase64Text(text);
}

/** The characters of base64 in a piece of a body; line breaks and spaces are passed over, others `invalid_argument`. */
export function readBase64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").replace(/\s/g, "");
  if (!base64Only.test(text)) throw notBase64();
  return text;
}

/** The bytes of such characters, as many as a multiple of four. */
export function decodeBase64Text(text: string): Buffer {
  const first = text.indexOf("=");
  if (first === -1 || first >= text.length - 2) return Buffer.from(text, "base64");
  return Buffer.concat(Array.from(text.matchAll(base64Parts), ([part]) => Buffer.from(part, "base64")));
}

/** The error for text that is no base64. */
export const notBase64 = (): ConnectError =>
  new ConnectError("The body of a gRPC-Web text request must be base64", Code.InvalidArgument);
