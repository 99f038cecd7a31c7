import type { Connection } from "../connection.ts";
import type { CodePurpose, CodeWriter } from "../contract/codes.ts";
import { userId } from "../contract/ids.ts";
import type { CodesTable } from "../tables.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";

const codeColumnNames = columnNames<CodesTable>({
  user_id: true,
  purpose: true,
  hash: true,
  expiration_time_us: true,
  failed_attempts: true,
});

interface CodeKey {
  readonly user_id: string;
  readonly purpose: CodePurpose;
}

/** The queries on codes, compiled for one engine. */
export type CodeQueries = ReturnType<typeof createCodeQueries>;

/** The queries on codes, compiled for one engine. */
export const createCodeQueries = ({ db, prepare }: QueryBuilder) => ({
  find: prepare<CodeKey, CodesTable>((param) =>
    db.selectFrom("codes").selectAll().where("user_id", "=", param("user_id")).where("purpose", "=", param("purpose")),
  ),
  set: prepare<CodesTable, unknown>((param) =>
    db
      .insertInto("codes")
      .values(valuesOf(param, codeColumnNames))
      .onConflict((conflict) =>
        conflict.columns(["user_id", "purpose"]).doUpdateSet((eb) => ({
          hash: eb.ref("excluded.hash"),
          expiration_time_us: eb.ref("excluded.expiration_time_us"),
          failed_attempts: eb.ref("excluded.failed_attempts"),
        })),
      ),
  ),
  delete: prepare<CodeKey, unknown>((param) =>
    db.deleteFrom("codes").where("user_id", "=", param("user_id")).where("purpose", "=", param("purpose")),
  ),
});

/** Reads and writes of codes in the transaction of this connection. */
export function createCodeWriter(connection: Connection, queries: CodeQueries): CodeWriter {
  return {
    async find(id, purpose) {
      const [row] = await connection.run(queries.find({ user_id: id, purpose }));
      return (
        row && {
          userId: userId(row.user_id),
          purpose: row.purpose,
          hash: row.hash,
          expirationTimeUs: row.expiration_time_us,
          failedAttempts: row.failed_attempts,
        }
      );
    },
    async set(row) {
      await connection.run(
        queries.set({
          user_id: row.userId,
          purpose: row.purpose,
          hash: row.hash,
          expiration_time_us: row.expirationTimeUs,
          failed_attempts: row.failedAttempts,
        }),
      );
    },
    async delete(userId, purpose) {
      await connection.run(queries.delete({ user_id: userId, purpose }));
    },
  };
}
