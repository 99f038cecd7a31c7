import type { CountUsersRequest, ListUsersRequest } from "../../../gen/camunda/identity/v7/user_pb.ts";
import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import type { UserFilter, UserTextField } from "../../directory/model.ts";
import { findGroup } from "./group-query.ts";

/** The conditions that lists and counts of users share. */
export type UserConditions = Omit<CountUsersRequest, "$typeName"> | Omit<ListUsersRequest, "$typeName">;

/** What users are sorted by. */
export const userColumns = {
  userId: "userName",
  firstName: "firstName",
  lastName: "lastName",
  email: "email",
} as const;

const nothing: UserFilter = { kind: "none" };

/** The conditions as filters; an empty one is none. Only humans are users here. */
export async function toUserFilters(
  directory: Directory,
  caller: Caller,
  query: UserConditions,
): Promise<readonly UserFilter[]> {
  return [
    { kind: "type", type: "human" },
    ...textFilter("userName", "equals", query.id),
    ...idsFilter(query.idIn),
    ...textFilter("firstName", "equals", query.firstName),
    ...textFilter("firstName", "like", query.firstNameLike),
    ...textFilter("lastName", "equals", query.lastName),
    ...textFilter("lastName", "like", query.lastNameLike),
    ...textFilter("email", "equals", query.email),
    ...textFilter("email", "like", query.emailLike),
    ...(query.memberOfGroup === "" ? [] : [await groupFilter(directory, caller, query.memberOfGroup)]),
    // A user belongs to the organization of the call, and to no other.
    ...(query.memberOfTenant === "" || query.memberOfTenant === caller.orgId ? [] : [nothing]),
    ...(query.potentialStarter === "" ? [] : [nothing]),
  ];
}

const textFilter = (field: UserTextField, method: "equals" | "like", text: string): readonly UserFilter[] =>
  text === "" ? [] : [{ kind: "text", field, match: { text, method, ignoreCase: false } }];

function idsFilter(idIn: string): readonly UserFilter[] {
  if (idIn === "") return [];
  return [{ kind: "or", filters: idIn.split(",").flatMap((id) => textFilter("userName", "equals", id)) }].map(
    (filter): UserFilter => (filter.filters.length === 0 ? nothing : { kind: "or", filters: filter.filters }),
  );
}

async function groupFilter(directory: Directory, caller: Caller, name: string): Promise<UserFilter> {
  const group = await findGroup(directory, caller, name);
  return group === undefined ? nothing : { kind: "group", id: group.id };
}
