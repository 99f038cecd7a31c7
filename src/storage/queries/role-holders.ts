import { type RawBuilder, sql } from "kysely";
import type { Connection, Query } from "../connection.ts";
import { projectId } from "../contract/ids.ts";
import type { RoleHolderCount, RoleHolderReader, RoleHolding } from "../contract/role-holders.ts";
import { jsonTexts } from "../text.ts";
import type { QueryBuilder } from "./builder.ts";

/** A subquery that answers the ids of the users who hold a role, some of them more than once. */
export function holderIds({ projectId: id, roleKey, orgId, through }: RoleHolding): RawBuilder<string> {
  const ofKey = roleKey === undefined ? sql`` : sql`and held.role_key = ${roleKey}`;
  const direct = sql<string>`select given.user_id from user_grants as given
    where given.project_id = ${id} and given.org_id = ${orgId} and given.state = 'active'
      and exists (select 1 from user_grant_roles as held where held.grant_id = given.id ${ofKey})`;
  const throughGroups = sql<string>`select members.user_id from group_grants as given
    join groups as teams on teams.id = given.group_id
    join group_members as members on members.group_id = given.group_id
    where given.project_id = ${id} and teams.org_id = ${orgId}
      and exists (select 1 from group_grant_roles as held
        where held.group_id = given.group_id and held.project_id = given.project_id ${ofKey})`;
  switch (through) {
    case "user-grants":
      return direct;
    case "groups":
      return throughGroups;
    case "any":
      return sql<string>`${direct} union all ${throughGroups}`;
  }
}

interface CountRow {
  readonly project_id: string;
  readonly role_key: string | null;
  readonly user_count: number;
}

interface CountParams {
  readonly org_id: string;
  /** JSON array. */
  readonly project_ids: string;
}

/** The queries on users who hold roles, compiled for one engine. */
export type RoleHolderQueries = ReturnType<typeof createRoleHolderQueries>;

/** The queries on users who hold roles, compiled for one engine. */
export function createRoleHolderQueries({ db, dialect, prepare }: QueryBuilder) {
  return {
    count: prepare<CountParams, CountRow>((param) => {
      // Counted once for each role and once for the whole project.
      const query = sql<CountRow>`with holdings (project_id, role_key, user_id) as (
          select given.project_id, held.role_key, given.user_id from user_grants as given
            join user_grant_roles as held on held.grant_id = given.id
            where ${dialect.isAmong("given.project_id", param("project_ids"))} and given.org_id = ${param("org_id")}
              and given.state = 'active'
        )
        select project_id, role_key, count(distinct user_id) as user_count from holdings group by project_id, role_key
        union all
        select project_id, null, count(distinct user_id) from holdings group by project_id`;
      return db
        .selectFrom(sql<CountRow>`(${query})`.as("counted"))
        .selectAll()
        .orderBy("project_id")
        .orderBy("role_key", (item) => item.asc().nullsFirst());
    }),
  };
}

const countFromRow = (row: CountRow): RoleHolderCount => ({
  projectId: projectId(row.project_id),
  roleKey: row.role_key ?? undefined,
  userCount: row.user_count,
});

/** Counts of the users who hold roles, on this connection. */
export const createRoleHolderReader = (connection: Connection, queries: RoleHolderQueries): RoleHolderReader => ({
  async count(orgId, projectIds) {
    if (projectIds.length === 0) return [];
    const counted: Query<CountRow> = queries.count({ org_id: orgId, project_ids: jsonTexts(projectIds) });
    return (await connection.run(counted)).map(countFromRow);
  },
});
