import type { Connection } from "../connection.ts";
import type { OutboxRow, OutboxWriter } from "../contract/codes.ts";
import { userId } from "../contract/ids.ts";
import type { OutboxTable } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { columnNames, passingOverHeld, type QueryBuilder, valuesOf } from "./builder.ts";

const outboxColumnNames = columnNames<OutboxTable>({
  id: true,
  user_id: true,
  purpose: true,
  channel: true,
  recipient: true,
  text: true,
  creation_time_us: true,
});

interface ListParams {
  readonly channel: OutboxRow["channel"];
  readonly limit: number;
}

/** The queries on messages to be delivered, compiled for one engine. */
export type OutboxQueries = ReturnType<typeof createOutboxQueries>;

/** The queries on messages to be delivered, compiled for one engine. */
export const createOutboxQueries = ({ db, dialect, prepare }: QueryBuilder) => ({
  insert: prepare<OutboxTable, unknown>((param) => db.insertInto("outbox").values(valuesOf(param, outboxColumnNames))),
  list: prepare<ListParams, OutboxTable>((param) => {
    const oldest = db
      .selectFrom("outbox")
      .selectAll()
      .where("channel", "=", param("channel"))
      .orderBy("creation_time_us")
      .orderBy("id")
      .limit(param("limit"));
    return passingOverHeld(dialect, oldest);
  }),
  delete: prepare<{ readonly ids: string }, unknown>((param) =>
    db.deleteFrom("outbox").where(dialect.isAmong("id", param("ids"))),
  ),
});

const messageFromColumns = (columns: OutboxTable): OutboxRow => ({
  id: columns.id,
  userId: userId(columns.user_id),
  purpose: columns.purpose,
  channel: columns.channel,
  recipient: columns.recipient,
  text: columns.text,
  creationTimeUs: columns.creation_time_us,
});

/** Reads and writes of messages to be delivered in the transaction of this connection. */
export function createOutboxWriter(connection: Connection, queries: OutboxQueries): OutboxWriter {
  return {
    async insert(row) {
      await connection.run(
        queries.insert({
          id: row.id,
          user_id: row.userId,
          purpose: row.purpose,
          channel: row.channel,
          recipient: row.recipient,
          text: row.text,
          creation_time_us: row.creationTimeUs,
        }),
      );
    },
    async list(channel, limit) {
      return (await connection.run(queries.list({ channel, limit }))).map(messageFromColumns);
    },
    async delete(ids) {
      if (ids.length > 0) await connection.run(queries.delete({ ids: jsonTexts(ids) }));
    },
  };
}
