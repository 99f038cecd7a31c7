import type { SelectQueryBuilder } from "kysely";
import type { Connection, Query, WriteConnection } from "../connection.ts";
import type { OrgId, UserId } from "../contract/ids.ts";
import type { PageOf } from "../contract/record.ts";
import type { Scope } from "../contract/scope.ts";
import type { UserListQuery, UserReader, UserRow, UserWriter } from "../contract/users.ts";
import type { Tables, UsersTable } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { type QueryBuilder, valuesOf } from "./builder.ts";
import { prepareScoped, prepareScopedOne } from "./scope.ts";
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
  const { db, dialect, prepare, prepareMergeable } = builder;
  const withRowLock = <Output>(query: SelectQueryBuilder<Tables, "users", Output>) =>
    // Not FOR UPDATE: rows that only reference the user, such as a new token, need not wait.
    dialect.hasRowLocks ? query.forNoKeyUpdate() : query;

  return {
    builder,
    counts: createUserCountQueries(builder),
    find: prepareScopedOne<{ readonly id: string }, UserReadColumns>(builder, (param, inScope) =>
      db.selectFrom("users").select(userReadColumnNames).where("users.id", "=", param("id")).where(inScope),
    ),
    lock: prepareScopedOne<{ readonly id: string }, UserReadColumns>(builder, (param, inScope) =>
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
    insert: prepareMergeable<UsersTable, unknown>("insert", (param) =>
      db.insertInto("users").values(valuesOf(param, userColumnNames)),
    ),
    update: createRowUpdates(builder),
    setLastSequence: prepareMergeable<{ readonly id: string; readonly lastSequence: number }, unknown>(
      { updateBy: "id" },
      (param) =>
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
function createRowUpdates({ db, prepareMergeable }: QueryBuilder) {
  if (comparedColumns.length > 52) throw new Error("there are more columns than a number has bits");
  const made = new Map<number, (row: UsersTable) => Query<unknown>>();
  const make = (columns: typeof replacedColumnNames) =>
    prepareMergeable<UsersTable, unknown>({ updateBy: "id" }, (param) =>
      db.updateTable("users").set(valuesOf(param, columns)).where("id", "=", param("id")),
    );
  return (row: UsersTable, known: UserReadColumns | undefined): Query<unknown> => {
    const isSet = ({ name, exact }: (typeof comparedColumns)[number]): boolean =>
      known === undefined || alwaysSet.has(name) || known[exact] !== row[exact];
    // A bit for each of the columns: their names are needed for a new choice only.
    let key = 0;
    for (const column of comparedColumns) key = key * 2 + (isSet(column) ? 1 : 0);
    let update = made.get(key);
    if (update === undefined) {
      update = make(comparedColumns.filter(isSet).map(({ name }) => name));
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
export const createUserReader = (connection: Connection, queries: UserQueries, places?: UserPlaces): UserReader =>
  new ConnectedUserReader(connection, queries, places);

/** Reads and writes of users in the transaction of this connection. */
export const createUserWriter = (connection: WriteConnection, queries: UserQueries): UserWriter =>
  new ConnectedUserWriter(connection, queries);

// Classes, because nearly every command needs a writer, and methods on a prototype cost nothing to create.
class ConnectedUserReader<Connected extends Connection = Connection> implements UserReader {
  protected readonly connection: Connected;
  protected readonly queries: UserQueries;
  private readonly places: UserPlaces | undefined;

  constructor(connection: Connected, queries: UserQueries, places?: UserPlaces) {
    this.connection = connection;
    this.queries = queries;
    this.places = places;
  }

  async find(scope: Scope, id: UserId): Promise<UserRow | undefined> {
    const [row] = await this.connection.run(this.queries.find(scope, { id }));
    return row && userFromColumns(row);
  }

  async findMany(scope: Scope, ids: readonly UserId[]): Promise<readonly UserRow[]> {
    if (ids.length === 0) return [];
    const rows = await this.connection.run(this.queries.findMany(scope, { ids: jsonTexts(ids) }));
    return rows.map(userFromColumns);
  }

  async findByUserName(scope: Scope, userName: string): Promise<UserRow | undefined> {
    const [row] = await this.connection.run(this.queries.findByUserName(scope, { lower: lowerCase(userName) }));
    return row && userFromColumns(row);
  }

  async list(query: UserListQuery): Promise<PageOf<UserRow>> {
    return readUserPage({ connection: this.connection, builder: this.queries.builder, places: this.places }, query);
  }

  async listNamedUnder(domain: string): Promise<readonly UserRow[]> {
    return (await this.connection.run(this.queries.listNamedUnder({ domain: lowerCase(domain) }))).map(userFromColumns);
  }

  async existsWith(scope: Scope, { userName, email }: Parameters<UserReader["existsWith"]>[1]): Promise<boolean> {
    if (userName !== undefined) {
      const params = { userName, lower: lowerCase(userName) };
      if ((await this.connection.run(this.queries.existsWithUserName(scope, params))).length > 0) return true;
    }
    if (email === undefined) return false;
    return (
      (await this.connection.run(this.queries.existsWithEmail(scope, { email, lower: lowerCase(email) }))).length > 0
    );
  }
}

class ConnectedUserWriter extends ConnectedUserReader<WriteConnection> implements UserWriter {
  /** A locked row changes by this command alone, so what it held is known until this command changes it. */
  private locked: UserReadColumns | undefined;

  async lock(scope: Scope, id: UserId): Promise<UserRow | undefined> {
    const [row] = await this.connection.run(this.queries.lock(scope, { id }));
    this.locked = row;
    return row && userFromColumns(row);
  }

  async insert(row: UserRow): Promise<void> {
    await this.runAsOne(this.queries.insert(userColumns(row)), this.queries.counts.addTo(row.orgId));
  }

  async update(row: UserRow): Promise<void> {
    const known = this.locked?.id === row.id ? this.locked : undefined;
    this.locked = undefined;
    const columns = userColumns(row);
    if (changesAccess(columns, known)) this.connection.markAccessChange(row.id);
    await this.connection.run(this.queries.update(columns, known));
  }

  async move(id: UserId, orgId: OrgId): Promise<void> {
    this.connection.markAccessChange(id);
    this.locked = undefined;
    await this.runAsOne(this.queries.counts.take(id), this.queries.move({ id, orgId }), this.queries.counts.add(id));
  }

  async setLastSequence(id: UserId, lastSequence: number): Promise<void> {
    await this.connection.run(this.queries.setLastSequence({ id, lastSequence }));
  }

  async delete(id: UserId): Promise<void> {
    this.connection.markAccessChange(id);
    await this.runAsOne(this.queries.counts.take(id), this.queries.delete({ id }));
  }

  /** Runs statements of which other commands must see all or none. */
  private async runAsOne(...together: readonly Query<unknown>[]): Promise<void> {
    const { connection, queries } = this;
    if (queries.builder.dialect.sharesTransactions) await Promise.all(together.map((query) => connection.run(query)));
    else await runAll(connection, together);
  }
}
