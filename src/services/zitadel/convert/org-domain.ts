import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DomainSchema, DomainSearchQuery } from "../../../../gen/zitadel/org/v1/domain_pb.ts";
import type { OrgDomainRow, TextMatch } from "../../../directory/model.ts";
import { toDetailsOf } from "./object.ts";
import { fromTextQuery } from "./text-match.ts";

/** The protobuf form of a domain. It never has a validation type, as domains are not verified by proof. */
export const toOrgDomain = (row: OrgDomainRow): MessageInitShape<typeof DomainSchema> => ({
  orgId: row.orgId,
  details: toDetailsOf(row, row.orgId),
  domainName: row.domain,
  isVerified: row.isVerified,
  isPrimary: row.isPrimary,
});

/** The comparisons that queries state. One without a condition, which validation refuses, states none. */
export const fromDomainQueries = (queries: readonly DomainSearchQuery[]): readonly TextMatch[] =>
  queries.flatMap(({ query }) =>
    query.case === undefined ? [] : [fromTextQuery(query.value.name, query.value.method)],
  );
