import { type ExpressionBuilder, expressionBuilder, sql } from "kysely";
import type { Query } from "../connection.ts";
import type { GroupFilter, GroupGrantQuery } from "../contract/groups.ts";
import type { Page } from "../contract/record.ts";
import type { Scope } from "../contract/scope.ts";
import type { EngineDialect } from "../dialect.ts";
import type { GroupsTable, Tables } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import type { QueryBuilder } from "./builder.ts";
import type { GroupGrantColumns } from "./group-row.ts";
import { type PageRow, pageQuery } from "./page.ts";
import { inScope } from "./scope.ts";
import { type Condition, joinConditions, textCondition } from "./text-condition.ts";

/** The statement that answers one page of groups. */
export function groupListQuery(
  { db, dialect, compile }: QueryBuilder,
  scope: Scope,
  filters: readonly GroupFilter[],
  page: Page,
): Query<PageRow<GroupsTable>> {
  const conditions = filters.map((filter) => groupCondition(dialect, filter));
  const matching = db.selectFrom("groups").where(joinConditions("and", [inScope(scope, "groups"), ...conditions]));
  return compile(
    pageQuery<GroupsTable>(db, {
      count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
      page: matching.selectAll().orderBy("groups.id").limit(page.limit).offset(page.offset),
      orderBy: ["id"],
    }),
  );
}

function groupCondition(dialect: EngineDialect, filter: GroupFilter): Condition {
  const eb = expressionBuilder<Tables, "groups">();
  switch (filter.kind) {
    case "name":
      return textCondition({ exact: "groups.name", lower: "groups.name_lower" }, filter.match);
    case "ids":
      return dialect.isAmong("groups.id", sql`${jsonTexts(filter.ids)}`);
    case "member":
      return eb("groups.id", "in", eb.selectFrom("group_members").select("group_id").where("user_id", "=", filter.id));
    case "granted":
      return eb("groups.id", "in", grantedGroupIds(eb, filter));
  }
}

const grantedGroupIds = (
  eb: ExpressionBuilder<Tables, "groups">,
  { projectId, roleKey }: Extract<GroupFilter, { readonly kind: "granted" }>,
) =>
  roleKey === undefined
    ? eb.selectFrom("group_grants").select("group_id").where("project_id", "=", projectId)
    : eb
        .selectFrom("group_grant_roles")
        .select("group_id")
        .where("project_id", "=", projectId)
        .where("role_key", "=", roleKey);

/** What groups are granted, with the roles. */
export const groupGrantRows = ({ db, dialect }: QueryBuilder) => {
  const keys = dialect.jsonArrayOf(sql.ref("held.role_key"), sql.ref("held.position"));
  return db
    .selectFrom("group_grants")
    .selectAll("group_grants")
    .select(
      sql<string>`(select ${keys} from group_grant_roles as held where held.group_id = group_grants.group_id
        and held.project_id = group_grants.project_id)`.as("role_keys"),
    );
};

/** The statement that answers what any group is granted on a project. */
export function groupGrantsOnProjectQuery(
  builder: QueryBuilder,
  { projectId, projectGrantId, roleKey }: GroupGrantQuery,
): Query<GroupGrantColumns> {
  let query = groupGrantRows(builder).where("group_grants.project_id", "=", projectId);
  if (projectGrantId !== undefined) query = query.where("group_grants.project_grant_id", "=", projectGrantId);
  if (roleKey !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("group_grant_roles")
          .select("group_grant_roles.group_id")
          .whereRef("group_grant_roles.group_id", "=", "group_grants.group_id")
          .whereRef("group_grant_roles.project_id", "=", "group_grants.project_id")
          .where("group_grant_roles.role_key", "=", roleKey),
      ),
    );
  }
  return builder.compile(query.orderBy("group_grants.group_id"));
}
