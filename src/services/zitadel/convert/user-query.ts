import { type SearchQuery, Type, UserFieldName, UserState } from "../../../../gen/zitadel/user/v1/user_pb.ts";
import { TextQueryMethod } from "../../../../gen/zitadel/v1/object_pb.ts";
import type { TextMatch, UserFilter, UserSortColumn, UserTextField } from "../../../directory/model.ts";

/** The filter that a search query states. A query without a condition, which validation refuses, matches nothing. */
export function fromSearchQuery({ query }: SearchQuery): UserFilter {
  switch (query.case) {
    case "userNameQuery":
      return text("userName", query.value.userName, query.value.method);
    case "firstNameQuery":
      return text("firstName", query.value.firstName, query.value.method);
    case "lastNameQuery":
      return text("lastName", query.value.lastName, query.value.method);
    case "nickNameQuery":
      return text("nickName", query.value.nickName, query.value.method);
    case "displayNameQuery":
      return text("displayName", query.value.displayName, query.value.method);
    case "emailQuery":
      return text("email", query.value.emailAddress, query.value.method);
    case "loginNameQuery":
      // Without a domain policy a user's only login name is its user name.
      return text("userName", query.value.loginName, query.value.method);
    case "stateQuery":
      return fromState(query.value.state);
    case "typeQuery":
      return fromType(query.value.type);
    case "inUserIdsQuery":
      return { kind: "ids", ids: query.value.userIds };
    case "inUserEmailsQuery":
      return { kind: "emails", emails: query.value.userEmails };
    case "orQuery":
      return { kind: "or", filters: query.value.queries.map(fromSearchQuery) };
    case "andQuery":
      return { kind: "and", filters: query.value.queries.map(fromSearchQuery) };
    case "notQuery":
      return query.value.query === undefined
        ? { kind: "and", filters: [] }
        : { kind: "not", filter: fromSearchQuery(query.value.query) };
    case undefined:
      return { kind: "none" };
  }
}

const text = (field: UserTextField, value: string, method: TextQueryMethod): UserFilter => ({
  kind: "text",
  field,
  match: { text: value, ...(methods[method] ?? exact) },
});

const exact: Omit<TextMatch, "text"> = { method: "equals", ignoreCase: false };

const methods: Partial<Record<TextQueryMethod, Omit<TextMatch, "text">>> = {
  [TextQueryMethod.EQUALS]: exact,
  [TextQueryMethod.EQUALS_IGNORE_CASE]: { method: "equals", ignoreCase: true },
  [TextQueryMethod.STARTS_WITH]: { method: "starts-with", ignoreCase: false },
  [TextQueryMethod.STARTS_WITH_IGNORE_CASE]: { method: "starts-with", ignoreCase: true },
  [TextQueryMethod.CONTAINS]: { method: "contains", ignoreCase: false },
  [TextQueryMethod.CONTAINS_IGNORE_CASE]: { method: "contains", ignoreCase: true },
  [TextQueryMethod.ENDS_WITH]: { method: "ends-with", ignoreCase: false },
  [TextQueryMethod.ENDS_WITH_IGNORE_CASE]: { method: "ends-with", ignoreCase: true },
};

function fromState(state: UserState): UserFilter {
  switch (state) {
    case UserState.INITIAL:
      return { kind: "state", state: "initial" };
    case UserState.ACTIVE:
      return { kind: "state", state: "active" };
    case UserState.INACTIVE:
      return { kind: "state", state: "inactive" };
    case UserState.LOCKED:
      return { kind: "state", state: "locked" };
    // No user has another state: removed ones have no row.
    default:
      return { kind: "none" };
  }
}

function fromType(type: Type): UserFilter {
  switch (type) {
    case Type.HUMAN:
      return { kind: "type", type: "human" };
    case Type.MACHINE:
      return { kind: "type", type: "machine" };
    default:
      return { kind: "none" };
  }
}

/** The column to sort by; the id for none and for a number that the enum does not have. */
export const fromSortingColumn = (column: UserFieldName): UserSortColumn => sortColumns[column] ?? "id";

const sortColumns: Partial<Record<UserFieldName, UserSortColumn>> = {
  [UserFieldName.USER_NAME]: "userName",
  [UserFieldName.FIRST_NAME]: "firstName",
  [UserFieldName.LAST_NAME]: "lastName",
  [UserFieldName.NICK_NAME]: "nickName",
  [UserFieldName.DISPLAY_NAME]: "displayName",
  [UserFieldName.EMAIL]: "email",
  [UserFieldName.STATE]: "state",
  [UserFieldName.TYPE]: "type",
  [UserFieldName.CREATION_DATE]: "creationTime",
};
