import type { Connection, WriteConnection } from "../connection.ts";
import type { MembershipReader, MembershipWriter } from "../contract/memberships.ts";
import type { MembershipRolesTable, MembershipsTable } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { insertsByCount, type Param, type QueryBuilder, valuesOf } from "./builder.ts";
import { userFromJoined } from "./joined-user.ts";
import {
  type CountingParams,
  countingMemberships,
  type MemberColumns,
  memberListQuery,
  membershipListQuery,
  membershipRows,
  membershipViews,
} from "./membership-list.ts";
import {
  type HeldRolesColumns,
  heldRolesFromColumns,
  type MembershipColumns,
  type MembershipKey,
  type MembershipViewColumns,
  membershipColumnNames,
  membershipColumns,
  membershipFromColumns,
  membershipRoleColumnNames,
  membershipRoleRows,
  membershipViewFromColumns,
  scopeKeyOf,
} from "./membership-row.ts";
import { pageFromRows } from "./page.ts";
import { runAll } from "./scope-removal.ts";

type UpdateParams = Pick<MembershipsTable, "sequence" | "change_time_us"> & MembershipKey;

/** The queries on memberships, compiled for one engine. */
export type MembershipQueries = ReturnType<typeof createMembershipQueries>;

/** The queries on memberships, compiled for one engine. */
export function createMembershipQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  const removeFrom = (param: Param<MembershipKey>, table: "memberships" | "membership_roles") =>
    db
      .deleteFrom(table)
      .where("user_id", "=", param("user_id"))
      .where("scope_type", "=", param("scope_type"))
      .where("scope_id", "=", param("scope_id"))
      .where("scope_key", "=", param("scope_key"));
  return {
    builder,
    listOfUser: prepare<{ readonly user_id: string }, MembershipViewColumns>((param) =>
      membershipViews(builder)
        .where("memberships.user_id", "=", param("user_id"))
        .orderBy("memberships.scope_type")
        .orderBy("memberships.scope_id")
        .orderBy("memberships.scope_key"),
    ),
    listOfUserIn: prepare<CountingParams, HeldRolesColumns>((param) => countingMemberships(builder, param)),
    listOfUsersIn: prepare<{ readonly ids: string; readonly org_id: string }, MembershipViewColumns>((param) =>
      membershipViews(builder)
        .where(dialect.isAmong("memberships.user_id", param("ids")))
        .where("memberships.resource_owner", "=", param("org_id"))
        .orderBy("memberships.user_id")
        .orderBy("memberships.scope_type")
        .orderBy("memberships.scope_id")
        .orderBy("memberships.scope_key"),
    ),
    find: prepare<MembershipKey, MembershipColumns>((param) =>
      membershipRows(builder)
        .where("memberships.user_id", "=", param("user_id"))
        .where("memberships.scope_type", "=", param("scope_type"))
        .where("memberships.scope_id", "=", param("scope_id"))
        .where("memberships.scope_key", "=", param("scope_key")),
    ),
    insert: prepare<MembershipsTable, unknown>((param) =>
      db.insertInto("memberships").values(valuesOf(param, membershipColumnNames)),
    ),
    insertRoles: insertsByCount<MembershipRolesTable>(builder, "membership_roles", membershipRoleColumnNames),
    update: prepare<UpdateParams, unknown>((param) =>
      db
        .updateTable("memberships")
        .set({ sequence: param("sequence"), change_time_us: param("change_time_us") })
        .where("user_id", "=", param("user_id"))
        .where("scope_type", "=", param("scope_type"))
        .where("scope_id", "=", param("scope_id"))
        .where("scope_key", "=", param("scope_key")),
    ),
    deleteRoles: prepare<MembershipKey, unknown>((param) => removeFrom(param, "membership_roles")),
    delete: prepare<MembershipKey, unknown>((param) => removeFrom(param, "memberships")),
  };
}

/** Reads of memberships on this connection. */
export function createMembershipReader(connection: Connection, queries: MembershipQueries): MembershipReader {
  const { builder } = queries;
  return {
    async listOfUser(userId) {
      return (await connection.run(queries.listOfUser({ user_id: userId }))).map(membershipViewFromColumns);
    },
    async listOfUserIn(userId, orgId) {
      const rows = await connection.run(queries.listOfUserIn({ user_id: userId, org_id: orgId }));
      return rows.map(heldRolesFromColumns);
    },
    async listOfUsersIn(userIds, orgId) {
      if (userIds.length === 0) return [];
      const rows = await connection.run(queries.listOfUsersIn({ ids: jsonTexts(userIds), org_id: orgId }));
      return rows.map(membershipViewFromColumns);
    },
    async list(query) {
      const rows = await connection.run(membershipListQuery(builder, query));
      return pageFromRows(rows, "user_id", membershipViewFromColumns);
    },
    async listMembers(scope, filters, page) {
      const rows = await connection.run(memberListQuery(builder, scope, filters, page));
      return pageFromRows(rows, "user_id", memberFromColumns);
    },
    async find(scope, userId) {
      const [row] = await connection.run(queries.find({ user_id: userId, ...scopeKeyOf(scope) }));
      return row && membershipFromColumns(row);
    },
  };
}

/** Reads and writes of memberships in the transaction of this connection. */
export function createMembershipWriter(connection: WriteConnection, queries: MembershipQueries): MembershipWriter {
  return {
    async insert(row) {
      connection.markAccessChange(row.userId);
      await connection.run(queries.insert(membershipColumns(row)));
      await runAll(connection, queries.insertRoles(membershipRoleRows(row)));
    },
    async update(row) {
      connection.markAccessChange(row.userId);
      const columns = membershipColumns(row);
      await connection.run(queries.update(columns));
      await connection.run(queries.deleteRoles(columns));
      await runAll(connection, queries.insertRoles(membershipRoleRows(row)));
    },
    async delete(scope, userId) {
      connection.markAccessChange(userId);
      await connection.run(queries.delete({ user_id: userId, ...scopeKeyOf(scope) }));
    },
    ...createMembershipReader(connection, queries),
  };
}

const memberFromColumns = (columns: MemberColumns) => ({
  user: userFromJoined(columns),
  ...membershipFromColumns(columns),
});
