import type { MessageInitShape } from "@bufbuild/protobuf";
import type { MetadataQuery, MetadataSchema } from "../../../../gen/zitadel/metadata/v1/metadata_pb.ts";
import type { ListQuery } from "../../../../gen/zitadel/v1/object_pb.ts";
import type { ObjectDetails } from "../../../directory/history.ts";
import type { MetadataListRequest } from "../../../directory/metadata.ts";
import type { MetadataRow, OrgId } from "../../../directory/model.ts";
import { fromListQuery, toDetailsOf, toObjectDetails } from "./object.ts";
import { fromTextQuery } from "./text-match.ts";

/** The protobuf form of an entry of metadata. */
export const toMetadata = (row: MetadataRow, resourceOwner: OrgId): MessageInitShape<typeof MetadataSchema> => ({
  details: toDetailsOf(row, resourceOwner),
  key: row.key,
  value: row.value,
});

/** Which entries a request asks for. A condition on nothing, which validation refuses, is left out. */
export const fromMetadataQueries = (
  query: ListQuery | undefined,
  queries: readonly MetadataQuery[],
): MetadataListRequest => ({
  page: fromListQuery(query).page,
  keys: queries.flatMap(({ query: { case: kind, value } }) =>
    kind === "keyQuery" ? [fromTextQuery(value.key, value.method)] : [],
  ),
});

/** The details of setting one entry: as in ZITADEL, the time of the change is called creation date. */
export const toSetMetadataDetails = ({ sequence, changeTimeUs, resourceOwner }: ObjectDetails) =>
  toObjectDetails({
    resourceOwner,
    ...(sequence === undefined ? {} : { sequence }),
    ...(changeTimeUs === undefined ? {} : { creationTimeUs: changeTimeUs }),
  });
