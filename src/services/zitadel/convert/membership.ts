import type { MessageInitShape } from "@bufbuild/protobuf";
import type { MembershipQuery, MembershipSchema } from "../../../../gen/zitadel/user/v1/membership_pb.ts";
import type { ListQuery } from "../../../../gen/zitadel/v1/object_pb.ts";
import type { MembershipListRequest } from "../../../directory/memberships.ts";
import type { MembershipFilter, MembershipScope, MembershipView } from "../../../directory/model.ts";
import { fromListQuery, toObjectDetails } from "./object.ts";

type MembershipInit = MessageInitShape<typeof MembershipSchema>;

/** The protobuf form of a membership. Its display name is that of what it is on, not the user's. */
export const toMembership = (membership: MembershipView): MembershipInit => ({
  userId: membership.userId,
  details: toObjectDetails(membership),
  roles: [...membership.roles],
  displayName: membership.scopeName,
  type: toScope(membership.scope),
});

function toScope(scope: MembershipScope): NonNullable<MembershipInit["type"]> {
  switch (scope.type) {
    case "instance":
      return { case: "iam", value: true };
    case "org":
      return { case: "orgId", value: scope.id };
    case "project":
      return { case: "projectId", value: scope.id };
    case "project-grant":
      return { case: "projectGrantId", value: scope.id };
    // Other interfaces' scopes, which this one has no field for.
    case "project-role":
    case "group":
      return { case: undefined };
  }
}

/** The part of a list of memberships that a request asks for. */
export const fromMembershipListRequest = (request: {
  readonly query?: ListQuery | undefined;
  readonly queries: readonly MembershipQuery[];
}): MembershipListRequest => ({
  page: fromListQuery(request.query).page,
  filters: request.queries.map(fromMembershipQuery),
});

/**
 * The filter that a query states. That of the instance finds it whatever its value, as in ZITADEL; one without a
 * condition, which validation refuses, matches nothing.
 */
function fromMembershipQuery({ query }: MembershipQuery): MembershipFilter {
  switch (query.case) {
    case "orgQuery":
      return { kind: "org", id: query.value.orgId };
    case "projectQuery":
      return { kind: "project", id: query.value.projectId };
    case "projectGrantQuery":
      return { kind: "project-grant", id: query.value.projectGrantId };
    case "iamQuery":
      return { kind: "instance" };
    case undefined:
      return { kind: "org", id: "" };
  }
}
