import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import type { ListDetailsSchema, ListQuery, ObjectDetailsSchema } from "../../../../gen/zitadel/v1/object_pb.ts";
import type { ObjectDetails } from "../../../directory/history.ts";
import { toTimestamp } from "./time.ts";

/** The protobuf form of an object's details; what is not known stays unset. */
export const toObjectDetails = (details: ObjectDetails) => toDetailsOf(details, details.resourceOwner);

/** The same of a record that says in its own way whose it is. */
export const toDetailsOf = (
  { sequence, creationTimeUs, changeTimeUs }: Omit<ObjectDetails, "resourceOwner">,
  resourceOwner: ObjectDetails["resourceOwner"],
): MessageInitShape<typeof ObjectDetailsSchema> => ({
  sequence: BigInt(sequence ?? 0),
  creationDate: creationTimeUs === undefined ? undefined : toTimestamp(creationTimeUs),
  changeDate: changeTimeUs === undefined ? undefined : toTimestamp(changeTimeUs),
  resourceOwner,
});

/** Facts about a list answer. Reads are current, so the list shows the moment of the call. */
export const toListDetails = (total: number): MessageInitShape<typeof ListDetailsSchema> => ({
  totalResult: BigInt(total),
  viewTimestamp: timestampNow(),
});

/** The page that a list query asks for. */
export const fromListQuery = (query: ListQuery | undefined) => ({
  page: { offset: fromUint64(query?.offset ?? 0n), limit: query?.limit ?? 0 },
  isAscending: query?.asc ?? false,
});

/** The number; values beyond what a number holds exactly are cut to that: no list is so long. */
export const fromUint64 = (value: bigint): number => Math.min(Number(value), Number.MAX_SAFE_INTEGER);
