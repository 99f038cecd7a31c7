import { halves, lower, signedLong, unsignedLong, upper } from "./long.ts";

/** A longer string is left to the library. */
const stringMaxBytes = 1 << 28;

/**
 * A place in the bytes of a message, from where the values of protobuf's wire format are read one after the other.
 *
 * - A read gives `undefined` for what ends behind `end`, and for whatever no common writer writes: a varint that is
 *   longer than its type needs, a string that is not UTF-8. The place is of no use then.
 * - Numbers of 64 bits are bigints.
 * - Bytes are views of the message's bytes, as those of `fromBinary()` are.
 */
export class BinaryCursor {
  /** The next byte. */
  pos = 0;
  /** Where the message that is being read ends: the outermost, or one inside of it. */
  end = 0;
  private bytes: Uint8Array = nothing;
  private buffer: Buffer = nothing;

  /** Goes to the beginning of a message, and lets go of the one before. */
  open(data: Uint8Array): void {
    this.bytes = data;
    this.buffer = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.pos = 0;
    this.end = data.length;
  }

  /** Lets go of the message. */
  close(): void {
    this.bytes = nothing;
    this.buffer = nothing;
  }

  /** A varint of at most 32 bits, as tags and lengths are: in five bytes or fewer. */
  uint32(): number | undefined {
    const { pos } = this;
    const byte = this.bytes[pos];
    if (byte === undefined || pos >= this.end) return undefined;
    if (byte > 0x7f) return this.severalBytes();
    this.pos = pos + 1;
    return byte;
  }

  /** A varint of which the lower 32 bits are the value. Negative numbers have the ten bytes of one of 64 bits. */
  int32(): number | undefined {
    const { pos } = this;
    const byte = this.bytes[pos];
    if (byte === undefined || pos >= this.end) return undefined;
    if (byte < 0x80) {
      this.pos = pos + 1;
      return byte;
    }
    return this.varint64() ? halves[lower] : undefined;
  }

  sint32(): number | undefined {
    const value = this.uint32();
    return value === undefined ? undefined : (value >>> 1) ^ -(value & 1);
  }

  bool(): boolean | undefined {
    const { pos } = this;
    const byte = this.bytes[pos];
    if (byte === undefined || byte > 0x7f || pos >= this.end) return undefined;
    this.pos = pos + 1;
    return byte !== 0;
  }

  int64(): bigint | undefined {
    return this.varint64() ? signedLong[0] : undefined;
  }

  uint64(): bigint | undefined {
    return this.varint64() ? unsignedLong[0] : undefined;
  }

  sint64(): bigint | undefined {
    if (!this.varint64()) return undefined;
    const low = halves[lower] ?? 0;
    const high = halves[upper] ?? 0;
    const sign = -(low & 1);
    halves[lower] = ((low >>> 1) | (high << 31)) ^ sign;
    halves[upper] = (high >>> 1) ^ sign;
    return signedLong[0];
  }

  fixed32(): number | undefined {
    const start = this.take(4);
    return start === undefined ? undefined : this.buffer.readUInt32LE(start);
  }

  sfixed32(): number | undefined {
    const start = this.take(4);
    return start === undefined ? undefined : this.buffer.readInt32LE(start);
  }

  fixed64(): bigint | undefined {
    const start = this.take(8);
    return start === undefined ? undefined : this.buffer.readBigUInt64LE(start);
  }

  sfixed64(): bigint | undefined {
    const start = this.take(8);
    return start === undefined ? undefined : this.buffer.readBigInt64LE(start);
  }

  float(): number | undefined {
    const start = this.take(4);
    return start === undefined ? undefined : this.buffer.readFloatLE(start);
  }

  double(): number | undefined {
    const start = this.take(8);
    return start === undefined ? undefined : this.buffer.readDoubleLE(start);
  }

  /** A length with as many bytes behind it. */
  lengthDelimited(): Uint8Array | undefined {
    const start = this.takeDelimited();
    return start === undefined ? undefined : this.bytes.subarray(start, this.pos);
  }

  /** A length with a text in UTF-8 behind it. */
  string(): string | undefined {
    const start = this.takeDelimited();
    if (start === undefined) return undefined;
    const { bytes, pos } = this;
    // Whoever makes a text of so many bytes may throw.
    if (pos - start > stringMaxBytes) return undefined;
    let bits = 0;
    for (let i = start; i < pos; i++) bits |= bytes[i] ?? 0;
    return bits > 0x7f ? readUtf8(this.buffer, start, pos) : this.buffer.toString("latin1", start, pos);
  }

  /** Where the value behind a length begins; the place is behind it then. */
  takeDelimited(): number | undefined {
    const length = this.uint32();
    return length === undefined ? undefined : this.take(length);
  }

  /** A varint that has more than one byte. */
  private severalBytes(): number | undefined {
    const { bytes, end } = this;
    let pos = this.pos;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[pos++];
      if (byte === undefined || pos > end) return undefined;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        // The fifth byte holds the last four bits.
        if (shift === 28 && byte > 0x0f) return undefined;
        this.pos = pos;
        return value >>> 0;
      }
    }
    return undefined;
  }

  private take(length: number): number | undefined {
    const start = this.pos;
    if (length > this.end - start) return undefined;
    this.pos = start + length;
    return start;
  }

  /** Puts a varint into the halves of a long; false for one of more than ten bytes. Bits beyond 64 are lost. */
  private varint64(): boolean {
    const { bytes, end } = this;
    let pos = this.pos;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[pos++];
      if (byte === undefined || pos > end) return false;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift > 28) high |= bits << (shift - 32);
      else {
        low |= bits << 28;
        high = bits >> 4;
      }
      if (byte < 0x80) {
        this.pos = pos;
        halves[lower] = low;
        halves[upper] = high;
        return true;
      }
    }
    return false;
  }
}

const nothing = Buffer.alloc(0);

function readUtf8(buffer: Buffer, start: number, end: number): string | undefined {
  const text = buffer.toString("utf8", start, end);
  // Decoders put this where bytes are none of a character. Whether it has been sent is not to be told from the text.
  return text.includes("\ufffd") ? undefined : text;
}
