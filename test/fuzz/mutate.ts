/** Random numbers that a seed repeats. */
export interface Random {
  /** A whole number from 0 to `below`, without it. */
  below(limit: number): number;
  /** One of these. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** The mulberry32 generator: small, and good enough to choose bytes. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const below = (limit: number) => (limit <= 0 ? 0 : next() % limit);
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}

/** Bytes that parsers take for something: ends, signs, quotes, escapes, lengths, broken UTF-8. */
const special = [
  0, 1, 5, 0x0a, 0x0d, 0x22, 0x25, 0x2f, 0x3a, 0x3d, 0x5b, 0x5c, 0x7b, 0x7f, 0x80, 0xc0, 0xed, 0xff,
] as const;

/** The bytes with up to six changes: flipped, replaced, cut, repeated, put in, cut short. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let current = Buffer.from(bytes);
  for (let changes = random.below(6) + 1; changes > 0; changes--) {
    const at = random.below(current.length + 1);
    const end = at + random.below(12);
    switch (random.below(6)) {
      case 0:
        if (at < current.length) current[at] = (current[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        if (at < current.length) current[at] = random.pick(special);
        break;
      case 2:
        current = Buffer.concat([current.subarray(0, at), current.subarray(end)]);
        break;
      case 3:
        current = Buffer.concat([current.subarray(0, end), current.subarray(at)]);
        break;
      case 4:
        current = Buffer.concat([current.subarray(0, at), Buffer.from([random.pick(special)]), current.subarray(at)]);
        break;
      default:
        if (random.below(4) === 0) current = current.subarray(0, at);
    }
  }
  return current;
}

/** The same bytes in up to five pieces. */
export function splitBytes(bytes: Buffer, random: Random): readonly Buffer[] {
  const cuts = Array.from({ length: random.below(5) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length));
}
