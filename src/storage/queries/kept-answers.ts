import type { Connection } from "../connection.ts";
import type { KeptAnswerReader, KeptAnswerWriter } from "../contract/kept-answers.ts";
import type { KeptAnswersTable } from "../tables.ts";
import { columnNames, passingOverHeld, type QueryBuilder, valuesOf } from "./builder.ts";

const keptAnswerColumnNames = columnNames<KeptAnswersTable>({ key: true, answer: true, expiration_time_us: true });

interface KeyAtTime {
  readonly key: string;
  readonly now_us: number;
}

/** The queries on kept answers, compiled for one engine. */
export type KeptAnswerQueries = ReturnType<typeof createKeptAnswerQueries>;

/** The queries on kept answers, compiled for one engine. */
export const createKeptAnswerQueries = ({ db, dialect, prepare }: QueryBuilder) => ({
  find: prepare<KeyAtTime, Pick<KeptAnswersTable, "answer">>((param) =>
    db
      .selectFrom("kept_answers")
      .select("answer")
      .where("key", "=", param("key"))
      .where("expiration_time_us", ">", param("now_us")),
  ),
  /** Locks the row, whether it was there or not: the update changes nothing of one that was. */
  claim: prepare<KeptAnswersTable, unknown>((param) =>
    db
      .insertInto("kept_answers")
      .values(valuesOf(param, keptAnswerColumnNames))
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet((eb) => ({ answer: eb.ref("kept_answers.answer") })),
      ),
  ),
  set: prepare<KeptAnswersTable, unknown>((param) =>
    db
      .insertInto("kept_answers")
      .values(valuesOf(param, keptAnswerColumnNames))
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet((eb) => ({
          answer: eb.ref("excluded.answer"),
          expiration_time_us: eb.ref("excluded.expiration_time_us"),
        })),
      ),
  ),
  deleteExpired: prepare<{ readonly now_us: number; readonly limit: number }, unknown>((param) =>
    db.deleteFrom("kept_answers").where("key", "in", ({ selectFrom }) => {
      const expired = selectFrom("kept_answers")
        .select("key")
        .where("expiration_time_us", "<=", param("now_us"))
        .orderBy("expiration_time_us")
        .orderBy("key")
        .limit(param("limit"));
      return passingOverHeld(dialect, expired);
    }),
  ),
});

/** Reads of kept answers on this connection. */
export const createKeptAnswerReader = (connection: Connection, queries: KeptAnswerQueries): KeptAnswerReader => ({
  async find(key, nowUs) {
    const [row] = await connection.run(queries.find({ key, now_us: nowUs }));
    return row?.answer;
  },
});

/** Writes of kept answers in the transaction of this connection. */
export const createKeptAnswerWriter = (connection: Connection, queries: KeptAnswerQueries): KeptAnswerWriter => ({
  async claim(key, nowUs) {
    // As long as no answer is set, the row is one that expired long ago. Read afterwards, which sees what those have
    // written that this one waited for; sent without waiting.
    const [, [row]] = await Promise.all([
      connection.run(queries.claim({ key, answer: "", expiration_time_us: 0 })),
      connection.run(queries.find({ key, now_us: nowUs })),
    ]);
    return row?.answer;
  },
  async set({ key, answer, expirationTimeUs }) {
    await connection.run(queries.set({ key, answer, expiration_time_us: expirationTimeUs }));
  },
  async deleteExpired(nowUs, limit) {
    await connection.run(queries.deleteExpired({ now_us: nowUs, limit }));
  },
  ...createKeptAnswerReader(connection, queries),
});
