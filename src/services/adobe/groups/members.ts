import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { Page, PageOf, UserFilter, UserRow } from "../../../directory/model.ts";
import { isHuman } from "../../../directory/user-aggregate.ts";
import { domainOf } from "../convert/user.ts";
import { listAdmins } from "./admins.ts";
import type { AnyGroup } from "./any-group.ts";

/** Which users to list. */
export interface MemberQuery {
  /** Only those whose email address is under this domain, case aside; empty = all. */
  readonly domain: string;
  /** Whether users that have a profile only through user groups are left out. */
  readonly isDirectOnly: boolean;
}

/** One page of the active humans of the organization, by id. */
export const listHumans = (
  directory: Directory,
  caller: Caller,
  domain: string,
  page: Page,
): Promise<PageOf<UserRow>> => listFiltered(directory, caller, domain, [], page);

/** One page of the active humans in a group, by id. */
export async function listMembers(
  directory: Directory,
  caller: Caller,
  group: AnyGroup,
  { domain, isDirectOnly }: MemberQuery,
  page: Page,
): Promise<PageOf<UserRow>> {
  switch (group.kind) {
    case "user-group":
      return listFiltered(directory, caller, domain, [{ kind: "group", id: group.group.id }], page);
    case "profile": {
      const { projectId, key: roleKey } = group.profile;
      const through = isDirectOnly ? "user-grants" : "any";
      // Of any organization, as they are counted.
      return directory.roleHolders.list(caller, { projectId, roleKey }, { through, filters: filtersOf(domain), page });
    }
    default: {
      const admins = (await listAdmins(directory, caller, group)).filter((user) => isListed(user, domain));
      return { items: admins.slice(page.offset, page.offset + page.limit), total: admins.length };
    }
  }
}

/** Whoever has been added and can sign in, or will be able to. */
const isActive: UserFilter = {
  kind: "or",
  filters: [
    { kind: "state", state: "active" },
    { kind: "state", state: "initial" },
  ],
};

const filtersOf = (domain: string): readonly UserFilter[] => {
  const match = { text: `@${domain}`, method: "ends-with", ignoreCase: true } as const;
  const ofDomain: readonly UserFilter[] = domain === "" ? [] : [{ kind: "text", field: "email", match }];
  return [{ kind: "type", type: "human" }, isActive, ...ofDomain];
};

const listFiltered = (
  { users }: Directory,
  caller: Caller,
  domain: string,
  filters: readonly UserFilter[],
  page: Page,
): Promise<PageOf<UserRow>> =>
  users.list(caller, { filters: [...filters, ...filtersOf(domain)], sortBy: "id", isAscending: true, page });

const isListed = (user: UserRow, domain: string): boolean =>
  isHuman(user) &&
  (user.state === "active" || user.state === "initial") &&
  (domain === "" || domainOf(user.kind.email).toLowerCase() === domain.toLowerCase());
