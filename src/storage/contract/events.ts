import type { InstanceId, OrgId, ProjectGrantId } from "./ids.ts";

/** What an event happened to. */
export interface Aggregate {
  readonly type: "instance" | "org" | "user" | "project" | "user-grant" | "group";
  readonly id: string;
}

/** Something that happened. Events are only ever added. */
export interface EventRow {
  readonly aggregate: Aggregate;
  /** From 1, without gaps, in each aggregate. */
  readonly sequence: number;
  /** Such as `user.human.profile.changed`. */
  readonly type: string;
  readonly resourceOwner: InstanceId | OrgId;
  /** User who did it; empty when the process itself did. */
  readonly editorId: string;
  /** Which of Roster's interfaces it came through, such as `zitadel`; `system` for the process itself. */
  readonly face: string;
  readonly timeUs: number;
  /** The project grant it happened to, on a project's event; it stays when the grant is gone. */
  readonly projectGrantId?: ProjectGrantId | undefined;
  /** Facts of the event. Never a secret. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Which events to list. */
export interface EventListQuery {
  readonly aggregate: Aggregate;
  /** Only events that this owner had; a removed user's events stay with its organization. */
  readonly resourceOwner: InstanceId | OrgId;
  /** Only events whose `projectGrantId` this is; `undefined` = all. A project's grants share its history. */
  readonly projectGrantId?: ProjectGrantId | undefined;
  /** Exclusive bound: ascending, only higher sequences; descending, only lower ones. 0 = no bound. */
  readonly fromSequence: number;
  readonly isAscending: boolean;
  readonly limit: number;
}

/** Reads of events. */
export interface EventReader {
  /** Events of one aggregate, ordered by sequence. */
  list(query: EventListQuery): Promise<readonly EventRow[]>;
}

/** Writes of events. */
export interface EventWriter extends EventReader {
  /** Adds events in one statement. A sequence that the aggregate has already must fail with ConstraintError `event-sequence`. */
  append(events: readonly EventRow[]): Promise<void>;
}
