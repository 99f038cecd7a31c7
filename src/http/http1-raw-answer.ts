import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { AnswerHeaders } from "./handlers.ts";
import { type Refusal, renderRefusal } from "./refusal.ts";
import { badRequest, headersTooLarge } from "./request-guard.ts";

/**
 * How long a connection stays open for the peer to read its last answer. Closing at once, with bytes of the peer
 * unread, would make the kernel send a reset that can overtake the answer.
 */
const lingerMs = 1_000;

/** Sockets that got their last answer: Node reports the same error again for every further piece of the request. */
const answered = new WeakSet<Duplex>();

/**
 * Answers a request that Node's parser gave up on, and closes the connection: 431 for too many header bytes, 408 for
 * one that came too slowly, 400 for everything else. Only closes it when an answer has begun, or nobody can read one.
 * Returns the status, `undefined` when nothing was answered.
 */
export function answerParserError(
  error: Error,
  socket: Duplex,
  mayAnswer: boolean,
  headers: AnswerHeaders,
): number | undefined {
  if (answered.has(socket)) {
    return undefined;
  }
  const code = "code" in error ? error.code : undefined;
  if (!mayAnswer || !socket.writable || code === "ECONNRESET" || code === "EPIPE") {
    socket.destroy();
    return undefined;
  }
  const refusal = refusalForParserError(code);
  writeRawRefusal(socket, refusal, headers);
  return refusal.status;
}

/** Writes a refusal as a whole HTTP/1.1 answer, without a response object, and closes the connection after it. */
export function writeRawRefusal(socket: Duplex, refusal: Refusal, answerHeaders: AnswerHeaders): void {
  answered.add(socket);
  const { status, headers, body } = renderRefusal(refusal, {});
  const lines = Object.entries({ ...answerHeaders, ...headers, connection: "close" });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body ?? ""}`);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
  socket.once("end", () => socket.destroy());
  socket.resume();
}

function refusalForParserError(code: unknown): Refusal {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return headersTooLarge("The request's headers are too large.");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return badRequest("The request's chunk extensions are too large.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { status: 408, code: "deadline_exceeded", message: "The request took too long to arrive." };
    default:
      return badRequest("The request is not valid HTTP.");
  }
}
