import type { StoredEvent, StoredUser, Tables } from "../../support/tables.ts";
import type { AcknowledgedWrite, Ledger, StoredProfile } from "./ledger.ts";

/** What the events say a user's profile was, by sequence. */
export type ProfileHistory = ReadonlyMap<string, ReadonlyMap<number, StoredProfile>>;

const profileFields = ["firstName", "lastName", "nickName", "displayName", "preferredLanguage", "gender"] as const;

/** Everything in which the tables contradict themselves or what clients were told; nothing when all is well. */
export function findContradictions(tables: Tables, ledger: Ledger): readonly string[] {
  const histories = groupByAggregate(tables.events);
  const profiles = profileHistory(tables);
  return [
    ...[...histories].flatMap(([aggregate, events]) => findGaps(aggregate, events)),
    ...findUserContradictions(tables, histories, profiles),
    ...findMembershipContradictions(tables, histories),
    ...ledger.acknowledged.flatMap((write) => findLoss(write, tables, histories, profiles)),
    ...findUnsent(tables.events, ledger),
    ...findRefusedMembers(tables, ledger),
  ];
}

/** The profile of every human after every event, made from the events alone. */
export function profileHistory({ events }: Pick<Tables, "events">): ProfileHistory {
  const histories = new Map<string, Map<number, StoredProfile>>();
  for (const { aggregateType, aggregateId, sequence, type, payload } of events) {
    if (aggregateType !== "user" || !type.startsWith("user.human.")) continue;
    const history = histories.get(aggregateId) ?? new Map<number, StoredProfile>();
    histories.set(aggregateId, history);
    const before = history.get(sequence - 1) ?? emptyProfile;
    const changed = profileFields.filter((field) => typeof payload[field] === "string");
    history.set(sequence, {
      ...before,
      ...Object.fromEntries(changed.map((field) => [field, payload[field]])),
    });
  }
  return histories;
}

const emptyProfile: StoredProfile = {
  firstName: "",
  lastName: "",
  nickName: "",
  displayName: "",
  preferredLanguage: "",
  gender: "",
};

/** Whether two profiles are the same in all six fields. */
export const isSameProfile = (one: Readonly<Record<string, unknown>>, other: StoredProfile | undefined): boolean =>
  other !== undefined && profileFields.every((field) => one[field] === other[field]);

type Histories = ReadonlyMap<string, readonly StoredEvent[]>;

function groupByAggregate(events: readonly StoredEvent[]): Histories {
  const groups = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const name = `${event.aggregateType} ${event.aggregateId}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [event]);
    else group.push(event);
  }
  return groups;
}

function findGaps(aggregate: string, events: readonly StoredEvent[]): readonly string[] {
  return events.flatMap(({ sequence }, index) =>
    sequence === index + 1 ? [] : `${aggregate}: event ${index + 1} has the sequence ${sequence}`,
  );
}

function findUserContradictions(tables: Tables, histories: Histories, profiles: ProfileHistory): readonly string[] {
  const ids = new Set(tables.users.map(({ id }) => id));
  const orphans = [...histories.keys()].filter((name) => name.startsWith("user ") && !ids.has(name.slice(5)));
  return [
    ...orphans.map((name) => `${name}: events without a row`),
    ...tables.users.flatMap((user) => findRowContradictions(user, histories.get(`user ${user.id}`) ?? [], profiles)),
    ...tables.orgs.flatMap(({ id, lastSequence }) => {
      const last = histories.get(`org ${id}`)?.length;
      return lastSequence === last ? [] : `org ${id}: the row's last sequence is ${lastSequence}, the events' ${last}`;
    }),
  ];
}

function findRowContradictions(
  user: StoredUser,
  events: readonly StoredEvent[],
  profiles: ProfileHistory,
): readonly string[] {
  const problems: string[] = [];
  if (user.lastSequence !== events.length) {
    problems.push(`user ${user.id}: the row's last sequence is ${user.lastSequence}, the events' ${events.length}`);
  }
  if (user.type !== "human") return problems;
  if (user.sequence !== events.length) {
    problems.push(`user ${user.id}: the row's sequence is ${user.sequence}, the events' ${events.length}`);
  }
  const profile = profiles.get(user.id)?.get(events.length);
  if (!isSameProfile({ ...user }, profile)) {
    problems.push(`user ${user.id}: the row's profile is not what its events say: ${JSON.stringify([user, profile])}`);
  }
  return problems;
}

function findMembershipContradictions(tables: Tables, histories: Histories): readonly string[] {
  const memberships = tables.memberships.filter(({ scopeType }) => scopeType === "org");
  const rows = new Set(memberships.map(({ scopeId, sequence, userId }) => `${scopeId} ${sequence} ${userId}`));
  const events = [...histories]
    .filter(([name]) => name.startsWith("org "))
    .flatMap(([, history]) => history.filter(({ type }) => type === "org.member.added"))
    .map(({ aggregateId, sequence, payload }) => `${aggregateId} ${sequence} ${payload["userId"]}`);
  const told = new Set(events);
  return [
    ...[...rows].filter((row) => !told.has(row)).map((row) => `membership without its event: ${row}`),
    ...events.filter((event) => !rows.has(event)).map((event) => `event without its membership: ${event}`),
  ];
}

/** What is missing of a write that a client was told is there. */
function findLoss(
  { write, userId, sequence }: AcknowledgedWrite,
  tables: Tables,
  histories: Histories,
  profiles: ProfileHistory,
): readonly string[] {
  const lost = `acknowledged and lost: ${JSON.stringify(write)} with the sequence ${sequence}`;
  if (write.kind === "member") {
    const isThere = tables.orgs.some(({ id }) => {
      const event = histories.get(`org ${id}`)?.[sequence - 1];
      return event?.type === "org.member.added" && event.payload["userId"] === userId;
    });
    return isThere ? [] : [lost];
  }
  return isSameProfile({ ...write.profile }, profiles.get(userId)?.get(sequence)) ? [] : [lost];
}

/** Events that no client asked for, that were written twice, or whose writing was denied. */
function findUnsent(events: readonly StoredEvent[], ledger: Ledger): readonly string[] {
  const seen = new Set<string>();
  return events.flatMap((event) => {
    const mark = event.payload["nickName"];
    if (typeof mark !== "string") return [];
    if (seen.has(mark)) return `written twice: ${mark}`;
    seen.add(mark);
    if (!ledger.sent.has(mark)) return `never sent: ${mark}`;
    return ledger.refused.has(mark) ? `written although the caller was told it was not: ${mark}` : [];
  });
}

/** Memberships whose writing was denied; a client asks for each one once. */
function findRefusedMembers({ memberships }: Tables, { sent, refused }: Ledger): readonly string[] {
  const userIds = new Set(memberships.map(({ userId }) => userId));
  return [...refused].flatMap((mark) => {
    const write = sent.get(mark);
    return write?.kind === "member" && userIds.has(write.userId)
      ? `a member although the caller was told it was not: ${write.userId}`
      : [];
  });
}
