import { Type, UserFieldName, UserState as UserStatePb } from "../../../../gen/zitadel/user/v1/user_pb.ts";
import type { UserFilter, UserSortColumn, UserState, UserTextField } from "../../../directory/model.ts";
import { fromTextQuery } from "./text-match.ts";

/** A condition as both user interfaces write it: their messages differ in the numbers of states alone. */
interface Query {
  readonly query:
    | { readonly case: "userNameQuery"; readonly value: { readonly userName: string; readonly method: number } }
    | { readonly case: "firstNameQuery"; readonly value: { readonly firstName: string; readonly method: number } }
    | { readonly case: "lastNameQuery"; readonly value: { readonly lastName: string; readonly method: number } }
    | { readonly case: "nickNameQuery"; readonly value: { readonly nickName: string; readonly method: number } }
    | { readonly case: "displayNameQuery"; readonly value: { readonly displayName: string; readonly method: number } }
    | { readonly case: "emailQuery"; readonly value: { readonly emailAddress: string; readonly method: number } }
    | { readonly case: "phoneQuery"; readonly value: { readonly number: string; readonly method: number } }
    | { readonly case: "loginNameQuery"; readonly value: { readonly loginName: string; readonly method: number } }
    | { readonly case: "stateQuery"; readonly value: { readonly state: number } }
    | { readonly case: "typeQuery"; readonly value: { readonly type: number } }
    | { readonly case: "organizationIdQuery"; readonly value: { readonly organizationId: string } }
    | { readonly case: "inUserIdsQuery"; readonly value: { readonly userIds: readonly string[] } }
    | { readonly case: "inUserEmailsQuery"; readonly value: { readonly userEmails: readonly string[] } }
    | { readonly case: "orQuery"; readonly value: { readonly queries: readonly Query[] } }
    | { readonly case: "andQuery"; readonly value: { readonly queries: readonly Query[] } }
    | { readonly case: "notQuery"; readonly value: { readonly query?: Query | undefined } }
    | { readonly case: undefined };
}

/** The states by their numbers in an interface. */
export type StateNumbers = Readonly<Record<number, UserState>>;

/** The states by their numbers in the older interface. Others no user can have: removed ones have no row. */
export const v1States: StateNumbers = {
  [UserStatePb.INITIAL]: "initial",
  [UserStatePb.ACTIVE]: "active",
  [UserStatePb.INACTIVE]: "inactive",
  [UserStatePb.LOCKED]: "locked",
};

/** The filter that a search query states. A query without a condition, which validation refuses, matches nothing. */
export function fromSearchQuery({ query }: Query, states: StateNumbers = v1States): UserFilter {
  const fromEach = (queries: readonly Query[]) => queries.map((each) => fromSearchQuery(each, states));
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
    case "phoneQuery":
      return text("phone", query.value.number, query.value.method);
    case "loginNameQuery":
      // Without a domain policy a user's only login name is its user name.
      return text("userName", query.value.loginName, query.value.method);
    case "stateQuery":
      return fromState(states[query.value.state]);
    case "typeQuery":
      return fromType(query.value.type);
    case "organizationIdQuery":
      return { kind: "orgs", ids: [query.value.organizationId] };
    case "inUserIdsQuery":
      return { kind: "ids", ids: query.value.userIds };
    case "inUserEmailsQuery":
      return { kind: "emails", emails: query.value.userEmails };
    case "orQuery":
      return { kind: "or", filters: fromEach(query.value.queries) };
    case "andQuery":
      return { kind: "and", filters: fromEach(query.value.queries) };
    case "notQuery":
      return query.value.query === undefined
        ? { kind: "and", filters: [] }
        : { kind: "not", filter: fromSearchQuery(query.value.query, states) };
    case undefined:
      return { kind: "none" };
  }
}

const text = (field: UserTextField, value: string, method: number): UserFilter => ({
  kind: "text",
  field,
  match: fromTextQuery(value, method),
});

const fromState = (state: UserState | undefined): UserFilter =>
  state === undefined ? { kind: "none" } : { kind: "state", state };

function fromType(type: number): UserFilter {
  switch (type) {
    case Type.HUMAN:
      return { kind: "type", type: "human" };
    case Type.MACHINE:
      return { kind: "type", type: "machine" };
    default:
      return { kind: "none" };
  }
}

/** The column to sort by, in both interfaces; the id for none and for a number that the enum does not have. */
export const fromSortingColumn = (column: number): UserSortColumn => sortColumns[column] ?? "id";

const sortColumns: Readonly<Record<number, UserSortColumn>> = {
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
