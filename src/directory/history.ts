import type { Aggregate, InstanceId, OrgId, RecordDetails, Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";

/** What a change leaves behind for its answer: ObjectDetails before it is protobuf. */
export interface ObjectDetails extends Partial<RecordDetails> {
  readonly resourceOwner: InstanceId | OrgId;
}

/** A new event: its type and facts. The rest follows from whom it happens to. */
export interface NewEvent {
  readonly type: EventType;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** Every event type with what a person reads for it. */
export const eventTexts = {
  "instance.added": "Instance set up",
  "org.added": "Organization added",
  "org.domain.added": "Domain added",
  "org.domain.verified": "Domain verified",
  "org.domain.primary.set": "Domain made primary",
  "org.member.added": "Member added",
  "org.member.cascade.removed": "Member removed together with the user",
  "user.human.added": "Human added",
  "user.human.email.verified": "Email address verified",
  "user.human.initialization.code.added": "Initialization code made",
  "user.human.phone.code.added": "Phone code made",
  "user.human.phone.verified": "Phone number verified",
  "user.human.profile.changed": "Profile changed",
  "user.machine.added": "Machine added",
  "user.locked": "User locked",
  "user.unlocked": "User unlocked",
  "user.removed": "User removed",
  "user.pat.added": "Personal access token added",
  "user.pat.removed": "Personal access token removed",
} as const;

/** Type of an event. */
export type EventType = keyof typeof eventTexts;

/**
 * The aggregate's last sequence after the events were added to its history.
 *
 * - Sequences go on from `lastSequence` without a gap.
 * - The caller stores the result on the aggregate's row in the same command.
 */
export async function appendEvents(
  tx: Transaction,
  occasion: {
    readonly caller: Caller;
    readonly aggregate: Aggregate;
    readonly resourceOwner: InstanceId | OrgId;
    readonly lastSequence: number;
    readonly timeUs: number;
  },
  events: readonly NewEvent[],
): Promise<number> {
  const { caller, aggregate, resourceOwner, lastSequence, timeUs } = occasion;
  await tx.events.append(
    events.map((event, index) => ({
      aggregate,
      sequence: lastSequence + 1 + index,
      type: event.type,
      resourceOwner,
      editorId: caller.userId,
      face: caller.face,
      timeUs,
      payload: event.payload ?? {},
    })),
  );
  return lastSequence + events.length;
}

/** What a person reads for an event; the type itself for one that an older or newer program wrote. */
export const textOfEvent = (type: string): string => (isEventType(type) ? eventTexts[type] : type);

const isEventType = (type: string): type is EventType => Object.hasOwn(eventTexts, type);
