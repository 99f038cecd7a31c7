/** An answer that is kept, so that a repeat of its call gets the same one. */
export interface KeptAnswerRow {
  /** Names the call: the same for every repeat of it, another for each other call. Not a secret. */
  readonly key: string;
  /** The answer as the writer of it reads it again; not empty, and never with a secret in it. */
  readonly answer: string;
  readonly expirationTimeUs: number;
}

/** Reads of kept answers. */
export interface KeptAnswerReader {
  /** The answer that is kept under this key; `undefined` when there is none, or it expired by `nowUs`. */
  find(key: string, nowUs: number): Promise<string | undefined>;
}

/** Writes of kept answers. Commands of one process that claim a key must share a key of their own for it. */
export interface KeptAnswerWriter extends KeptAnswerReader {
  /**
   * The answer that is kept under this key, or `undefined` when there is none or it expired by `nowUs`. Either way
   * another command that claims the key must wait until this one ends, in every process, and must get the answer that
   * it set; when it set none, or failed, the key must be free again.
   */
  claim(key: string, nowUs: number): Promise<string | undefined>;
  /** Keeps an answer under a key that the command has claimed, in place of an expired one. */
  set(row: KeptAnswerRow): Promise<void>;
  /**
   * Removes the answers that expired first by `nowUs`, at most `limit` of them. It must not wait for commands of other
   * processes: what they hold must be left out.
   */
  deleteExpired(nowUs: number, limit: number): Promise<void>;
}
