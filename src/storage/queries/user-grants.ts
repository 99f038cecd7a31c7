import { type SelectQueryBuilder, sql } from "kysely";
import type { Connection, Query } from "../connection.ts";
import type { Page } from "../contract/record.ts";
import type { UserGrantFilter, UserGrantReader, UserGrantWriter } from "../contract/user-grants.ts";
import type { GrantRolesTable, Tables, UserGrantsTable } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { insertsByCount, type QueryBuilder } from "./builder.ts";
import { grantRoleColumnNames, grantRoleRows, roleKeysOf } from "./grant-roles.ts";
import { joinedUserSelection } from "./joined-user.ts";
import { type PageRow, pageFromRows, pageQuery } from "./page.ts";
import { runAll } from "./scope-removal.ts";
import { userGrantConditions } from "./user-grant-filter.ts";
import {
  type UserGrantColumns,
  type UserGrantViewColumns,
  userGrantColumnNames,
  userGrantColumns,
  userGrantFromColumns,
  userGrantViewFromColumns,
} from "./user-grant-row.ts";

interface Ids {
  /** JSON array. */
  readonly ids: string;
}

/** The queries on user grants, compiled for one engine. */
export type UserGrantQueries = ReturnType<typeof createUserGrantQueries>;

/** The queries on user grants, compiled for one engine. */
export function createUserGrantQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  const withRowLock = <Output>(query: SelectQueryBuilder<Tables, "user_grants", Output>) =>
    dialect.hasRowLocks ? query.forNoKeyUpdate() : query;
  return {
    builder,
    find: prepare<{ readonly id: string }, UserGrantViewColumns>((param) =>
      grantViews(builder).where("user_grants.id", "=", param("id")),
    ),
    // PostgreSQL locks rows in the order in which they leave the sort.
    hold: prepare<Ids, { readonly id: string }>((param) =>
      withRowLock(
        db
          .selectFrom("user_grants")
          .select("id")
          .where(dialect.isAmong("id", param("ids")))
          .orderBy("id"),
      ),
    ),
    findRows: prepare<Ids, UserGrantColumns>((param) =>
      grantRows(builder)
        .where(dialect.isAmong("user_grants.id", param("ids")))
        .orderBy("user_grants.id"),
    ),
    listOfUser: prepare<{ readonly userId: string }, UserGrantColumns>((param) =>
      grantRows(builder).where("user_grants.user_id", "=", param("userId")).orderBy("user_grants.id"),
    ),
    insert: insertsByCount<UserGrantsTable>(builder, "user_grants", userGrantColumnNames),
    insertRoles: insertsByCount<GrantRolesTable>(builder, "user_grant_roles", grantRoleColumnNames),
    deleteRoles: prepare<Ids, unknown>((param) =>
      db.deleteFrom("user_grant_roles").where(dialect.isAmong("grant_id", param("ids"))),
    ),
    delete: prepare<Ids, unknown>((param) => db.deleteFrom("user_grants").where(dialect.isAmong("id", param("ids")))),
  };
}

/** User grants with their roles. */
const grantRows = ({ db, dialect }: QueryBuilder) =>
  db.selectFrom("user_grants").selectAll("user_grants").select(roleKeysOf(dialect, "user_grants"));

/** User grants with their roles and what lists show around them. */
const grantViews = (builder: QueryBuilder) =>
  grantRows(builder)
    .innerJoin("users", "users.id", "user_grants.user_id")
    .innerJoin("orgs", "orgs.id", "user_grants.org_id")
    .innerJoin("projects", "projects.id", "user_grants.project_id")
    .select(joinedUserSelection)
    .select([
      "orgs.name as org_name",
      "orgs.primary_domain as org_primary_domain",
      "projects.name as project_name",
      "projects.org_id as project_org_id",
    ]);

/** The statement that answers one page of user grants. */
export function userGrantListQuery(
  builder: QueryBuilder,
  filters: readonly UserGrantFilter[],
  page: Page,
): Query<PageRow<UserGrantViewColumns>> {
  const matches = userGrantConditions(builder.dialect, filters);
  return builder.compile(
    pageQuery<UserGrantViewColumns>(builder.db, {
      count: builder.db
        .selectFrom("user_grants")
        .where(matches)
        .select((eb) => eb.fn.countAll<number>().as("total")),
      page: grantViews(builder).where(matches).orderBy("user_grants.id").limit(page.limit).offset(page.offset),
      orderBy: ["id"],
    }),
  );
}

/** The statement that answers every user grant for which all filters hold. */
export function userGrantListAllQuery(
  queries: UserGrantQueries,
  filters: readonly UserGrantFilter[],
): Query<UserGrantColumns> {
  const [filter, ...others] = filters;
  // What the removal of every user asks: composing the statement would cost several times its run.
  if (filter?.kind === "user" && others.length === 0) return queries.listOfUser({ userId: filter.id });
  const { builder } = queries;
  return builder.compile(
    grantRows(builder).where(userGrantConditions(builder.dialect, filters)).orderBy("user_grants.id"),
  );
}

type Change = Parameters<UserGrantWriter["update"]>[0][number];

/** Most changes in one statement; each takes four parameters of the 32,766 that SQLite takes. */
const changesMax = 1_000;

/** The statement that replaces state, sequences and change time of each grant by its own. */
function updateQuery({ db, compile }: QueryBuilder, changes: readonly Change[]): Query<unknown> {
  // The casts tell PostgreSQL the types, which it otherwise learns from columns.
  const rows = changes.map(
    ({ id, state, update }) =>
      sql`(${id}, ${state}, cast(${update.sequence} as bigint), cast(${update.changeTimeUs} as bigint))`,
  );
  const query = sql`with changes (id, state, sequence, change_time_us) as (values ${sql.join(rows)})
    update user_grants set state = changes.state, sequence = changes.sequence, last_sequence = changes.sequence,
      change_time_us = changes.change_time_us
    from changes where user_grants.id = changes.id`;
  return compile({ compile: () => query.compile(db) });
}

/** Reads of user grants on this connection. */
export function createUserGrantReader(connection: Connection, queries: UserGrantQueries): UserGrantReader {
  const { builder } = queries;
  return {
    async find(id) {
      const [row] = await connection.run(queries.find({ id }));
      return row && userGrantViewFromColumns(row);
    },
    async list(filters, page) {
      const rows = await connection.run(userGrantListQuery(builder, filters, page));
      return pageFromRows(rows, "id", userGrantViewFromColumns);
    },
    async listAll(filters) {
      return (await connection.run(userGrantListAllQuery(queries, filters))).map(userGrantFromColumns);
    },
  };
}

/** Reads and writes of user grants in the transaction of this connection. */
export function createUserGrantWriter(connection: Connection, queries: UserGrantQueries): UserGrantWriter {
  const lockAll: UserGrantWriter["lockAll"] = async (ids) => {
    if (ids.length === 0) return [];
    const params = { ids: jsonTexts(ids) };
    // Read after the locks are held, by a statement of its own: PostgreSQL would answer the rows as they are then, but
    // the roles as they were when the wait began.
    await connection.run(queries.hold(params));
    return (await connection.run(queries.findRows(params))).map(userGrantFromColumns);
  };
  return {
    lock: async (id) => (await lockAll([id]))[0],
    lockAll,
    async insert(...rows) {
      await runAll(connection, queries.insert(rows.map(userGrantColumns)));
      const roles = rows.flatMap(({ id, roleKeys }) => grantRoleRows(id, roleKeys));
      await runAll(connection, queries.insertRoles(roles));
    },
    async update(changes) {
      for (let start = 0; start < changes.length; start += changesMax) {
        const part = changes.slice(start, start + changesMax);
        await connection.run(updateQuery(queries.builder, part));
        await connection.run(queries.deleteRoles({ ids: jsonTexts(part.map(({ id }) => id)) }));
        const roles = part.flatMap(({ id, roleKeys }) => grantRoleRows(id, roleKeys));
        await runAll(connection, queries.insertRoles(roles));
      }
    },
    async delete(ids) {
      if (ids.length > 0) await connection.run(queries.delete({ ids: jsonTexts(ids) }));
    },
    ...createUserGrantReader(connection, queries),
  };
}
