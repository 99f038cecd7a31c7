import { expressionBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Query } from "../connection.ts";
import type { MemberFilter, MembershipFilter, MembershipListQuery, MembershipScope } from "../contract/memberships.ts";
import type { Page } from "../contract/record.ts";
import type { Tables } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import type { Param, QueryBuilder } from "./builder.ts";
import { type JoinedUserColumns, joinedUserSelection } from "./joined-user.ts";
import { type MembershipColumns, type MembershipViewColumns, scopeKeyOf } from "./membership-row.ts";
import { type PageRow, pageQuery } from "./page.ts";
import { type Condition, joinConditions, textCondition } from "./text-condition.ts";
import { userTextColumns } from "./user-filter.ts";

type Memberships<Output> = SelectQueryBuilder<Tables, "memberships", Output>;

/** Memberships with their roles. */
export const membershipRows = (builder: QueryBuilder): Memberships<MembershipColumns> =>
  builder.db.selectFrom("memberships").selectAll("memberships").select(rolesOf(builder));

/** The roles of a membership, as a JSON array. */
function rolesOf({ dialect }: QueryBuilder) {
  const roles = dialect.jsonArrayOf(sql.ref("held.role"), sql.ref("held.position"));
  return sql<string>`(select ${roles} ${fromHeldRoles})`.as("roles");
}

const fromHeldRoles = sql`from membership_roles as held where held.user_id = memberships.user_id
    and held.scope_type = memberships.scope_type and held.scope_id = memberships.scope_id
    and held.scope_key = memberships.scope_key`;

/**
 * Memberships with what their owner's list shows.
 *
 * The names are looked up one by one rather than joined: each row needs one of five tables, and every request reads its
 * caller's rows.
 */
export const membershipViews = (builder: QueryBuilder): Memberships<MembershipViewColumns> =>
  membershipRows(builder)
    .select(
      sql<string | null>`case memberships.scope_type
        when 'org' then (select orgs.name from orgs where orgs.id = memberships.scope_id)
        when 'instance' then (select instance.name from instance)
        when 'project-grant' then (select projects.name from project_grants
          join projects on projects.id = project_grants.project_id where project_grants.id = memberships.scope_id)
        when 'group' then (select groups.name from groups where groups.id = memberships.scope_id)
        else (select projects.name from projects where projects.id = memberships.scope_id) end`.as("scope_name"),
    )
    .select(
      sql<string | null>`case memberships.scope_type when 'project-grant' then (select project_grants.granted_org_id
        from project_grants where project_grants.id = memberships.scope_id) end`.as("granted_org_id"),
    );

/** Whose memberships count, and where. */
export interface CountingParams {
  readonly user_id: string;
  readonly org_id: string;
}

/**
 * The user's memberships that count in the organization.
 *
 * - Three selections and not one with an OR, so that each has an index of its own and none reads the user's other
 *   memberships. They have no row in common.
 * - Only columns that the index on owners holds: for others SQLite, which knows nothing of how many rows there are,
 *   would rather read all that the user has.
 */
export const countingMemberships = (builder: QueryBuilder, param: Param<CountingParams>) => {
  const ofUser = builder.db
    .selectFrom("memberships")
    .select(["memberships.scope_type", "memberships.scope_id", "memberships.scope_key"])
    .select(rolesOf(builder))
    .where("memberships.user_id", "=", param("user_id"));
  const onInstance = ofUser.where("memberships.scope_type", "=", "instance");
  const owned = ofUser
    .where("memberships.resource_owner", "=", param("org_id"))
    .where("memberships.scope_type", "<>", "instance");
  const onGrantsToIt = ofUser
    .where("memberships.scope_type", "=", "project-grant")
    .where("memberships.resource_owner", "<>", param("org_id"))
    .where("memberships.scope_id", "in", (eb) =>
      eb.selectFrom("project_grants").select("project_grants.id").where("granted_org_id", "=", param("org_id")),
    );
  return onInstance
    .unionAll(owned)
    .unionAll(onGrantsToIt)
    .orderBy("scope_type")
    .orderBy("scope_id")
    .orderBy("scope_key");
};

/** The statement that answers one page of a user's memberships. */
export function membershipListQuery(
  builder: QueryBuilder,
  { userId, resourceOwners, filters, page }: MembershipListQuery,
): Query<PageRow<MembershipViewColumns>> {
  const { db, dialect, compile } = builder;
  const eb = expressionBuilder<Tables, "memberships">();
  const matches = joinConditions("and", [
    eb("memberships.user_id", "=", userId),
    ...(resourceOwners === undefined
      ? []
      : [dialect.isAmong("memberships.resource_owner", eb.val(jsonTexts(resourceOwners)))]),
    ...filters.map(membershipCondition),
  ]);
  return compile(
    pageQuery<MembershipViewColumns>(db, {
      count: db
        .selectFrom("memberships")
        .where(matches)
        .select((counted) => counted.fn.countAll<number>().as("total")),
      page: membershipViews(builder)
        .where(matches)
        .orderBy("memberships.scope_type")
        .orderBy("memberships.scope_id")
        .orderBy("memberships.scope_key")
        .limit(page.limit)
        .offset(page.offset),
      orderBy: ["scope_type", "scope_id", "scope_key"],
    }),
  );
}

function membershipCondition(filter: MembershipFilter): Condition {
  const eb = expressionBuilder<Tables, "memberships">();
  if (filter.kind === "scope-types") {
    return joinConditions(
      "or",
      filter.types.map((type) => eb("memberships.scope_type", "=", type)),
    );
  }
  const ofType = eb("memberships.scope_type", "=", filter.kind);
  return filter.kind === "instance" ? ofType : eb.and([ofType, eb("memberships.scope_id", "=", filter.id)]);
}

/** A scope's member: the membership and its user. */
export type MemberColumns = MembershipColumns & JoinedUserColumns;

/** The statement that answers one page of a scope's members. */
export function memberListQuery(
  builder: QueryBuilder,
  scope: MembershipScope,
  filters: readonly MemberFilter[],
  page: Page,
): Query<PageRow<MemberColumns>> {
  const { db, compile } = builder;
  const eb = expressionBuilder<Tables, "memberships">();
  const key = scopeKeyOf(scope);
  const matches = joinConditions("and", [
    eb("memberships.scope_type", "=", key.scope_type),
    eb("memberships.scope_id", "=", key.scope_id),
    eb("memberships.scope_key", "=", key.scope_key),
    ...filters.map(memberCondition),
  ]);
  return compile(
    pageQuery<MemberColumns>(db, {
      count: db
        .selectFrom("memberships")
        .where(matches)
        .select((counted) => counted.fn.countAll<number>().as("total")),
      page: membershipRows(builder)
        .innerJoin("users", "users.id", "memberships.user_id")
        .select(joinedUserSelection)
        .where(matches)
        .orderBy("memberships.user_id")
        .limit(page.limit)
        .offset(page.offset),
      orderBy: ["user_id"],
    }),
  );
}

function memberCondition(filter: MemberFilter): Condition {
  const eb = expressionBuilder<Tables, "memberships">();
  if (filter.kind === "user") return eb("memberships.user_id", "=", filter.id);
  if (filter.kind === "role") return sql`exists (select 1 ${fromHeldRoles} and held.role = ${filter.role})`;
  return eb.exists(
    eb
      .selectFrom("users")
      .select("users.id")
      .whereRef("users.id", "=", "memberships.user_id")
      .where(textCondition(userTextColumns[filter.field], filter.match)),
  );
}
