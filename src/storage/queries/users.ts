import type { SelectQueryBuilder } from "kysely";
import type { Connection, Query, WriteConnection } from "../connection.ts";
import type { UserReader, UserWriter } from "../contract/users.ts";
import type { Tables, UsersTable } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { type QueryBuilder, valuesOf } from "./builder.ts";
import { prepareScoped } from "./scope.ts";
import { runAll } from "./scope-removal.ts";
import { createUserCountQueries } from "./user-counts.ts";
import { readUserPage } from "./user-pages.ts";
import type { UserPlaces } from "./user-places.ts";
import {
  exactColumn,
  type UserReadColumns,
  userColumnNames,
  userColumns,
  userFromColumns,
  userReadColumnNames,
} from "./user-row.ts";

const isReplaced = (column: keyof UsersTable): boolean =>
  column !== "id" && column !== "org_id" && column !== "creation_time_us";

/** What `update` replaces. */
const replacedColumnNames = userColumnNames.filter(isReplaced);

/** The same, each with the column that tells whether it is to change: matched once, and not with every update. */
const comparedColumns = replacedColumnNames.map((name) => ({ name, exact: exactColumn(name) }));

/** The queries on users, compiled for one engine. */
export type UserQueries = ReturnType<typeof createUserQueries>;

/** The queries on users, compiled for one engine. */
export function createUserQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  const withRowLock = <Output>(query: SelectQueryBuilder<Tables, "users", Output>) =>
    // Not FOR UPDATE: rows that only reference the user, such as a new token, need not wait.
    dialect.hasRowLocks ? query.forNoKeyUpdate() : query;

  return {
    builder,
    counts: createUserCountQueries(builder),
    find: prepareScoped<{ readonly id: string }, UserReadColumns>(builder, (param, inScope) =>
      db.selectFrom("users").select(userReadColumnNames).where("users.id", "=", param("id")).where(inScope),
    ),
    lock: prepareScoped<{ readonly id: string }, UserReadColumns>(builder, (param, inScope) =>
      withRowLock(
        db.selectFrom("users").select(userReadColumnNames).where("users.id", "=", param("id")).where(inScope),
      ),
    ),
    findMany: prepareScoped<{ readonly ids: string }, UserReadColumns>(builder, (param, inScope) =>
      db
        .selectFrom("users")
        .selectAll()
        .where(dialect.isAmong("users.id", param("ids")))
        .where(inScope),
    ),
    findByUserName: prepareScoped<{ readonly lower: string }, UsersTable>(builder, (param, inScope) =>
      db.selectFrom("users").selectAll().where("users.user_name_lower", "=", param("lower")).where(inScope),
    ),
    listNamedUnder: prepare<{ readonly domain: string }, UserReadColumns>((param) =>
      db.selectFrom("users").select(userReadColumnNames).where("user_name_domain", "=", param("domain")).orderBy("id"),
    ),
    existsWithUserName: prepareScoped<{ readonly userName: string; readonly lower: string }, { readonly id: string }>(
      builder,
      (param, inScope) =>
        db
          .selectFrom("users")
          .select("users.id")
          // The companion has the index, the exact comparison decides.
          .where("users.user_name_lower", "=", param("lower"))
          .where("users.user_name", "=", param("userName"))
          .where(inScope)
          .limit(1),
    ),
    existsWithEmail: prepareScoped<{ readonly email: string; readonly lower: string }, { readonly id: string }>(
      builder,
      (param, inScope) =>
        db
          .selectFrom("users")
          .select("users.id")
          .where("users.email_lower", "=", param("lower"))
          .where("users.email", "=", param("email"))
          .where(inScope)
          .limit(1),
    ),
    insert: prepare<UsersTable, unknown>((param) => db.insertInto("users").values(valuesOf(param, userColumnNames))),
    update: createRowUpdates(builder),
    setLastSequence: prepare<{ readonly id: string; readonly lastSequence: number }, unknown>((param) =>
      db
        .updateTable("users")
        .set({ last_sequence: param("lastSequence") })
        .where("id", "=", param("id")),
    ),
    move: prepare<{ readonly id: string; readonly orgId: string }, unknown>((param) =>
      db
        .updateTable("users")
        .set({ org_id: param("orgId") })
        .where("id", "=", param("id")),
    ),
    // All that is the user's goes with it by its foreign keys, also what another process adds meanwhile.
    delete: prepare<{ readonly id: string }, unknown>((param) => db.deleteFrom("users").where("id", "=", param("id"))),
  };
}

/**
 * The update of a whole user.
 *
 * Both engines write an index's pages anew for each indexed column that is set, changed or not. So of a row that is known
 * only the columns that differ are set; for each such choice there is a statement, made when it is first used.
 */
function createRowUpdates({ db, prepare }: QueryBuilder) {
  const made = new Map<string, (row: UsersTable) => Query<unknown>>();
  const make = (columns: typeof replacedColumnNames) =>
    prepare<UsersTable, unknown>((param) =>
      db.updateTable("users").set(valuesOf(param, columns)).where("id", "=", param("id")),
    );
  return (row: UsersTable, known: UserReadColumns | undefined): Query<unknown> => {
    const columns = comparedColumns
      .filter(({ name, exact }) => known === undefined || alwaysSet.has(name) || known[exact] !== row[exact])
      .map(({ name }) => name);
    const key = columns.join();
    let update = made.get(key);
    if (update === undefined) {
      update = make(columns);
      made.set(key, update);
    }
    return update(row);
  };
}

/** Other calls of the command may have changed these since the row was locked. */
const alwaysSet: ReadonlySet<keyof UsersTable> = new Set(["sequence", "last_sequence", "change_time_us"] as const);

/** What decides whether somebody is let in as this user; the organization is changed by a move. */
const accessColumnNames = ["state", "user_name", "password_hash"] as const satisfies readonly (keyof UserReadColumns)[];

const changesAccess = (row: UsersTable, known: UserReadColumns | undefined): boolean =>
  known === undefined || accessColumnNames.some((column) => known[column] !== row[column]);

/** Reads of users on this connection; with a memory of where pages were, when it is not one that commands write on. */
export function createUserReader(connection: Connection, queries: UserQueries, places?: UserPlaces): UserReader {
  return {
    async find(scope, id) {
      const [row] = await connection.run(queries.find(scope, { id }));
      return row && userFromColumns(row);
    },
    async findMany(scope, ids) {
      if (ids.length === 0) return [];
      const rows = await connection.run(queries.findMany(scope, { ids: jsonTexts(ids) }));
      return rows.map(userFromColumns);
    },
    async findByUserName(scope, userName) {
      const [row] = await connection.run(queries.findByUserName(scope, { lower: lowerCase(userName) }));
      return row && userFromColumns(row);
    },
    async list(query) {
      return readUserPage({ connection, builder: queries.builder, places }, query);
    },
    async listNamedUnder(domain) {
      return (await connection.run(queries.listNamedUnder({ domain: lowerCase(domain) }))).map(userFromColumns);
    },
    async existsWith(scope, { userName, email }) {
      if (userName !== undefined) {
        const params = { userName, lower: lowerCase(userName) };
        if ((await connection.run(queries.existsWithUserName(scope, params))).length > 0) return true;
      }
      if (email === undefined) return false;
      return (await connection.run(queries.existsWithEmail(scope, { email, lower: lowerCase(email) }))).length > 0;
    },
  };
}

/** Reads and writes of users in the transaction of this connection. */
export function createUserWriter(connection: WriteConnection, queries: UserQueries): UserWriter {
  // A locked row changes by this command alone, so what it held is known until this command changes it.
  let locked: UserReadColumns | undefined;
  const { counts, builder } = queries;
  /** Runs statements of which other commands must see all or none. */
  const runAsOne = async (...together: readonly Query<unknown>[]): Promise<void> => {
    if (builder.dialect.sharesTransactions) await Promise.all(together.map((query) => connection.run(query)));
    else await runAll(connection, together);
  };
  return {
    ...createUserReader(connection, queries),
    async lock(scope, id) {
      const [row] = await connection.run(queries.lock(scope, { id }));
      locked = row;
      return row && userFromColumns(row);
    },
    async insert(row) {
      await runAsOne(queries.insert(userColumns(row)), counts.addTo(row.orgId));
    },
    async update(row) {
      const known = locked?.id === row.id ? locked : undefined;
      locked = undefined;
      const columns = userColumns(row);
      if (changesAccess(columns, known)) connection.markAccessChange(row.id);
      await connection.run(queries.update(columns, known));
    },
    async move(id, orgId) {
      connection.markAccessChange(id);
      locked = undefined;
      await runAsOne(counts.take(id), queries.move({ id, orgId }), counts.add(id));
    },
    async setLastSequence(id, lastSequence) {
      await connection.run(queries.setLastSequence({ id, lastSequence }));
    },
    async delete(id) {
      connection.markAccessChange(id);
      await runAsOne(counts.take(id), queries.delete({ id }));
    },
  };
}
