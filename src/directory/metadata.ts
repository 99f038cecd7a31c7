import type {
  MetadataListQuery,
  MetadataOwner,
  MetadataRow,
  OrgId,
  PageOf,
  Transaction,
  UserId,
  UserRow,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { NewEvent, ObjectDetails } from "./history.ts";
import { lockOwner, metadataRules } from "./metadata-owner.ts";
import { orgKey } from "./org-aggregate.ts";
import { verifyPage } from "./paging.ts";
import { trackFieldValues } from "./profile-fields.ts";
import { userKey } from "./user-aggregate.ts";

/** A key with the value it gets. */
export type MetadataEntry = Pick<MetadataRow, "key" | "value">;

/** Which entries of an owner to list. */
export type MetadataListRequest = Omit<MetadataListQuery, "owner">;

/**
 * Rules of metadata, the same for users and for the organization of the call. Writes for a user that is not there fail
 * with `metadataUserNotFound`.
 */
export interface Metadata {
  /** The entry. Fails with `userMetadataUnknown` or `orgMetadataUnknown`. */
  get(caller: Caller, owner: MetadataOwner, key: string): Promise<MetadataRow>;
  /** One page of the entries; none for a user that is not there. Fails with `limitExceeded`. */
  list(caller: Caller, owner: MetadataOwner, request: MetadataListRequest): Promise<PageOf<MetadataRow>>;
  /** Entries under these keys of those of these users that belong to the organization of the call, by user and key. */
  listOfUsers(caller: Caller, users: readonly UserRow[], keys: readonly string[]): Promise<readonly MetadataRow[]>;
  /**
   * Stores entries in place of those with the same keys, all or none. Entries that are there already with the same value
   * leave no event; when all are, the details are those of the entry that was written last.
   * Fails with `metadataListEmpty`, `profileFieldTaken`.
   */
  set(caller: Caller, owner: MetadataOwner, entries: readonly MetadataEntry[]): Promise<ObjectDetails>;
  /** Removes an entry. Fails with `userMetadataNotFound` or `orgMetadataNotFound`. */
  remove(caller: Caller, owner: MetadataOwner, key: string): Promise<ObjectDetails>;
  /**
   * Removes the entries of all these keys, or none.
   * Fails with `metadataListEmpty` or `orgMetadataKeysEmpty`, `userMetadataKeysNotFound` or `orgMetadataKeysNotFound`.
   */
  removeMany(caller: Caller, owner: MetadataOwner, keys: readonly string[]): Promise<ObjectDetails>;
}

/** The rules of metadata. */
export function createMetadata(dependencies: Dependencies): Metadata {
  const { storage, clock } = dependencies;
  const keyOf = ({ type, id }: MetadataOwner) => (type === "user" ? userKey(id) : orgKey(id));

  async function isReadable(caller: Caller, owner: MetadataOwner): Promise<boolean> {
    if (owner.type === "org") return owner.id === caller.orgId;
    return (await storage.reader.users.find(scopeOf(caller), owner.id)) !== undefined;
  }

  /** Removes entries; any that is not there fails with `missing`. */
  const removeAll = (caller: Caller, owner: MetadataOwner, keys: readonly string[], missing: "notFound" | "keysGone") =>
    runCommand(dependencies, {
      keys: [keyOf(owner)],
      async run(tx) {
        const held = await lockOwner(tx, caller, owner);
        const found = await tx.metadata.findMany(owner, keys);
        if (found.length < keys.length) throw new DomainError(metadataRules[owner.type][missing]);
        await tx.metadata.delete(owner, keys);
        await trackFieldValues(
          tx,
          owner,
          keys.map((key) => ({ key, value: undefined })),
        );
        const timeUs = clock();
        const events = keys.map((key): NewEvent => ({ type: metadataRules[owner.type].removed, payload: { key } }));
        const sequence = await held.record(events, { caller, timeUs });
        return { sequence, changeTimeUs: timeUs, resourceOwner: held.resourceOwner };
      },
    });

  return {
    async get(caller, owner, key) {
      const [found] = (await isReadable(caller, owner)) ? await storage.reader.metadata.findMany(owner, [key]) : [];
      if (found === undefined) throw new DomainError(metadataRules[owner.type].unknown);
      return found;
    },
    async list(caller, owner, request) {
      const page = verifyPage(request.page);
      if (!(await isReadable(caller, owner))) return { items: [], total: 0 };
      return storage.reader.metadata.list({ ...request, page, owner });
    },
    listOfUsers(caller, users, keys) {
      const own = users.filter(({ orgId }) => orgId === caller.orgId);
      return storage.reader.metadata.listOfUsers(
        own.map(({ id }) => id),
        keys,
      );
    },
    async set(caller, owner, entries) {
      if (entries.length === 0) throw new DomainError("metadataListEmpty");
      return runCommand(
        dependencies,
        {
          keys: [keyOf(owner)],
          run: (tx) => setEntriesOf(tx, caller, { owner, entries, timeUs: clock() }),
        },
        { "profile-field-value": "profileFieldTaken" },
      );
    },
    remove: (caller, owner, key) => removeAll(caller, owner, [key], "notFound"),
    async removeMany(caller, owner, keys) {
      if (keys.length === 0) throw new DomainError(metadataRules[owner.type].keysEmpty);
      return removeAll(caller, owner, [...new Set(keys)], "keysGone");
    },
  };
}

/** Stores entries of an owner of the organization of the call, inside a command, as {@link Metadata.set} says. */
export async function setEntriesOf(
  tx: Transaction,
  caller: Caller,
  request: {
    readonly owner: MetadataOwner;
    readonly entries: readonly MetadataEntry[];
    readonly timeUs: number;
  },
): Promise<ObjectDetails> {
  const { owner, entries, timeUs } = request;
  const held = await lockOwner(tx, caller, owner);
  const before = await tx.metadata.findMany(owner, [...new Set(entries.map(({ key }) => key))]);
  const values = new Map(before.map(({ key, value }) => [key, value]));
  const changes = entries.filter(({ key, value }) => {
    const stored = values.get(key);
    values.set(key, value);
    return stored === undefined || Buffer.compare(stored, value) !== 0;
  });
  if (changes.length === 0) {
    const last = before.reduce((latest, row) => (row.sequence > latest.sequence ? row : latest));
    return { sequence: last.sequence, changeTimeUs: last.changeTimeUs, resourceOwner: held.resourceOwner };
  }
  await trackFieldValues(tx, owner, changes);
  const events = changes.map(({ key }): NewEvent => ({ type: metadataRules[owner.type].set, payload: { key } }));
  const sequence = await held.record(events, { caller, timeUs });
  const record = { owner, creationTimeUs: timeUs, changeTimeUs: timeUs };
  await tx.metadata.set(
    changes.map((entry, index) => ({ ...entry, ...record, sequence: held.lastSequence + 1 + index })),
  );
  return { sequence, changeTimeUs: timeUs, resourceOwner: held.resourceOwner };
}

/** A user as an owner of metadata. */
export const userOwner = (id: UserId): MetadataOwner => ({ type: "user", id });

/** An organization as an owner of metadata. */
export const orgOwner = (id: OrgId): MetadataOwner => ({ type: "org", id });
