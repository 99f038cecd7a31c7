import type { MessageInitShape } from "@bufbuild/protobuf";
import type { MemberSchema, SearchQuery } from "../../../../gen/zitadel/member/v1/member_pb.ts";
import type { ListQuery, TextQueryMethod } from "../../../../gen/zitadel/v1/object_pb.ts";
import type { MemberListRequest } from "../../../directory/members.ts";
import { type MemberFilter, type MemberView, userId } from "../../../directory/model.ts";
import { displayNameOf, loginNamesOf } from "../../../directory/users.ts";
import { fromListQuery, toObjectDetails } from "./object.ts";
import { fromTextQuery } from "./text-match.ts";
import { toUserType } from "./user.ts";

/** The protobuf form of a member. A machine has no names but the one to show, and no email address. */
export function toMember(member: MemberView): MessageInitShape<typeof MemberSchema> {
  const { user } = member;
  const human = user.kind.type === "human" ? user.kind : undefined;
  return {
    userId: user.id,
    details: toObjectDetails(member),
    roles: [...member.roles],
    preferredLoginName: loginNamesOf(user)[0],
    email: human?.email ?? "",
    firstName: human?.firstName ?? "",
    lastName: human?.lastName ?? "",
    displayName: displayNameOf(user),
    userType: toUserType(user),
    userResourceOwner: user.orgId,
  };
}

/** The part of a list of members that a request asks for. */
export const fromMemberListRequest = (request: {
  readonly query?: ListQuery | undefined;
  readonly queries: readonly SearchQuery[];
}): MemberListRequest => ({
  page: fromListQuery(request.query).page,
  filters: request.queries.map(fromMemberQuery),
});

/** The filter that a query states. One without a condition, which validation refuses, matches nobody. */
function fromMemberQuery({ query }: SearchQuery): MemberFilter {
  switch (query.case) {
    case "firstNameQuery":
      return text("firstName", query.value.firstName, query.value.method);
    case "lastNameQuery":
      return text("lastName", query.value.lastName, query.value.method);
    case "emailQuery":
      return text("email", query.value.email, query.value.method);
    case "userIdQuery":
      return { kind: "user", id: userId(query.value.userId) };
    case undefined:
      return { kind: "user", id: userId("") };
  }
}

const text = (field: "firstName" | "lastName" | "email", value: string, method: TextQueryMethod): MemberFilter => ({
  kind: "text",
  field,
  match: fromTextQuery(value, method),
});
