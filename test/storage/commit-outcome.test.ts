import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkpointSql, findCommitOutcome, type TransactionId } from "../../src/storage/postgres/commit-outcome.ts";
import { openConnection, type PostgresConnection } from "../../src/storage/postgres/connection.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";

const numberSql = `select cast(txid_current() as text) as xid, ${checkpointSql} as checkpoint`;

describe("findCommitOutcome()", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.dispose());

  const connect = () => openConnection({ url: server.url("postgres"), connectTimeoutMs: 5_000, asksTimeline: true });
  const outcomeOf = (transaction: TransactionId) => findCommitOutcome({ connect, close: () => {} }, transaction);

  async function begin(connection: PostgresConnection): Promise<TransactionId> {
    const { rows } = await connection.control<{ xid: string; checkpoint: string }>(`begin; ${numberSql}`);
    return { xid: rows[0]?.xid, checkpoint: rows[0]?.checkpoint, timeline: connection.timeline };
  }

  for (const [end, outcome] of [
    ["commit", "committed"],
    ["rollback", "aborted"],
  ] as const) {
    it(`is ${outcome} after a ${end}`, async () => {
      const connection = await connect();
      const transaction = await begin(connection);
      await connection.control(end);
      await connection.end();
      expect(await outcomeOf(transaction)).toBe(outcome);
    });
  }

  it("is not that of the next transaction which got the number of one that a crash undid", async () => {
    const connection = await connect();
    const undone = await begin(connection);
    await server.kill();
    await server.start();
    const later = await connect();
    for (let xid = ""; xid !== undone.xid; ) {
      const next = await begin(later);
      await later.control("commit");
      xid = next.xid ?? "";
      expect(Number(xid), "the server gives the number again").toBeLessThanOrEqual(Number(undone.xid));
    }
    await later.end();
    expect(await outcomeOf(undone)).toBe("unknown");
  });
});
