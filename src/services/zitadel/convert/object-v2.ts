import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import type { DetailsSchema, ListDetailsSchema } from "../../../../gen/zitadel/object/v2/object_pb.ts";
import type { ObjectDetails } from "../../../directory/history.ts";
import { fromUint64 } from "./object.ts";
import { toTimestamp } from "./time.ts";

/** The time of the change that details are about; of an addition it is that of the addition. */
export const toChangeDate = ({ changeTimeUs, creationTimeUs }: ObjectDetails) => {
  const timeUs = changeTimeUs ?? creationTimeUs;
  return timeUs === undefined ? undefined : toTimestamp(timeUs);
};

/** The protobuf form of what a change leaves behind. The newer interface calls the time of an addition a change, too. */
export const toDetails = (details: ObjectDetails): MessageInitShape<typeof DetailsSchema> => ({
  sequence: BigInt(details.sequence ?? 0),
  changeDate: toChangeDate(details),
  resourceOwner: details.resourceOwner,
});

/** Facts about a list answer. Reads are current, so the list shows the moment of the call. */
export const toListDetailsV2 = (total: number): MessageInitShape<typeof ListDetailsSchema> => ({
  totalResult: BigInt(total),
  timestamp: timestampNow(),
});

/** What a limit of 0 stands for. */
const defaultLimit = 100;

/** The page that a list query of the newer interfaces asks for. */
export const fromListQueryV2 = (
  query: { readonly offset: bigint; readonly limit: number; readonly asc: boolean } | undefined,
) => ({
  page: { offset: fromUint64(query?.offset ?? 0n), limit: query?.limit || defaultLimit },
  isAscending: query?.asc ?? false,
});
