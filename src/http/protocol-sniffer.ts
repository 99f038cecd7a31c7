import type { Socket } from "node:net";

/** What every HTTP/2 client sends first (RFC 9113, section 3.4). */
export const http2Preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** The version of HTTP that a connection speaks. */
export type HttpProtocol = "http1" | "http2";

/** Tells from a connection's first bytes what it speaks, or undefined while they could still become either. */
export function detectProtocol(firstBytes: Buffer): HttpProtocol | undefined {
  const length = Math.min(firstBytes.length, http2Preface.length);
  if (firstBytes.compare(http2Preface, 0, length, 0, length) !== 0) {
    return "http1";
  }
  return length === http2Preface.length ? "http2" : undefined;
}

/** How {@link sniffProtocol} reads, and where it delivers. */
export interface SniffOptions {
  /** Longest wait for enough bytes; then the socket is destroyed. */
  readonly timeoutMs: number;
  /** Gets the socket when its protocol is known, paused, with every byte still to be read. */
  onProtocol(socket: Socket, protocol: HttpProtocol): void;
}

/**
 * Reads the first bytes of a fresh connection, in however many pieces they come, puts them back and hands the socket
 * over. A socket that stays silent or stops halfway is destroyed after the timeout; one that ends before is closed.
 */
export function sniffProtocol(socket: Socket, options: SniffOptions): void {
  let received: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), options.timeoutMs);

  function stop(): void {
    clearTimeout(timer);
    socket.off("data", onData);
    socket.off("end", onEnd);
    socket.off("close", stop);
  }

  function onEnd(): void {
    // A request cut off after a few bytes that HTTP/2 shares ("P") is nobody's request.
    stop();
    socket.destroy();
  }

  function onData(chunk: Buffer): void {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const protocol = detectProtocol(received);
    if (protocol === undefined) {
      return;
    }
    stop();
    socket.pause();
    socket.unshift(received);
    options.onProtocol(socket, protocol);
  }

  socket.on("data", onData);
  socket.on("end", onEnd);
  socket.on("close", stop);
}
