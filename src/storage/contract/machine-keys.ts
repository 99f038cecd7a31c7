import type { KeyId, UserId } from "./ids.ts";
import type { Page, PageOf, RecordDetails } from "./record.ts";

/** A public key of a machine; its private half is never stored. */
export interface MachineKeyRow extends RecordDetails {
  readonly id: KeyId;
  readonly userId: UserId;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  readonly expirationTimeUs: number;
}

/** Reads of machines' keys. */
export interface MachineKeyReader {
  /** The user's key with this id. */
  find(userId: UserId, id: KeyId): Promise<MachineKeyRow | undefined>;
  /** The key with this id, whoever has it. */
  findById(id: KeyId): Promise<MachineKeyRow | undefined>;
  /** The user's keys, by id. */
  listOfUser(userId: UserId, page: Page): Promise<PageOf<MachineKeyRow>>;
}

/** Writes of machines' keys. */
export interface MachineKeyWriter extends MachineKeyReader {
  /** Stores a new key. A user that does not exist must fail with ConstraintError `reference`. */
  insert(row: MachineKeyRow): Promise<void>;
  /** Removes one key. */
  delete(id: KeyId): Promise<void>;
}
