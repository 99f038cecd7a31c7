import type { OrgListQuery, OrgRow, Page, PageOf, UserGrantView } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyPage } from "./paging.ts";

/** What callers were granted themselves, by whichever organization. */
export interface OwnGrants {
  /** One page of the caller's user grants, by id. Fails with `limitExceeded`. */
  list(caller: Caller, page: Page): Promise<PageOf<UserGrantView>>;
  /**
   * One page of the organizations that match and that gave the caller a user grant. ZITADEL looks at the project that
   * the caller's client belongs to; Roster's tokens belong to no client, so it looks at every project. Fails with
   * `limitExceeded`.
   */
  listOrgs(caller: Caller, query: OrgListQuery): Promise<PageOf<OrgRow>>;
}

/** The rules of callers' own grants. */
export function createOwnGrants({ storage }: Dependencies): OwnGrants {
  const { userGrants, orgs } = storage.reader;
  return {
    list: ({ userId }, page) => userGrants.list([{ kind: "user", id: userId }], verifyPage(page)),
    async listOrgs({ userId }, query) {
      const page = verifyPage(query.page);
      const grants = await userGrants.listAll([{ kind: "user", id: userId }]);
      const ids = [...new Set(grants.map(({ orgId }) => orgId))];
      if (ids.length === 0) return { items: [], total: 0 };
      return orgs.list({ ...query, page, filters: [...query.filters, { kind: "ids", ids }] });
    },
  };
}
