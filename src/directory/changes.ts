import {
  type EventListQuery,
  type EventRow,
  everyOrg,
  type ProjectId,
  type UserId,
  type UserRow,
  userId,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyLimit } from "./paging.ts";
import type { ProjectGrantRef } from "./project-grant-access.ts";

/** Which part of a history to answer. */
export interface ChangeListRequest {
  /** Exclusive; 0 = from the start. */
  readonly fromSequence: number;
  readonly isAscending: boolean;
  readonly limit: number;
}

/** One event with the user who made it, as far as that user still exists. */
export interface Change {
  readonly event: EventRow;
  readonly editor: UserRow | undefined;
}

/** The histories. */
export interface Changes {
  /** A user's history in the organization of the call; empty for a user that never was there. Fails with `limitExceeded`. */
  listOfUser(caller: Caller, id: UserId, request: ChangeListRequest): Promise<readonly Change[]>;
  /** The history of the organization of the call and its members. Fails with `limitExceeded`. */
  listOfOrg(caller: Caller, request: ChangeListRequest): Promise<readonly Change[]>;
  /**
   * The history of a project of the organization of the call, its roles, members and grants; it outlives the project.
   * Fails with `limitExceeded`.
   */
  listOfProject(caller: Caller, id: ProjectId, request: ChangeListRequest): Promise<readonly Change[]>;
  /** The part of a project's history that is about one of its grants. Fails with `limitExceeded`. */
  listOfProjectGrant(caller: Caller, ref: ProjectGrantRef, request: ChangeListRequest): Promise<readonly Change[]>;
}

/** The histories. */
export function createChanges({ storage }: Dependencies): Changes {
  async function list(query: EventListQuery): Promise<readonly Change[]> {
    const events = await storage.reader.events.list({ ...query, limit: verifyLimit(query.limit) });
    const editorIds = [...new Set(events.map((event) => userId(event.editorId)))].filter((editor) => editor !== "");
    // An editor may belong to any organization; only its name is shown.
    const editors = editorIds.length === 0 ? [] : await storage.reader.users.findMany(everyOrg, editorIds);
    const editorById = new Map<string, UserRow>(editors.map((editor) => [editor.id, editor]));
    return events.map((event) => ({ event, editor: editorById.get(event.editorId) }));
  }
  return {
    listOfUser: (caller, id, request) =>
      list({ ...request, aggregate: { type: "user", id }, resourceOwner: scopeOf(caller).orgId }),
    listOfOrg: ({ orgId }, request) =>
      list({ ...request, aggregate: { type: "org", id: orgId }, resourceOwner: orgId }),
    listOfProject: ({ orgId }, id, request) =>
      list({ ...request, aggregate: { type: "project", id }, resourceOwner: orgId }),
    listOfProjectGrant: ({ orgId }, { projectId, id }, request) =>
      list({ ...request, aggregate: { type: "project", id: projectId }, projectGrantId: id, resourceOwner: orgId }),
  };
}
