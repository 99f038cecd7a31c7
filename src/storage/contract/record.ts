/**
 * What every stored object knows about its own history; what ObjectDetails shows.
 *
 * Times are microseconds since 1970-01-01T00:00:00Z: a whole number that both engines and JavaScript hold exactly.
 */
export interface RecordDetails {
  /** Sequence of the last event that touched this object, counted in its aggregate from 1. */
  readonly sequence: number;
  /** When the object was added. */
  readonly creationTimeUs: number;
  /** When the last event touched the object. */
  readonly changeTimeUs: number;
}

/** A row that is an aggregate: it also knows the last sequence given out in it, which other objects' events raise too. */
export interface AggregateDetails extends RecordDetails {
  /** Sequence of the aggregate's last event; the next event gets this plus one. */
  readonly lastSequence: number;
}

/** Which part of a list to answer. */
export interface Page {
  /** Entries to skip. */
  readonly offset: number;
  /** Most entries to answer. */
  readonly limit: number;
}

/** One page of a list. */
export interface PageOf<Item> {
  readonly items: readonly Item[];
  /** Entries that match in all, exact also when the page is empty. */
  readonly total: number;
}
