import { halves, lower, signedLong, upper } from "./long.ts";

/** A text this short has one byte of length, and is written sooner than the native side is asked to. */
const shortTextMaxLength = 127;

/** A message this short is copied sooner than a view of it is made for the native side. */
const shortMessageMaxBytes = 128;

/** The room for a message, until one needs more. */
const firstBytes = 8192;

/** What a message may leave behind for the next: a large one is rare, and its room is given back. */
const keptMaxBytes = 1 << 20;

/**
 * Where the values of protobuf's wire format are written, one behind the other.
 *
 * A value that is not of the type, or beyond its range, is written as whatever it comes to: who calls looks at it.
 */
export class BinarySink {
  private bytes = Buffer.allocUnsafeSlow(firstBytes);
  private view = viewOf(this.bytes);
  private pos = 0;

  /** Begins a message, behind so many bytes of room. */
  open(roomBytes: number): void {
    this.pos = roomBytes;
  }

  /** The message with the room in front of it, in bytes of its own. What the room holds means nothing. */
  finish(): Buffer {
    const { pos, bytes } = this;
    const message = Buffer.allocUnsafe(pos);
    if (pos > shortMessageMaxBytes) bytes.copy(message, 0, 0, pos);
    else for (let i = 0; i < pos; i++) message[i] = bytes[i] ?? 0;
    if (bytes.length > keptMaxBytes) this.replace(Buffer.allocUnsafeSlow(firstBytes));
    return message;
  }

  /** A varint of a number below 2^32, as tags and lengths are. */
  uint32(value: number): void {
    this.reserve(5);
    this.putVarint(value);
  }

  int32(value: number): void {
    // Negative numbers have the ten bytes of one of 64 bits.
    if (value < 0) this.varint64(value, -1);
    else this.uint32(value);
  }

  sint32(value: number): void {
    this.uint32(((value << 1) ^ (value >> 31)) >>> 0);
  }

  bool(value: boolean): void {
    this.reserve(1);
    this.bytes[this.pos++] = value ? 1 : 0;
  }

  /** False for one that is beyond 64 bits. */
  int64(value: bigint): boolean {
    signedLong[0] = value;
    this.varint64(halves[lower] ?? 0, halves[upper] ?? 0);
    return BigInt.asIntN(64, value) === value;
  }

  /** False for one that is beyond 64 bits, or negative. */
  uint64(value: bigint): boolean {
    signedLong[0] = value;
    this.varint64(halves[lower] ?? 0, halves[upper] ?? 0);
    return BigInt.asUintN(64, value) === value;
  }

  /** False for one that is beyond 64 bits. */
  sint64(value: bigint): boolean {
    signedLong[0] = value;
    const low = halves[lower] ?? 0;
    const high = halves[upper] ?? 0;
    const sign = high >> 31;
    this.varint64((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
    return BigInt.asIntN(64, value) === value;
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.pos, value, true);
    this.pos += 4;
  }

  /** False for one that is beyond 64 bits, or negative. */
  fixed64(value: bigint): boolean {
    this.reserve(8);
    this.view.setBigUint64(this.pos, value, true);
    this.pos += 8;
    return this.view.getBigUint64(this.pos - 8, true) === value;
  }

  /** False for one that is beyond 64 bits. */
  sfixed64(value: bigint): boolean {
    this.fixed64(value);
    return this.view.getBigInt64(this.pos - 8, true) === value;
  }

  float(value: number): void {
    this.reserve(4);
    this.view.setFloat32(this.pos, value, true);
    this.pos += 4;
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.pos, value, true);
    this.pos += 8;
  }

  /** Bytes behind their length. */
  lengthDelimited(value: Uint8Array): void {
    this.reserve(5 + value.length);
    this.putVarint(value.length);
    this.bytes.set(value, this.pos);
    this.pos += value.length;
  }

  /** A text in UTF-8 behind its length. False for one that has half of a surrogate pair. */
  string(text: string): boolean {
    const { length } = text;
    // A code unit has at most three bytes.
    this.reserve(5 + 3 * length);
    if (length <= shortTextMaxLength && this.putAscii(text)) return true;
    if (!text.isWellFormed()) return false;
    const start = this.beginDelimited();
    this.pos += this.bytes.write(text, start);
    this.endDelimited(start);
    return true;
  }

  /** Leaves room for the length of what is written next, and gives its beginning, for {@link endDelimited}. */
  beginDelimited(): number {
    this.reserve(1);
    return ++this.pos;
  }

  /** Writes the length of what has been written since {@link beginDelimited}, whose one byte is enough for most. */
  endDelimited(start: number): void {
    const length = this.pos - start;
    if (length < 0x80) {
      this.bytes[start - 1] = length;
      return;
    }
    const more = varintSizeOf(length) - 1;
    this.reserve(more);
    this.bytes.copyWithin(start + more, start, this.pos);
    this.pos = start - 1;
    this.putVarint(length);
    this.pos += length;
  }

  /** Whether the text was written: nothing is, when there is more than ASCII in it. */
  private putAscii(text: string): boolean {
    const { bytes } = this;
    let pos = this.pos;
    bytes[pos++] = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[pos++] = code;
    }
    this.pos = pos;
    return true;
  }

  private putVarint(value: number): void {
    const { bytes } = this;
    let pos = this.pos;
    let rest = value;
    while (rest > 0x7f) {
      bytes[pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[pos++] = rest;
    this.pos = pos;
  }

  /** A varint of 64 bits, from its two halves. */
  private varint64(low: number, high: number): void {
    this.reserve(10);
    const { bytes } = this;
    let pos = this.pos;
    let restLow = low >>> 0;
    let restHigh = high >>> 0;
    while (restHigh !== 0) {
      bytes[pos++] = (restLow & 0x7f) | 0x80;
      restLow = ((restLow >>> 7) | (restHigh << 25)) >>> 0;
      restHigh >>>= 7;
    }
    this.pos = pos;
    this.putVarint(restLow);
  }

  private reserve(size: number): void {
    if (this.pos + size > this.bytes.length) this.grow(size);
  }

  private grow(size: number): void {
    const { bytes, pos } = this;
    const larger = Buffer.allocUnsafeSlow(2 * Math.max(bytes.length, pos + size));
    bytes.copy(larger, 0, 0, pos);
    this.replace(larger);
  }

  private replace(bytes: Buffer<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView => new DataView(buffer, byteOffset, byteLength);

const varintSizeOf = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
