import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { UserRow, UserState } from "../../../directory/model.ts";
import { readAttributes, type UserAttributes } from "../user-attributes.ts";

/** A user with what this interface knows of it besides. */
export interface AdobeUser {
  readonly user: UserRow;
  readonly attributes: UserAttributes;
}

/** Users with their attributes, in their order. */
export async function withAttributes(
  directory: Directory,
  caller: Caller,
  users: readonly UserRow[],
): Promise<readonly AdobeUser[]> {
  const attributesOf = await readAttributes(directory, caller, users);
  return users.map((user) => {
    const attributes = attributesOf(user.id);
    // Whoever comes from elsewhere signs in there.
    return { user, attributes: user.orgId === caller.orgId ? attributes : { ...attributes, type: "adobeID" } };
  });
}

/** A user as the current endpoints show it. Machines have neither an address nor names. */
export function toUser({ user, attributes }: AdobeUser, groups: readonly string[]) {
  const { email, firstName, lastName } = identityOf(user);
  return {
    id: user.id,
    email,
    status: statusOf(user.state),
    groups: [...groups],
    username: user.userName,
    domain: domainOf(email),
    firstname: firstName,
    lastname: lastName,
    ...attributes,
  };
}

/** A user as the endpoints on profiles show it. */
export function toProfileUser({ user, attributes }: AdobeUser) {
  const { email, firstName, lastName } = identityOf(user);
  return {
    id: user.id,
    email,
    username: user.userName,
    domain: domainOf(email),
    firstName,
    lastName,
    userType: attributes.type,
  };
}

/** A user as the endpoints on user groups show it. */
export function toUserGroupUser({ user, attributes }: AdobeUser) {
  const { email, firstName, lastName } = identityOf(user);
  const { country: countryCode, type: userType } = attributes;
  return { email, firstName, lastName, countryCode, status: statusOf(user.state), userType };
}

function identityOf({ kind }: UserRow) {
  return kind.type === "human"
    ? { email: kind.email, firstName: kind.firstName, lastName: kind.lastName }
    : { email: "", firstName: "", lastName: "" };
}

/** What stands after the @ of an address. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

function statusOf(state: UserState): string {
  switch (state) {
    case "initial":
    case "active":
      return "active";
    case "inactive":
      return "disabled";
    case "locked":
      return "locked";
  }
}
