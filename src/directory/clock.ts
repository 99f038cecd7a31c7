/** Tells the time as microseconds since 1970-01-01T00:00:00Z. Passed in, so that tests can set it. */
export type Clock = () => number;

/** The machine's own clock. Its grain is a millisecond; the unit is that of stored times. */
export const systemClock: Clock = () => Date.now() * 1000;
