import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ChangeQuery, ChangeSchema } from "../../../../gen/zitadel/change/v1/change_pb.ts";
import type { Change, ChangeListRequest } from "../../../directory/changes.ts";
import { textOfEvent } from "../../../directory/event-types.ts";
import { displayNameOf, loginNamesOf } from "../../../directory/users.ts";
import { fromUint64 } from "./object.ts";
import { toTimestamp } from "./time.ts";

/** The protobuf form of one event of a history. */
export const toChange = ({ event, editor }: Change): MessageInitShape<typeof ChangeSchema> => ({
  changeDate: toTimestamp(event.timeUs),
  eventType: { key: `EventTypes.${event.type}`, localizedMessage: textOfEvent(event.type) },
  sequence: BigInt(event.sequence),
  editorId: event.editorId,
  editorDisplayName: editor === undefined ? "" : displayNameOf(editor),
  editorPreferredLoginName: editor === undefined ? "" : loginNamesOf(editor)[0],
  resourceOwnerId: event.resourceOwner,
});

/** The part of a history that a query asks for. */
export const fromChangeQuery = (query: ChangeQuery | undefined): ChangeListRequest => ({
  fromSequence: fromUint64(query?.sequence ?? 0n),
  isAscending: query?.asc ?? false,
  limit: query?.limit ?? 0,
});
