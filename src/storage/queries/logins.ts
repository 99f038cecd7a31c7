import { sql } from "kysely";
import type { Connection, WriteConnection } from "../connection.ts";
import type { LoginFailures, LoginReader, LoginWriter } from "../contract/logins.ts";
import type { LoginFailuresTable } from "../tables.ts";
import { lowerCase } from "../text.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";
import { type UserReadColumns, userFromColumns, userReadColumnNames } from "./user-row.ts";

const failureColumnNames = columnNames<LoginFailuresTable>({
  user_id: true,
  failure_count: true,
  last_failure_time_us: true,
});

/** A user with its failures, which are NULL when there are none. */
type CandidateRow = UserReadColumns & {
  readonly [Column in "failure_count" | "last_failure_time_us"]: LoginFailuresTable[Column] | null;
};

const userColumns = userReadColumnNames.map((column) => `users.${column}` as const);

/** The queries on logins, compiled for one engine. */
export type LoginQueries = ReturnType<typeof createLoginQueries>;

/** The queries on logins, compiled for one engine. */
export function createLoginQueries(builder: QueryBuilder) {
  const { db, prepare } = builder;
  const candidates = () =>
    db
      .selectFrom("users")
      .leftJoin("login_failures", "login_failures.user_id", "users.id")
      .select(userColumns)
      .select(["login_failures.failure_count", "login_failures.last_failure_time_us"]);
  return {
    findByUserName: prepare<{ readonly lower: string }, CandidateRow>((param) =>
      candidates().where("users.user_name_lower", "=", param("lower")),
    ),
    findByUserNameOrEmail: prepare<{ readonly lower: string }, CandidateRow>((param) =>
      candidates()
        .where((eb) =>
          eb.or([eb("users.user_name_lower", "=", param("lower")), eb("users.email_lower", "=", param("lower"))]),
        )
        .orderBy(sql`case when ${sql.ref("users.user_name_lower")} = ${param("lower")} then 0 else 1 end`)
        // A second one is enough to know that the address is not one user's.
        .limit(2),
    ),
    findFailures: prepare<{ readonly user_id: string }, LoginFailuresTable>((param) =>
      db.selectFrom("login_failures").selectAll().where("user_id", "=", param("user_id")),
    ),
    setFailures: prepare<LoginFailuresTable, unknown>((param) =>
      db
        .insertInto("login_failures")
        .values(valuesOf(param, failureColumnNames))
        .onConflict((conflict) =>
          conflict.column("user_id").doUpdateSet((eb) => ({
            failure_count: eb.ref("excluded.failure_count"),
            last_failure_time_us: eb.ref("excluded.last_failure_time_us"),
          })),
        ),
    ),
    deleteFailures: prepare<{ readonly user_id: string }, unknown>((param) =>
      db.deleteFrom("login_failures").where("user_id", "=", param("user_id")),
    ),
  };
}

const failuresOf = ({
  failure_count: count,
  last_failure_time_us: lastTimeUs,
}: Pick<CandidateRow, "failure_count" | "last_failure_time_us">): LoginFailures | undefined =>
  count === null || lastTimeUs === null ? undefined : { count, lastTimeUs };

/** Reads of logins on this connection. */
export const createLoginReader = (connection: Connection, queries: LoginQueries): LoginReader => ({
  async find(login, kind) {
    const lower = lowerCase(login);
    const query = kind === "user-name" ? queries.findByUserName : queries.findByUserNameOrEmail;
    const rows = await connection.run(query({ lower }));
    const [row] = rows;
    if (row === undefined) return undefined;
    if (rows.length > 1 && lowerCase(row.user_name) !== lower) return undefined;
    return { user: userFromColumns(row), failures: failuresOf(row) };
  },
});

/** Reads and writes of logins in the transaction of this connection. */
export const createLoginWriter = (connection: WriteConnection, queries: LoginQueries): LoginWriter => ({
  async findFailures(userId) {
    const [row] = await connection.run(queries.findFailures({ user_id: userId }));
    return row && failuresOf(row);
  },
  async setFailures(userId, { count, lastTimeUs }) {
    connection.markAccessChange(userId);
    const row = { user_id: userId, failure_count: count, last_failure_time_us: lastTimeUs };
    await connection.run(queries.setFailures(row));
  },
  async deleteFailures(userId) {
    await connection.run(queries.deleteFailures({ user_id: userId }));
  },
  ...createLoginReader(connection, queries),
});
