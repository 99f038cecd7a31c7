import { type EventRow, everyOrg, type UserId, type UserRow, userId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyLimit } from "./paging.ts";

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
}

/** The histories. */
export const createChanges = ({ storage }: Dependencies): Changes => ({
  async listOfUser(caller, id, request) {
    const limit = verifyLimit(request.limit);
    const events = await storage.reader.events.list({
      ...request,
      limit,
      aggregate: { type: "user", id },
      resourceOwner: scopeOf(caller).orgId,
    });
    const editorIds = [...new Set(events.map((event) => userId(event.editorId)))].filter((editor) => editor !== "");
    // An editor may belong to any organization; only its name is shown.
    const editors = editorIds.length === 0 ? [] : await storage.reader.users.findMany(everyOrg, editorIds);
    const editorById = new Map<string, UserRow>(editors.map((editor) => [editor.id, editor]));
    return events.map((event) => ({ event, editor: editorById.get(event.editorId) }));
  },
});
