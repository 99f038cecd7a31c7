import type { SelectQueryBuilder } from "kysely";
import type { Connection, Query } from "../connection.ts";
import type { HumanProfile, UserReader, UserWriter } from "../contract/users.ts";
import type { Tables, UsersTable } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { toUserStateCode, type UserStateCode } from "../user-state.ts";
import { type QueryBuilder, valuesOf } from "./builder.ts";
import { prepareScoped } from "./scope.ts";
import { pageFromRows, userListQuery } from "./user-list.ts";
import {
  type ProfileColumns,
  profileColumns,
  type UserReadColumns,
  userColumnNames,
  userColumns,
  userFromColumns,
  userReadColumnNames,
} from "./user-row.ts";

/** The profile's columns that have a lower-cased companion. */
const profileTexts = [
  { exact: "first_name", lower: "first_name_lower" },
  { exact: "last_name", lower: "last_name_lower" },
  { exact: "nick_name", lower: "nick_name_lower" },
  { exact: "display_name", lower: "display_name_lower" },
] as const;

interface UpdateDetails {
  readonly id: string;
  readonly sequence: number;
  readonly changeTimeUs: number;
}

const isReplaced = (column: keyof UsersTable): boolean =>
  column !== "id" && column !== "org_id" && column !== "creation_time_us";

/** What `update` replaces. */
const replacedColumnNames = userColumnNames.filter(isReplaced);

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
        .where("users.id", "in", dialect.textsOf(param("ids")))
        .where(inScope),
    ),
    findByUserName: prepareScoped<{ readonly lower: string }, UsersTable>(builder, (param, inScope) =>
      db.selectFrom("users").selectAll().where("users.user_name_lower", "=", param("lower")).where(inScope),
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
    updateProfile: createProfileUpdates(builder),
    updateState: prepare<UpdateDetails & { readonly state: UserStateCode }, unknown>((param) =>
      db
        .updateTable("users")
        .set({
          state: param("state"),
          sequence: param("sequence"),
          last_sequence: param("sequence"),
          change_time_us: param("changeTimeUs"),
        })
        .where("id", "=", param("id")),
    ),
    update: createRowUpdates(builder),
    setLastSequence: prepare<{ readonly id: string; readonly lastSequence: number }, unknown>((param) =>
      db
        .updateTable("users")
        .set({ last_sequence: param("lastSequence") })
        .where("id", "=", param("id")),
    ),
    // All that is the user's goes with it by its foreign keys, also what another process adds meanwhile.
    delete: prepare<{ readonly id: string }, unknown>((param) => db.deleteFrom("users").where("id", "=", param("id"))),
  };
}

/**
 * The update of a profile.
 *
 * The lower-cased companions have indexes, and both engines write an index's pages anew for each column that is set,
 * changed or not. So a companion is set only when it differs from what the row is known to hold; for each such choice
 * there is a statement, made when it is first used.
 */
function createProfileUpdates({ db, prepare }: QueryBuilder) {
  type Params = ProfileColumns & UpdateDetails;
  const made = new Map<string, (params: Params) => Query<unknown>>();
  const make = (columns: readonly (typeof profileTexts)[number]["lower"][]) =>
    prepare<Params, unknown>((param) =>
      db
        .updateTable("users")
        .set({
          first_name: param("first_name"),
          last_name: param("last_name"),
          nick_name: param("nick_name"),
          display_name: param("display_name"),
          preferred_language: param("preferred_language"),
          gender: param("gender"),
          sequence: param("sequence"),
          last_sequence: param("sequence"),
          change_time_us: param("changeTimeUs"),
        })
        .set(Object.fromEntries(columns.map((column) => [column, param(column)])))
        .where("id", "=", param("id")),
    );
  return (params: Params, known: UserReadColumns | undefined): Query<unknown> => {
    const columns = profileTexts.flatMap(({ exact, lower }) => {
      const knownText = known?.[exact];
      const isSame =
        knownText === params[exact] || (typeof knownText === "string" && lowerCase(knownText) === params[lower]);
      return isSame ? [] : [lower];
    });
    const key = columns.join();
    let update = made.get(key);
    if (update === undefined) {
      update = make(columns);
      made.set(key, update);
    }
    return update(params);
  };
}

/**
 * The update of a whole user. Of a row that is known only the columns that differ are set, for the reason that
 * {@link createProfileUpdates} has.
 */
function createRowUpdates({ db, prepare }: QueryBuilder) {
  const made = new Map<string, (row: UsersTable) => Query<unknown>>();
  const make = (columns: typeof replacedColumnNames) =>
    prepare<UsersTable, unknown>((param) =>
      db.updateTable("users").set(valuesOf(param, columns)).where("id", "=", param("id")),
    );
  return (row: UsersTable, known: UserReadColumns | undefined): Query<unknown> => {
    const columns = replacedColumnNames.filter((column) => {
      if (known === undefined || alwaysSet.has(column)) return true;
      const exact = exactColumn(column);
      return known[exact] !== row[exact];
    });
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

/** The column itself, or the one that a lower-cased companion is made from. */
const exactColumn = (column: keyof UsersTable): keyof UserReadColumns =>
  // Every companion is named for its column.
  column.replace(/_lower$/, "") as keyof UserReadColumns;

/** Reads of users on this connection. */
export function createUserReader(connection: Connection, queries: UserQueries): UserReader {
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
      return pageFromRows(await connection.run(userListQuery(queries.builder, query)));
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
export function createUserWriter(connection: Connection, queries: UserQueries): UserWriter {
  // A locked row changes by this command alone, so what it held is known until this command changes it.
  let locked: UserReadColumns | undefined;
  return {
    ...createUserReader(connection, queries),
    async lock(scope, id) {
      const [row] = await connection.run(queries.lock(scope, { id }));
      locked = row;
      return row && userFromColumns(row);
    },
    async insert(row) {
      await connection.run(queries.insert(userColumns(row)));
    },
    async updateProfile(id, profile: HumanProfile, { sequence, changeTimeUs }) {
      const known = locked?.id === id ? locked : undefined;
      locked = undefined;
      await connection.run(queries.updateProfile({ ...profileColumns(profile), id, sequence, changeTimeUs }, known));
    },
    async updateState(id, state, { sequence, changeTimeUs }) {
      locked = undefined;
      await connection.run(queries.updateState({ id, state: toUserStateCode(state), sequence, changeTimeUs }));
    },
    async update(row) {
      const known = locked?.id === row.id ? locked : undefined;
      locked = undefined;
      await connection.run(queries.update(userColumns(row), known));
    },
    async setLastSequence(id, lastSequence) {
      await connection.run(queries.setLastSequence({ id, lastSequence }));
    },
    async delete(id) {
      await connection.run(queries.delete({ id }));
    },
  };
}
