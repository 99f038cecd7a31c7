import type { RawAnswer } from "./raw-http.ts";

/** A gRPC frame around the message. */
export function frame(message: Uint8Array, options: { flags?: number; length?: number } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(options.flags ?? 0, 0);
  head.writeUInt32BE(options.length ?? message.length, 1);
  return Buffer.concat([head, message]);
}

/** What an answer says in its own protocol: the code, by number (gRPC, JSON) or by name (Connect), and the text. */
export interface AnsweredError {
  readonly code: number | string | undefined;
  readonly message: string;
}

/** Reads the error out of an answer; the code of a success is 0 with gRPC and `undefined` otherwise. */
export function readError(answer: RawAnswer): AnsweredError {
  if (answer.headers.get("content-type")?.startsWith("application/grpc")) return readGrpcError(answer);
  try {
    const { code, message }: { code?: number | string; message?: string } = JSON.parse(answer.body.toString());
    return { code, message: message ?? "" };
  } catch {
    return { code: undefined, message: answer.body.toString() };
  }
}

function readGrpcError({ headers, trailers, body }: RawAnswer): AnsweredError {
  const inBody = readWebTrailers(headers.get("content-type")?.includes("-text") ? decodeBase64Parts(body) : body);
  const source = [headers, trailers, inBody].find((candidate) => candidate.has("grpc-status"));
  const status = source?.get("grpc-status");
  return {
    code: status == null ? undefined : Number(status),
    message: decodeURIComponent(source?.get("grpc-message") ?? ""),
  };
}

/** The bytes of gRPC-Web's text form: base64 texts one after another, each with its own padding. */
export const decodeBase64Parts = (body: Buffer): Buffer =>
  Buffer.concat(
    Array.from(body.toString("latin1").matchAll(/[A-Za-z0-9+/]+={0,2}/g), ([part]) => Buffer.from(part, "base64")),
  );

/** The trailers that gRPC-Web sends as a last frame, marked by the highest bit. */
function readWebTrailers(body: Buffer): Headers {
  const trailers = new Headers();
  for (let at = 0; at + 5 <= body.length; ) {
    const length = body.readUInt32BE(at + 1);
    if ((body.readUInt8(at) & 0x80) !== 0) {
      for (const line of body.toString("latin1", at + 5, at + 5 + length).split("\r\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) trailers.set(line.slice(0, colon), line.slice(colon + 1).trim());
      }
    }
    at += 5 + length;
  }
  return trailers;
}
