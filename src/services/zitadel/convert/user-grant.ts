import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type UserGrantQuery,
  type UserGrantSchema,
  UserGrantState,
} from "../../../../gen/zitadel/user/v1/user_grant_pb.ts";
import { Type } from "../../../../gen/zitadel/user/v1/user_pb.ts";
import type { ListQuery, TextQueryMethod } from "../../../../gen/zitadel/v1/object_pb.ts";
import {
  projectGrantId,
  projectId,
  type UserGrantFilter,
  type UserGrantView,
  type UserTextField,
  userId,
} from "../../../directory/model.ts";
import type { UserGrantListRequest } from "../../../directory/user-grants.ts";
import { displayNameOf, loginNamesOf } from "../../../directory/users.ts";
import { fromListQuery, toDetailsOf } from "./object.ts";
import { fromTextQuery } from "./text-match.ts";
import { toUserType } from "./user.ts";

/**
 * The protobuf form of a user grant. The granted organization, which only a grant on a granted project has, is the one
 * that gave it: it has the project grant.
 */
export function toUserGrant(grant: UserGrantView): MessageInitShape<typeof UserGrantSchema> {
  const { user, projectGrantId: sourceId } = grant;
  const human = user.kind.type === "human" ? user.kind : undefined;
  const giver = { id: grant.orgId, name: grant.orgName, domain: grant.orgPrimaryDomain };
  const granted = sourceId === undefined ? { id: "", name: "", domain: "" } : giver;
  return {
    id: grant.id,
    details: toDetailsOf(grant, grant.orgId),
    roleKeys: [...grant.roleKeys],
    state: grant.state === "active" ? UserGrantState.ACTIVE : UserGrantState.INACTIVE,
    userId: user.id,
    userName: user.userName,
    firstName: human?.firstName ?? "",
    lastName: human?.lastName ?? "",
    email: human?.email ?? "",
    displayName: displayNameOf(user),
    orgId: giver.id,
    orgName: giver.name,
    orgDomain: giver.domain,
    projectId: grant.projectId,
    projectName: grant.projectName,
    projectGrantId: sourceId ?? "",
    preferredLoginName: loginNamesOf(user)[0],
    userType: toUserType(user),
    grantedOrgId: granted.id,
    grantedOrgName: granted.name,
    grantedOrgDomain: granted.domain,
  };
}

/** The part of a list of user grants that a request asks for. */
export const fromUserGrantListRequest = (request: {
  readonly query?: ListQuery | undefined;
  readonly queries: readonly UserGrantQuery[];
}): UserGrantListRequest => ({
  page: fromListQuery(request.query).page,
  // Its presence counts, whatever it says.
  isWithGranted: request.queries.some(({ query }) => query.case === "withGrantedQuery"),
  filters: request.queries.flatMap(fromUserGrantQuery),
});

/** The filters that a query states. One without a condition, which validation refuses, matches nothing. */
function fromUserGrantQuery({ query }: UserGrantQuery): readonly UserGrantFilter[] {
  switch (query.case) {
    case "projectIdQuery":
      return [{ kind: "project", id: projectId(query.value.projectId) }];
    case "userIdQuery":
      return [{ kind: "user", id: userId(query.value.userId) }];
    case "withGrantedQuery":
      return [];
    case "roleKeyQuery":
      // Whatever the method: a list of keys either holds the key or does not.
      return [{ kind: "role", key: query.value.roleKey }];
    case "projectGrantIdQuery":
      return [{ kind: "project-grant", id: projectGrantId(query.value.projectGrantId) }];
    case "userNameQuery":
      return userText("userName", query.value.userName, query.value.method);
    case "firstNameQuery":
      return userText("firstName", query.value.firstName, query.value.method);
    case "lastNameQuery":
      return userText("lastName", query.value.lastName, query.value.method);
    case "emailQuery":
      return userText("email", query.value.email, query.value.method);
    case "orgNameQuery":
      return [{ kind: "org-name", match: fromTextQuery(query.value.orgName, query.value.method) }];
    case "orgDomainQuery":
      return [{ kind: "org-domain", match: fromTextQuery(query.value.orgDomain, query.value.method) }];
    case "projectNameQuery":
      return [{ kind: "project-name", match: fromTextQuery(query.value.projectName, query.value.method) }];
    case "displayNameQuery":
      return userText("displayName", query.value.displayName, query.value.method);
    case "userTypeQuery":
      return fromUserType(query.value.type);
    case undefined:
      return nothing;
  }
}

const nothing: readonly UserGrantFilter[] = [{ kind: "user", id: userId("") }];

const userText = (field: UserTextField, text: string, method: TextQueryMethod): readonly UserGrantFilter[] => [
  { kind: "user-text", field, match: fromTextQuery(text, method) },
];

function fromUserType(type: Type): readonly UserGrantFilter[] {
  switch (type) {
    case Type.HUMAN:
      return [{ kind: "user-type", type: "human" }];
    case Type.MACHINE:
      return [{ kind: "user-type", type: "machine" }];
    default:
      return nothing;
  }
}
