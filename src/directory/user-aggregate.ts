import type { Human, Machine, Transaction, UserId, UserRow } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { lockUser } from "./external-management.ts";
import { appendEvents, type NewEvent, sequenceAfter } from "./history.ts";

/** A user that is a human. */
export type HumanRow = UserRow & { readonly kind: Human };

/** A user that is a machine. */
export type MachineRow = UserRow & { readonly kind: Machine };

/** What a change of a user leaves behind for its answer. */
export interface UserChangeDetails {
  readonly sequence: number;
  readonly changeTimeUs: number;
  readonly resourceOwner: UserRow["orgId"];
}

/** The key under which commands on a user wait for each other. */
export const userKey = (id: string): string => `user:${id}`;

/** Where an event on this user goes. */
export const userOccasion = (user: UserRow) =>
  ({
    aggregate: { type: "user", id: user.id },
    resourceOwner: user.orgId,
    lastSequence: user.lastSequence,
  }) as const;

/** Whether this is a user, and a human. */
export const isHuman = (user: UserRow | undefined): user is HumanRow => user?.kind.type === "human";

/** Whether this is a user, and a machine. */
export const isMachine = (user: UserRow | undefined): user is MachineRow => user?.kind.type === "machine";

/**
 * The human, held until the command ends. Fails with `notFound` when there is none, also for a machine; before that with
 * `orgExternallyManaged`.
 */
export async function lockHuman(tx: Transaction, caller: Caller, id: UserId, notFound: ErrorName): Promise<HumanRow> {
  const user = await lockUser(tx, caller, id);
  if (!isHuman(user)) throw new DomainError(notFound);
  return user;
}

/** The machine, held until the command ends. Fails with `notFound` when there is none, also for a human. */
export async function lockMachine(
  tx: Transaction,
  caller: Caller,
  id: UserId,
  notFound: ErrorName,
): Promise<MachineRow> {
  const user = await lockUser(tx, caller, id);
  if (!isMachine(user)) throw new DomainError(notFound);
  return user;
}

/** Replaces fields of a user that is locked in this command, and adds the events that tell of it. */
export async function changeUser(
  tx: Transaction,
  user: UserRow,
  change: {
    readonly caller: Caller;
    readonly timeUs: number;
    readonly fields: Partial<Pick<UserRow, "state" | "userName" | "kind">>;
    readonly events: readonly NewEvent[];
  },
): Promise<UserChangeDetails> {
  const { timeUs, fields } = change;
  const sequence = await appendBeside(tx, user, change, (lastSequence) =>
    tx.users.update({ ...user, ...fields, sequence: lastSequence, lastSequence, changeTimeUs: timeUs }),
  );
  return { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
}

/**
 * Adds events on something that belongs to a user that is locked in this command, such as a key; the user's own
 * sequence and change time stay. Answers the user's last sequence.
 */
export async function recordOnUser(
  tx: Transaction,
  user: UserRow,
  change: { readonly caller: Caller; readonly timeUs: number; readonly events: readonly NewEvent[] },
): Promise<number> {
  return appendBeside(tx, user, change, (lastSequence) => tx.users.setLastSequence(user.id, lastSequence));
}

/**
 * Adds events on the user and has its last sequence stored, which it answers: side by side, so that a database that is
 * far away is waited for once.
 */
async function appendBeside(
  tx: Transaction,
  user: UserRow,
  {
    caller,
    timeUs,
    events,
  }: { readonly caller: Caller; readonly timeUs: number; readonly events: readonly NewEvent[] },
  store: (lastSequence: number) => Promise<void>,
): Promise<number> {
  const occasion = userOccasion(user);
  const [lastSequence] = await Promise.all([
    appendEvents(tx, { caller, timeUs }, occasion, events),
    store(sequenceAfter(occasion, events)),
  ]);
  return lastSequence;
}

/** Where the history of a removed user with this id ended, so that the next one's goes on from there; 0 for a new id. */
export async function findPreviousSequence(tx: Transaction, caller: Caller, id: UserId): Promise<number> {
  const [last] = await tx.events.list({
    aggregate: { type: "user", id },
    resourceOwner: scopeOf(caller).orgId,
    fromSequence: 0,
    isAscending: false,
    limit: 1,
  });
  return last?.sequence ?? 0;
}
