import {
  type KeyId,
  keyId,
  type MachineKeyRow,
  type Page,
  type PageOf,
  type UserId,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { toExpirationText, verifyExpiration } from "./expiration.ts";
import type { ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { newKeyPair, verifyPublicKey } from "./rsa-keys.ts";
import { lockMachine, recordOnUser, userKey } from "./user-aggregate.ts";

/** A key that was just added. */
export interface NewKey {
  readonly id: KeyId;
  /** The key file, JSON, as ZITADEL's SDKs read it; `undefined` when the caller brought the public key. */
  readonly keyFile: string | undefined;
  readonly details: ObjectDetails;
}

/** Rules of machines' keys. */
export interface MachineKeys {
  /**
   * Adds a key: the caller's public one, PEM, or a pair that is made here, whose private half is in the answer and
   * nowhere else. Without an expiration time it does not end.
   * Fails with `keyInvalid`, `expirationPast`, `keyUserNotMachine`.
   */
  add(
    caller: Caller,
    id: UserId,
    key: { readonly publicKey: string | undefined; readonly expirationTimeUs: number | undefined },
  ): Promise<NewKey>;
  /** The key. Fails with `keyUnknown`. */
  get(caller: Caller, id: UserId, keyId: KeyId): Promise<MachineKeyRow>;
  /** The keys of a user of the organization; none for a user that is not there. Fails with `limitExceeded`. */
  list(caller: Caller, id: UserId, page: Page): Promise<PageOf<MachineKeyRow>>;
  /** Ends a key. Fails with `keyNotFound`. */
  remove(caller: Caller, id: UserId, keyId: KeyId): Promise<ObjectDetails>;
}

/** The rules of machines' keys. */
export function createMachineKeys(dependencies: Dependencies): MachineKeys {
  const { storage, clock, newId } = dependencies;
  return {
    async add(caller, userId, given) {
      const ownPublicKey = given.publicKey === undefined ? undefined : verifyPublicKey(given.publicKey);
      const expirationTimeUs = verifyExpiration(clock, given.expirationTimeUs);
      // Looked at before a pair is made, which takes its time.
      const seen = await storage.reader.users.find(scopeOf(caller), userId);
      if (seen?.kind.type !== "machine") throw new DomainError("keyUserNotMachine");
      const pair = ownPublicKey === undefined ? await newKeyPair() : undefined;
      const publicKey = pair?.publicKey ?? ownPublicKey ?? "";
      const id = keyId(newId());
      const details = await runCommand(dependencies, {
        keys: [userKey(userId)],
        async run(tx) {
          const user = await lockMachine(tx, caller, userId, "keyUserNotMachine");
          const timeUs = clock();
          const events = [{ type: "user.machine.key.added", payload: { keyId: id, expirationTimeUs } }] as const;
          const sequence = await recordOnUser(tx, user, { caller, timeUs, events });
          const record = { sequence, creationTimeUs: timeUs, changeTimeUs: timeUs };
          await tx.machineKeys.insert({ id, userId, publicKey, expirationTimeUs, ...record });
          return { sequence, creationTimeUs: timeUs, resourceOwner: user.orgId };
        },
      });
      const keyFile = pair && toKeyFile({ id, userId, expirationTimeUs }, pair.privateKey);
      return { id, keyFile, details };
    },
    async get(caller, userId, id) {
      const user = await storage.reader.users.find(scopeOf(caller), userId);
      const key = user && (await storage.reader.machineKeys.find(userId, id));
      if (key === undefined) throw new DomainError("keyUnknown");
      return key;
    },
    async list(caller, userId, page) {
      const verifiedPage = verifyPage(page);
      const user = await storage.reader.users.find(scopeOf(caller), userId);
      if (user === undefined) return { items: [], total: 0 };
      return storage.reader.machineKeys.listOfUser(userId, verifiedPage);
    },
    remove: (caller, userId, id) =>
      runCommand(dependencies, {
        keys: [userKey(userId)],
        async run(tx) {
          const user = await lockMachine(tx, caller, userId, "keyNotFound");
          if ((await tx.machineKeys.find(userId, id)) === undefined) throw new DomainError("keyNotFound");
          const timeUs = clock();
          const events = [{ type: "user.machine.key.removed", payload: { keyId: id } }] as const;
          const sequence = await recordOnUser(tx, user, { caller, timeUs, events });
          await tx.machineKeys.delete(id);
          return { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
        },
      }),
  };
}

/** The names are those of ZITADEL's key files. */
const toKeyFile = (key: Pick<MachineKeyRow, "id" | "userId" | "expirationTimeUs">, privateKey: string): string =>
  JSON.stringify({
    type: "serviceaccount",
    keyId: key.id,
    key: privateKey,
    expirationDate: toExpirationText(key.expirationTimeUs),
    userId: key.userId,
  });
