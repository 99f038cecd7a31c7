/**
 * A number of 64 bits and its two halves, which are one piece of memory: what is put into one is there in the other,
 * with no number in between and without a call of a function.
 */
export const signedLong = new BigInt64Array(1);

/** The same number, without a sign. */
export const unsignedLong = new BigUint64Array(signedLong.buffer);

/** The same number's halves, at {@link lower} and {@link upper}. */
export const halves = new Int32Array(signedLong.buffer);

// Which half is the first is up to the processor.
signedLong[0] = 1n;

/** The place of the lower 32 bits. */
export const lower = halves[0] === 1 ? 0 : 1;

/** The place of the upper 32 bits. */
export const upper = 1 - lower;
