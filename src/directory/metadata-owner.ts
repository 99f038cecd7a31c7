import type { MetadataOwner, OrgId, Transaction } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { EventType } from "./event-types.ts";
import { appendEvents, type NewEvent } from "./history.ts";
import { recordOnUser } from "./user-aggregate.ts";

/** What differs between the metadata of users and of organizations. */
export const metadataRules: Readonly<
  Record<
    MetadataOwner["type"],
    {
      readonly set: EventType;
      readonly removed: EventType;
      /** Reading an entry that is not there. */
      readonly unknown: ErrorName;
      /** Removing an entry that is not there. */
      readonly notFound: ErrorName;
      /** Removing no entries. */
      readonly keysEmpty: ErrorName;
      /** Removing entries of which one is not there. */
      readonly keysGone: ErrorName;
    }
  >
> = {
  user: {
    set: "user.metadata.set",
    removed: "user.metadata.removed",
    unknown: "userMetadataUnknown",
    notFound: "userMetadataNotFound",
    keysEmpty: "metadataListEmpty",
    keysGone: "userMetadataKeysNotFound",
  },
  org: {
    set: "org.metadata.set",
    removed: "org.metadata.removed",
    unknown: "orgMetadataUnknown",
    notFound: "orgMetadataNotFound",
    keysEmpty: "orgMetadataKeysEmpty",
    keysGone: "orgMetadataKeysNotFound",
  },
};

/** An owner of metadata, held until the command ends. */
export interface HeldOwner {
  readonly resourceOwner: OrgId;
  readonly lastSequence: number;
  /** Adds events to the owner's history; its own sequence and change time stay. Answers the last sequence. */
  record(events: readonly NewEvent[], deed: { readonly caller: Caller; readonly timeUs: number }): Promise<number>;
}

/** Holds the owner, of the organization of the call. Fails with `metadataUserNotFound` or `memberOrgNotFound`. */
export async function lockOwner(tx: Transaction, caller: Caller, owner: MetadataOwner): Promise<HeldOwner> {
  if (owner.type === "user") {
    const user = await tx.users.lock(scopeOf(caller), owner.id);
    if (user === undefined) throw new DomainError("metadataUserNotFound");
    return {
      resourceOwner: user.orgId,
      lastSequence: user.lastSequence,
      record: (events, deed) => recordOnUser(tx, user, { ...deed, events }),
    };
  }
  const org = owner.id === caller.orgId ? await tx.orgs.lock(owner.id) : undefined;
  if (org === undefined) throw new DomainError("memberOrgNotFound");
  return {
    resourceOwner: org.id,
    lastSequence: org.lastSequence,
    async record(events, deed) {
      const { lastSequence } = org;
      const sequence = await appendEvents(tx, deed, { aggregate: owner, resourceOwner: org.id, lastSequence }, events);
      await tx.orgs.setLastSequence(org.id, sequence);
      return sequence;
    },
  };
}
