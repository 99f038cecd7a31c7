/**
 * Header blocks as a client that indexes would send them (HPACK, RFC 7541): the first time a header goes out as text and
 * enters the table, after that it is one byte. Texts are not Huffman-coded, which no server minds.
 */
export interface HeaderBlocks {
  /** The block of these headers, in this order. The blocks must be sent in the order in which they were made. */
  encode(headers: readonly (readonly [name: string, value: string])[]): Buffer;
}

/** Entries of the static table stand before those of the connection (RFC 7541, appendix A). */
const staticEntries = 61;
/** Each entry counts its two texts and this (RFC 7541, section 4.1); the table holds 4,096 unless settings say more. */
const entryOverhead = 32;
const tableSize = 4_096;

/** The header blocks of one connection. */
export function createHeaderBlocks(): HeaderBlocks {
  const entries = new Map<string, number>();
  let size = 0;

  function literal(name: string, value: string): Buffer {
    return Buffer.concat([Buffer.of(0x40), text(name), text(value)]);
  }

  return {
    encode(headers) {
      const parts = headers.map(([name, value]) => {
        const key = `${name}\0${value}`;
        const number = entries.get(key);
        if (number !== undefined) return integer(0x80, 7, staticEntries + entries.size - number);
        size += name.length + value.length + entryOverhead;
        if (size > tableSize) throw new Error("the load's headers do not fit into HPACK's table");
        entries.set(key, entries.size);
        return literal(name, value);
      });
      return Buffer.concat(parts);
    },
  };
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([integer(0, 7, bytes.length), bytes]);
}

/** An integer behind the flags that share its first byte (RFC 7541, section 5.1). */
function integer(flags: number, prefixBits: number, value: number): Buffer {
  const most = (1 << prefixBits) - 1;
  if (value < most) return Buffer.of(flags | value);
  const bytes = [flags | most];
  let rest = value - most;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
