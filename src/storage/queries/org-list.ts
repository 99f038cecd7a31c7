import { expressionBuilder, type SqlBool, sql } from "kysely";
import type { Query } from "../connection.ts";
import type { OrgFilter, OrgListQuery } from "../contract/orgs.ts";
import type { Page } from "../contract/record.ts";
import type { TextMatch } from "../contract/users.ts";
import type { EngineDialect } from "../dialect.ts";
import type { OrgDomainsTable, OrgsTable, Tables } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import type { QueryBuilder } from "./builder.ts";
import { type PageRow, pageQuery } from "./page.ts";
import { type Condition, joinConditions, textCondition, textConditions } from "./text-condition.ts";

/** Domains are lower case, so one column is its own companion. */
const domainColumns = { exact: "org_domains.domain", lower: "org_domains.domain" } as const;

/** The statement that answers one page of organizations. */
export function orgListQuery(
  { db, dialect, compile }: QueryBuilder,
  { filters, sortBy, isAscending, page }: OrgListQuery,
): Query<PageRow<OrgsTable>> {
  const direction = isAscending ? "asc" : "desc";
  const column = sortBy === "name" ? "name_lower" : "id";
  const matching = db.selectFrom("orgs").where(
    joinConditions(
      "and",
      filters.map((filter) => orgCondition(dialect, filter)),
    ),
  );
  return compile(
    pageQuery<OrgsTable>(db, {
      count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
      page: matching
        .selectAll()
        .orderBy(`orgs.${column}`, direction)
        .orderBy("orgs.id", direction)
        .limit(page.limit)
        .offset(page.offset),
      orderBy: [column, "id"],
      isAscending,
    }),
  );
}

function orgCondition(dialect: EngineDialect, filter: OrgFilter): Condition {
  const eb = expressionBuilder<Tables, "orgs">();
  switch (filter.kind) {
    case "id":
      return eb("orgs.id", "=", filter.id);
    case "ids":
      return dialect.isAmong("orgs.id", sql`${jsonTexts(filter.ids)}`);
    case "name":
      return textCondition({ exact: "orgs.name", lower: "orgs.name_lower" }, filter.match);
    case "domain":
      return eb(
        "orgs.id",
        "in",
        eb.selectFrom("org_domains").select("org_domains.org_id").where(textCondition(domainColumns, filter.match)),
      );
    case "state":
      return eb("orgs.state", "=", filter.state);
    case "none":
      return sql<SqlBool>`1 = 0`;
  }
}

/** The statement that answers one page of an organization's domains. */
export function orgDomainListQuery(
  { db, compile }: QueryBuilder,
  orgId: string,
  names: readonly TextMatch[],
  page: Page,
): Query<PageRow<OrgDomainsTable>> {
  const matching = db
    .selectFrom("org_domains")
    .where((eb) =>
      joinConditions("and", [eb("org_domains.org_id", "=", orgId), ...textConditions(domainColumns, names)]),
    );
  return compile(
    pageQuery<OrgDomainsTable>(db, {
      count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
      page: matching.selectAll().orderBy("org_domains.domain").limit(page.limit).offset(page.offset),
      orderBy: ["domain"],
    }),
  );
}
