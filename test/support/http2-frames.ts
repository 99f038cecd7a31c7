/** What a client of HTTP/2 sends first: the preface, and settings that change nothing. */
export const clientPreface = (): Buffer =>
  Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), http2Frame(4, 0, 0)]);

/** One frame (RFC 9113, 4.1). */
export function http2Frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

/** HEADERS that leave the stream open unless told otherwise, every field as a literal (RFC 7541, 6.2.2). */
export function headersFrame(streamId: number, fields: Readonly<Record<string, string>>, isEnd = false): Buffer {
  const block = Object.entries(fields).flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]);
  return http2Frame(1, isEnd ? 0x5 : 0x4, streamId, Buffer.concat(block));
}

/** DATA that leaves the stream open unless told otherwise. */
export const dataFrame = (streamId: number, data: Uint8Array, isEnd = false): Buffer =>
  http2Frame(0, isEnd ? 1 : 0, streamId, data);

/** RST_STREAM with an error code. */
export const resetFrame = (streamId: number, code: number): Buffer =>
  http2Frame(3, 0, streamId, Buffer.from([0, 0, 0, code]));

/** Texts of up to 126 bytes, which fit a length of one byte. */
const text = (value: string): Buffer => Buffer.concat([Buffer.from([Buffer.byteLength(value)]), Buffer.from(value)]);
