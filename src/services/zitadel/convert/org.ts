import type { MessageInitShape } from "@bufbuild/protobuf";
import { OrgFieldName, type OrgQuery, type OrgSchema, OrgState } from "../../../../gen/zitadel/org/v1/org_pb.ts";
import type { ListQuery } from "../../../../gen/zitadel/v1/object_pb.ts";
import type { OrgFilter, OrgListQuery, OrgRow } from "../../../directory/model.ts";
import { fromListQuery, toDetailsOf } from "./object.ts";
import { fromTextQuery } from "./text-match.ts";

/** The protobuf form of an organization. */
export const toOrg = (org: OrgRow): MessageInitShape<typeof OrgSchema> => ({
  id: org.id,
  details: toDetailsOf(org, org.id),
  state: org.state === "active" ? OrgState.ACTIVE : OrgState.INACTIVE,
  name: org.name,
  primaryDomain: org.primaryDomain,
});

/** The organizations that a request asks for; in the order of their ids unless it says by name. */
export const fromOrgListRequest = (request: {
  readonly query?: ListQuery | undefined;
  readonly sortingColumn: OrgFieldName;
  readonly queries: readonly OrgQuery[];
}): OrgListQuery => ({
  ...fromListQuery(request.query),
  sortBy: request.sortingColumn === OrgFieldName.NAME ? "name" : "id",
  filters: request.queries.map(fromOrgQuery),
});

/** The filter that a query states. One without a condition, which validation refuses, matches nothing. */
function fromOrgQuery({ query }: OrgQuery): OrgFilter {
  switch (query.case) {
    case "nameQuery":
      return { kind: "name", match: fromTextQuery(query.value.name, query.value.method) };
    case "domainQuery":
      return { kind: "domain", match: fromTextQuery(query.value.domain, query.value.method) };
    case "stateQuery":
      return fromState(query.value.state);
    case "idQuery":
      return { kind: "id", id: query.value.id };
    case undefined:
      return { kind: "none" };
  }
}

function fromState(state: OrgState): OrgFilter {
  switch (state) {
    case OrgState.ACTIVE:
      return { kind: "state", state: "active" };
    case OrgState.INACTIVE:
      return { kind: "state", state: "inactive" };
    // No organization has another state: removed ones have no row.
    default:
      return { kind: "none" };
  }
}
