import type {
  Aggregate,
  EventRow,
  InstanceId,
  OrgId,
  ProjectGrantId,
  RecordDetails,
  Transaction,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { EventType } from "./event-types.ts";

/** What a change leaves behind for its answer: ObjectDetails before it is protobuf. */
export interface ObjectDetails extends Partial<RecordDetails> {
  readonly resourceOwner: InstanceId | OrgId;
}

/** A new event: its type and facts. The rest follows from whom it happens to. */
export interface NewEvent {
  readonly type: EventType;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** The project grant it happened to, on a project's event; the grant's own history is found by it. */
  readonly projectGrantId?: ProjectGrantId | undefined;
}

/** Whose history an event goes to, and from which sequence it goes on. */
export interface Occasion {
  readonly aggregate: Aggregate;
  readonly resourceOwner: InstanceId | OrgId;
  readonly lastSequence: number;
}

/** Who does something, and when. */
interface Deed {
  readonly caller: Caller;
  readonly timeUs: number;
}

/**
 * The aggregate's last sequence after the events were added to its history.
 *
 * - Sequences go on from `lastSequence` without a gap.
 * - The caller stores the result on the aggregate's row in the same command.
 */
export async function appendEvents(
  tx: Transaction,
  deed: Deed,
  occasion: Occasion,
  events: readonly NewEvent[],
): Promise<number> {
  await tx.events.append(events.map((event, index) => eventRow(deed, occasion, 1 + index, event)));
  return sequenceAfter(occasion, events);
}

/** The last sequence that an aggregate has once these events are in its history. */
export const sequenceAfter = ({ lastSequence }: Occasion, events: readonly NewEvent[]): number =>
  lastSequence + events.length;

/**
 * Adds one event to the history of each of several aggregates, in one statement. The caller stores each aggregate's new
 * last sequence, which is the one before plus one.
 */
export async function appendEventToEach(
  tx: Transaction,
  deed: Deed,
  happenings: readonly (Occasion & { readonly event: NewEvent })[],
): Promise<void> {
  await tx.events.append(happenings.map((happening) => eventRow(deed, happening, 1, happening.event)));
}

const eventRow = ({ caller, timeUs }: Deed, occasion: Occasion, offset: number, event: NewEvent): EventRow => ({
  aggregate: occasion.aggregate,
  sequence: occasion.lastSequence + offset,
  type: event.type,
  resourceOwner: occasion.resourceOwner,
  editorId: caller.userId,
  face: caller.face,
  timeUs,
  projectGrantId: event.projectGrantId,
  payload: event.payload ?? {},
});
