import { connect, type Socket } from "node:net";
import { createHeaderBlocks } from "./header-block.ts";

/**
 * A gRPC connection that costs a load generator next to nothing: HTTP/2 frames by hand, so that the one core it has is
 * enough for a server that is much faster than Node's own HTTP/2 client.
 */
export interface GrpcConnection {
  /**
   * Sends a message and resolves with that of the answer. Rejects when the answer has none: gRPC's errors have only
   * trailers.
   */
  call(path: string, message: Uint8Array): Promise<Uint8Array>;
  /** How many calls may be begun now: what the server allows at a time, less what is under way. */
  readonly room: number;
  /** Gives up on the calls that were begun before this moment of `performance.now()`, as callers do at their deadlines. */
  cancelOlderThan(beganMs: number): void;
  /** Whether it is over, by whomever. */
  readonly isClosed: boolean;
  close(): void;
}

/** What became of a call that has no message. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  readonly outcome: "refused" | "reset" | "cancelled" | "lost";

  constructor(outcome: CallFailure["outcome"], message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** What goes into every call's headers. */
export type CallHeaders = Readonly<Record<string, string>>;

const frame = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 } as const;
const flag = { ack: 1, endStream: 1, endHeaders: 4, padded: 8 } as const;
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const initialWindow = 65_535;
/** What may be begun before the server has said what it allows (RFC 9113, section 6.5.2). */
const defaultMaxStreams = 100;
const settingMaxConcurrentStreams = 3;
const resetCancel = 8;
const largestWindow = 2 ** 31 - 1;
/** The connection's window is filled up again when this much of it is used. */
const refillAfter = 2 ** 29;
/** What one call may take of the server's window, with some to spare. */
const callBytesMax = 256;

interface PendingCall {
  readonly resolve: (message: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly chunks: Buffer[];
  readonly beganMs: number;
}

/** Opens the connection; calls may be made at once. */
export function connectGrpc(url: string, headers: CallHeaders): GrpcConnection {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const blocks = createHeaderBlocks();
  const pending = new Map<number, PendingCall>();
  const write = createTurnWriter(socket);
  let nextStream = 1;
  let received = 0;
  let sendWindow = initialWindow;
  let maxStreams = defaultMaxStreams;
  let isClosed = false;

  write(Buffer.from(preface));
  write(encodeFrame(frame.settings, 0, 0, settingsOf({ 2: 0, 4: largestWindow })));
  write(encodeFrame(frame.windowUpdate, 0, 0, uint32(largestWindow - initialWindow)));

  function end(error: Error): void {
    if (isClosed) return;
    isClosed = true;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    socket.destroy();
  }
  socket.on("error", end);
  socket.on("close", () => end(new CallFailure("lost", "the server closed the connection")));
  socket.on("data", createFrameReader(onFrame));

  function finish(stream: number): void {
    const call = pending.get(stream);
    if (call === undefined) return;
    pending.delete(stream);
    const body = call.chunks.length === 1 && call.chunks[0] ? call.chunks[0] : Buffer.concat(call.chunks);
    if (body.length < 5 || body.readUInt32BE(1) !== body.length - 5)
      call.reject(new CallFailure("refused", "the call was refused"));
    else call.resolve(body.subarray(5));
  }

  function onData(stream: number, flags: number, payload: Buffer): void {
    if ((flags & flag.padded) !== 0) throw new Error("padding is not expected");
    if (payload.length > 0) pending.get(stream)?.chunks.push(payload);
    received += payload.length;
    if (received < refillAfter) return;
    write(encodeFrame(frame.windowUpdate, 0, 0, uint32(received)));
    received = 0;
  }

  function onFrame(type: number, flags: number, stream: number, payload: Buffer): void {
    switch (type) {
      case frame.data:
        onData(stream, flags, payload);
        if ((flags & flag.endStream) !== 0) finish(stream);
        return;
      case frame.headers:
        if ((flags & flag.endStream) !== 0) finish(stream);
        return;
      case frame.reset:
        pending.get(stream)?.reject(new CallFailure("reset", "the server reset the stream"));
        pending.delete(stream);
        return;
      case frame.settings:
        if ((flags & flag.ack) !== 0) return;
        maxStreams = readSetting(payload, settingMaxConcurrentStreams) ?? maxStreams;
        write(encodeFrame(frame.settings, flag.ack, 0, Buffer.alloc(0)));
        return;
      case frame.ping:
        if ((flags & flag.ack) === 0) write(encodeFrame(frame.ping, flag.ack, 0, payload));
        return;
      case frame.windowUpdate:
        if (stream === 0) sendWindow += payload.readUInt32BE(0);
        return;
      case frame.goAway:
        end(new CallFailure("lost", "the server said goodbye"));
        return;
    }
  }

  return {
    call(path, message) {
      const stream = nextStream;
      nextStream += 2;
      const block = blocks.encode([
        [":method", "POST"],
        [":scheme", "http"],
        [":path", path],
        [":authority", host],
        ["te", "trailers"],
        ["content-type", "application/grpc+proto"],
        ...Object.entries(headers),
      ]);
      sendWindow -= message.length + 5;
      if (sendWindow < 0) throw new Error("the server's window is too small for this load");
      write(encodeCall(stream, block, message));
      const beganMs = performance.now();
      return new Promise((resolve, reject) => pending.set(stream, { resolve, reject, chunks: [], beganMs }));
    },
    get isClosed() {
      return isClosed;
    },
    get room() {
      if (isClosed) return 0;
      return Math.min(maxStreams - pending.size, Math.floor(sendWindow / callBytesMax));
    },
    cancelOlderThan(moment) {
      // In the order in which they were begun.
      for (const [stream, { beganMs, reject }] of pending) {
        if (beganMs >= moment) return;
        pending.delete(stream);
        write(encodeFrame(frame.reset, 0, stream, uint32(resetCancel)));
        reject(new CallFailure("cancelled", "the caller gave up at its deadline"));
      }
    },
    close() {
      isClosed = true;
      socket.destroy();
    },
  };
}

/** Writes what one turn of the event loop has to say at once. */
function createTurnWriter(socket: Socket): (bytes: Buffer) => void {
  let waiting: Buffer[] = [];
  const flush = () => {
    socket.write(waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting));
    waiting = [];
  };
  return (bytes) => {
    if (waiting.push(bytes) === 1) setImmediate(flush);
  };
}

function encodeFrame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(9 + payload.length);
  writeFrameHeader(bytes, 0, payload.length, type, flags, stream);
  bytes.set(payload, 9);
  return bytes;
}

function encodeCall(stream: number, block: Uint8Array, message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(9 + block.length + 9 + 5 + message.length);
  writeFrameHeader(bytes, 0, block.length, frame.headers, flag.endHeaders, stream);
  bytes.set(block, 9);
  const data = 9 + block.length;
  writeFrameHeader(bytes, data, 5 + message.length, frame.data, flag.endStream, stream);
  bytes[data + 9] = 0;
  bytes.writeUInt32BE(message.length, data + 10);
  bytes.set(message, data + 14);
  return bytes;
}

function writeFrameHeader(
  bytes: Buffer,
  at: number,
  length: number,
  type: number,
  flags: number,
  stream: number,
): void {
  bytes.writeUIntBE(length, at, 3);
  bytes[at + 3] = type;
  bytes[at + 4] = flags;
  bytes.writeUInt32BE(stream, at + 5);
}

function settingsOf(settings: Readonly<Record<number, number>>): Buffer {
  const entries = Object.entries(settings);
  const bytes = Buffer.alloc(entries.length * 6);
  entries.forEach(([id, value], index) => {
    bytes.writeUInt16BE(Number(id), index * 6);
    bytes.writeUInt32BE(value, index * 6 + 2);
  });
  return bytes;
}

/** The value of one of the settings in a frame (RFC 9113, section 6.5.1). */
function readSetting(payload: Buffer, setting: number): number | undefined {
  for (let at = 0; at + 6 <= payload.length; at += 6) {
    if (payload.readUInt16BE(at) === setting) return payload.readUInt32BE(at + 2);
  }
  return undefined;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Cuts what arrives into frames; a frame's payload is a view of what arrived. */
function createFrameReader(onFrame: (type: number, flags: number, stream: number, payload: Buffer) => void) {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk: Buffer): void => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (bytes.length - at >= 9) {
      const end = at + 9 + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      onFrame(
        bytes[at + 3] ?? 0,
        bytes[at + 4] ?? 0,
        bytes.readUInt32BE(at + 5) & 0x7fffffff,
        bytes.subarray(at + 9, end),
      );
      at = end;
    }
    rest = bytes.subarray(at);
  };
}
