import { type SelectQueryBuilder, sql } from "kysely";
import type { Connection, WriteConnection } from "../connection.ts";
import type { GroupReader, GroupWriter } from "../contract/groups.ts";
import { groupId, userId } from "../contract/ids.ts";
import type { GroupGrantRolesTable, GroupGrantsTable, GroupMembersTable, GroupsTable, Tables } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { insertsByCount, type QueryBuilder, valuesOf } from "./builder.ts";
import { groupGrantRows, groupGrantsOnProjectQuery, groupListQuery } from "./group-list.ts";
import {
  type GroupGrantColumns,
  type GroupMemberViewColumns,
  groupColumnNames,
  groupColumns,
  groupFromColumns,
  groupGrantColumnNames,
  groupGrantColumns,
  groupGrantFromColumns,
  groupGrantRoleColumnNames,
  groupGrantRoleRows,
  groupMemberColumnNames,
  groupMemberColumns,
  groupMemberFromColumns,
  groupMemberViewFromColumns,
} from "./group-row.ts";
import { joinedUserSelection } from "./joined-user.ts";
import { type PageRow, pageFromRows, pageQuery } from "./page.ts";
import { prepareScoped } from "./scope.ts";
import { createScopeRemovalQueries, runAll } from "./scope-removal.ts";

interface Id {
  readonly id: string;
}

interface Ids {
  /** JSON array. */
  readonly ids: string;
}

interface MemberListParams {
  readonly group_id: string;
  readonly limit: number;
  readonly offset: number;
}

type UpdateParams = Omit<GroupsTable, "org_id" | "last_sequence" | "creation_time_us">;

/** The queries on groups, compiled for one engine. */
export type GroupQueries = ReturnType<typeof createGroupQueries>;

/** The queries on groups, compiled for one engine. */
export function createGroupQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  const withRowLock = <Output>(query: SelectQueryBuilder<Tables, "groups", Output>) =>
    // Not FOR UPDATE: rows that only reference the group, such as a new member, need not wait.
    dialect.hasRowLocks ? query.forNoKeyUpdate() : query;
  return {
    builder,
    ...createMemberQueries(builder),
    ...createGrantQueries(builder),
    find: prepareScoped<Id, GroupsTable>(
      builder,
      (param, inThisScope) =>
        db.selectFrom("groups").selectAll().where("groups.id", "=", param("id")).where(inThisScope),
      "groups",
    ),
    lock: prepareScoped<Id, GroupsTable>(
      builder,
      (param, inThisScope) =>
        withRowLock(db.selectFrom("groups").selectAll().where("groups.id", "=", param("id")).where(inThisScope)),
      "groups",
    ),
    listOfUser: prepare<{ readonly user_id: string }, GroupsTable>((param) =>
      db
        .selectFrom("group_members")
        .innerJoin("groups", "groups.id", "group_members.group_id")
        .selectAll("groups")
        .where("group_members.user_id", "=", param("user_id"))
        .orderBy("group_members.group_id"),
    ),
    listOfUsers: prepareScoped<Ids, GroupsTable & Pick<GroupMembersTable, "user_id">>(
      builder,
      (param, inThisScope) =>
        db
          .selectFrom("group_members")
          .innerJoin("groups", "groups.id", "group_members.group_id")
          .selectAll("groups")
          .select("group_members.user_id")
          .where(dialect.isAmong("group_members.user_id", param("ids")))
          .where(inThisScope)
          .orderBy("group_members.user_id")
          .orderBy("group_members.group_id"),
      "groups",
    ),
    findByNames: prepare<{ readonly org_id: string; readonly names: string }, GroupsTable>((param) =>
      db
        .selectFrom("groups")
        .selectAll()
        .where("org_id", "=", param("org_id"))
        .where(dialect.isAmong("name_lower", param("names")))
        .orderBy("id"),
    ),
    insert: prepare<GroupsTable, unknown>((param) => db.insertInto("groups").values(valuesOf(param, groupColumnNames))),
    update: prepare<UpdateParams, unknown>((param) =>
      db
        .updateTable("groups")
        .set({
          name: param("name"),
          name_lower: param("name_lower"),
          description: param("description"),
          member_limit: param("member_limit"),
          type: param("type"),
          sequence: param("sequence"),
          last_sequence: param("sequence"),
          change_time_us: param("change_time_us"),
        })
        .where("id", "=", param("id")),
    ),
    setLastSequence: prepare<Id & { readonly lastSequence: number }, unknown>((param) =>
      db
        .updateTable("groups")
        .set({ last_sequence: param("lastSequence") })
        .where("id", "=", param("id")),
    ),
    removeMemberships: createScopeRemovalQueries(builder).ofGroup,
    // Members and what it is granted go with it by their foreign keys.
    delete: prepare<Id, unknown>((param) => db.deleteFrom("groups").where("id", "=", param("id"))),
  };
}

const createMemberQueries = (builder: QueryBuilder) => {
  const { db, dialect, prepare } = builder;
  const keepStored = sql`on conflict (group_id, user_id) do nothing`;
  return {
    listMembers: prepare<MemberListParams, PageRow<GroupMemberViewColumns>>((param) => {
      const matching = db.selectFrom("group_members").where("group_members.group_id", "=", param("group_id"));
      return pageQuery<GroupMemberViewColumns>(db, {
        count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
        page: matching
          .innerJoin("users", "users.id", "group_members.user_id")
          .selectAll("group_members")
          .select(joinedUserSelection)
          .orderBy("group_members.user_id")
          .limit(param("limit"))
          .offset(param("offset")),
        orderBy: ["user_id"],
      });
    }),
    findMembers: prepare<{ readonly group_id: string; readonly ids: string }, GroupMembersTable>((param) =>
      db
        .selectFrom("group_members")
        .selectAll()
        .where("group_id", "=", param("group_id"))
        .where(dialect.isAmong("user_id", param("ids")))
        .orderBy("user_id"),
    ),
    countMembers: prepareScoped<Ids, { readonly group_id: string; readonly count: number }>(
      builder,
      (param, inThisScope) =>
        db
          .selectFrom("group_members")
          .innerJoin("groups", "groups.id", "group_members.group_id")
          .select("group_members.group_id")
          .select((eb) => eb.fn.countAll<number>().as("count"))
          .where(dialect.isAmong("group_members.group_id", param("ids")))
          .where(inThisScope)
          .groupBy("group_members.group_id"),
      "groups",
    ),
    insertMembers: insertsByCount<GroupMembersTable>(builder, "group_members", groupMemberColumnNames, keepStored),
    deleteMembers: prepare<{ readonly group_id: string; readonly ids: string }, unknown>((param) =>
      db
        .deleteFrom("group_members")
        .where("group_id", "=", param("group_id"))
        .where(dialect.isAmong("user_id", param("ids"))),
    ),
  };
};

const createGrantQueries = (builder: QueryBuilder) => {
  const { db, dialect, prepare } = builder;
  return {
    listGrants: prepare<{ readonly ids: string }, GroupGrantColumns>((param) =>
      groupGrantRows(builder)
        .where(dialect.isAmong("group_grants.group_id", param("ids")))
        .orderBy("group_grants.group_id")
        .orderBy("group_grants.project_id"),
    ),
    insertGrant: prepare<GroupGrantsTable, unknown>((param) =>
      db.insertInto("group_grants").values(valuesOf(param, groupGrantColumnNames)),
    ),
    insertGrantRoles: insertsByCount<GroupGrantRolesTable>(builder, "group_grant_roles", groupGrantRoleColumnNames),
    deleteGrant: prepare<{ readonly group_id: string; readonly project_id: string }, unknown>((param) =>
      db
        .deleteFrom("group_grants")
        .where("group_id", "=", param("group_id"))
        .where("project_id", "=", param("project_id")),
    ),
  };
};

/** Reads of groups on this connection. */
export function createGroupReader(connection: Connection, queries: GroupQueries): GroupReader {
  const { builder } = queries;
  return {
    async find(scope, id) {
      const [row] = await connection.run(queries.find(scope, { id }));
      return row && groupFromColumns(row);
    },
    async findByNames({ orgId }, names) {
      if (names.length === 0) return [];
      const params = { org_id: orgId, names: jsonTexts(names.map(lowerCase)) };
      return (await connection.run(queries.findByNames(params))).map(groupFromColumns);
    },
    async list(scope, filters, page) {
      return pageFromRows(await connection.run(groupListQuery(builder, scope, filters, page)), "id", groupFromColumns);
    },
    async listMembers(id, { limit, offset }) {
      const rows = await connection.run(queries.listMembers({ group_id: id, limit, offset }));
      return pageFromRows(rows, "user_id", groupMemberViewFromColumns);
    },
    async findMembers(id, userIds) {
      if (userIds.length === 0) return [];
      const rows = await connection.run(queries.findMembers({ group_id: id, ids: jsonTexts(userIds) }));
      return rows.map(groupMemberFromColumns);
    },
    async countMembers(scope, ids) {
      if (ids.length === 0) return new Map();
      const rows = await connection.run(queries.countMembers(scope, { ids: jsonTexts(ids) }));
      return new Map(rows.map((row) => [groupId(row.group_id), row.count]));
    },
    async listOfUser(userId) {
      return (await connection.run(queries.listOfUser({ user_id: userId }))).map(groupFromColumns);
    },
    async listOfUsers(scope, userIds) {
      if (userIds.length === 0) return [];
      const rows = await connection.run(queries.listOfUsers(scope, { ids: jsonTexts(userIds) }));
      return rows.map((row) => ({ userId: userId(row.user_id), group: groupFromColumns(row) }));
    },
    async listGrants(ids) {
      if (ids.length === 0) return [];
      return (await connection.run(queries.listGrants({ ids: jsonTexts(ids) }))).map(groupGrantFromColumns);
    },
    async listGrantsOnProject(query) {
      return (await connection.run(groupGrantsOnProjectQuery(builder, query))).map(groupGrantFromColumns);
    },
  };
}

/** Reads and writes of groups in the transaction of this connection. */
export function createGroupWriter(connection: WriteConnection, queries: GroupQueries): GroupWriter {
  return {
    async lock(scope, id) {
      const [row] = await connection.run(queries.lock(scope, { id }));
      return row && groupFromColumns(row);
    },
    async insert(row) {
      await connection.run(queries.insert(groupColumns(row)));
    },
    async update(id, { name, description, memberLimit, type = "" }, { sequence, changeTimeUs }) {
      const columns = { name, name_lower: lowerCase(name), description, member_limit: memberLimit ?? null, type };
      await connection.run(queries.update({ ...columns, id, sequence, change_time_us: changeTimeUs }));
    },
    async setLastSequence(id, lastSequence) {
      await connection.run(queries.setLastSequence({ id, lastSequence }));
    },
    async delete(id) {
      connection.markAccessChange("everybody");
      await runAll(connection, [...queries.removeMemberships(id), queries.delete({ id })]);
    },
    async insertMembers(rows) {
      await runAll(connection, queries.insertMembers(rows.map(groupMemberColumns)));
    },
    async deleteMembers(id, userIds) {
      if (userIds.length === 0) return;
      await connection.run(queries.deleteMembers({ group_id: id, ids: jsonTexts(userIds) }));
    },
    async setGrant(row) {
      await connection.run(queries.deleteGrant({ group_id: row.groupId, project_id: row.projectId }));
      if (row.roleKeys.length === 0) return;
      await connection.run(queries.insertGrant(groupGrantColumns(row)));
      await runAll(connection, queries.insertGrantRoles(groupGrantRoleRows(row)));
    },
    ...createGroupReader(connection, queries),
  };
}
