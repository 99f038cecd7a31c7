import type { AnswerHeaders } from "./handlers.ts";

/** The codes of RPC errors that this layer can answer with, and their numbers on the wire. */
const codeNumbers = {
  invalid_argument: 3,
  deadline_exceeded: 4,
  resource_exhausted: 8,
  unimplemented: 12,
  internal: 13,
} as const;

/** An answer the server gives in a handler's place, before it is put into the words of the caller's protocol. */
export interface Refusal {
  readonly status: number;
  readonly code: keyof typeof codeNumbers;
  /** For the caller to read: must hold nothing of ours that is secret. */
  readonly message: string;
  readonly headers?: AnswerHeaders;
}

/** A request that the server answered in a handler's place. */
export interface RefusedRequest {
  /** Empty where the request could not be parsed. */
  readonly method: string;
  /** The request target as it was sent; empty where the request could not be parsed. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The status of the refusal; an RPC's caller gets it as the code of its protocol. */
  readonly status: number;
}

/** A refusal as one protocol writes it. */
export interface RenderedRefusal {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Undefined where the headers say everything. */
  readonly body: string | undefined;
}

/**
 * Puts a refusal into the caller's protocol, told from the headers of its request.
 *
 * - gRPC and gRPC-Web: status 200, `grpc-status` and `grpc-message` in the headers, no body; with HTTP/1.1, which
 *   gRPC does not speak, that is for gRPC-Web only.
 * - Connect: `{"code":"invalid_argument","message":...}`.
 * - everything else: `{"code":3,"message":...,"details":[]}`, the JSON form of `google.rpc.Status`.
 */
export function renderRefusal(refusal: Refusal, requestHeaders: Readonly<Record<string, unknown>>): RenderedRefusal {
  const contentType = String(requestHeaders["content-type"] ?? "");
  if (contentType.startsWith("application/grpc") && refusal.status !== 505) {
    return {
      status: 200,
      headers: {
        "content-type": contentType,
        "grpc-status": String(codeNumbers[refusal.code]),
        "grpc-message": percentEncode(refusal.message),
      },
      body: undefined,
    };
  }
  const isConnect =
    "connect-protocol-version" in requestHeaders || /^application\/(proto$|connect\+)/.test(contentType);
  const body = isConnect
    ? JSON.stringify({ code: refusal.code, message: refusal.message })
    : JSON.stringify({ code: codeNumbers[refusal.code], message: refusal.message, details: [] });
  return {
    status: refusal.status,
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      ...refusal.headers,
    },
    body,
  };
}

/** The encoding of `grpc-message`: printable ASCII stays, everything else and the percent sign become UTF-8 in hex. */
function percentEncode(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]+/gu, (run) =>
    Array.from(Buffer.from(run), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}
