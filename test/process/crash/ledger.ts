/** The six fields of a profile, as the tables hold them. */
export interface StoredProfile {
  readonly firstName: string;
  readonly lastName: string;
  readonly nickName: string;
  readonly displayName: string;
  readonly preferredLanguage: string;
  readonly gender: string;
}

/** A write that a client sent. The mark tells it from every other one. */
export type Write =
  | { readonly kind: "human"; readonly mark: string; readonly profile: StoredProfile }
  | { readonly kind: "profile"; readonly mark: string; readonly userId: string; readonly profile: StoredProfile }
  | { readonly kind: "member"; readonly mark: string; readonly userId: string };

/** A write that the server answered with success, and what it said of it. */
export interface AcknowledgedWrite {
  readonly write: Write;
  readonly userId: string;
  readonly sequence: number;
}

/** What the clients know of their writes. */
export interface Ledger {
  readonly sent: ReadonlyMap<string, Write>;
  readonly acknowledged: readonly AcknowledgedWrite[];
  /** Marks of writes that the server said it had not written. */
  readonly refused: ReadonlySet<string>;
  /** Humans that are known to be there. */
  readonly userIds: readonly string[];
  send(write: Write): void;
  acknowledge(write: Write, userId: string, sequence: number): void;
  refuse(write: Write): void;
}

/** A ledger with nothing in it. */
export function createLedger(): Ledger {
  const sent = new Map<string, Write>();
  const acknowledged: AcknowledgedWrite[] = [];
  const refused = new Set<string>();
  const userIds: string[] = [];
  return {
    sent,
    acknowledged,
    refused,
    userIds,
    send: (write) => sent.set(write.mark, write),
    acknowledge(write, userId, sequence) {
      acknowledged.push({ write, userId, sequence });
      if (write.kind === "human") userIds.push(userId);
    },
    refuse: (write) => refused.add(write.mark),
  };
}
