import { setTimeout as delay } from "node:timers/promises";
import type { PostgresConnection } from "./connection.ts";
import type { Connector } from "./connector.ts";

/** A transaction as the server knows it. */
export interface TransactionId {
  /** The server's number of it; `undefined` when the server does not tell. */
  readonly xid: string | undefined;
  readonly timeline: string | undefined;
  /** Where the server's last checkpoint was when the transaction began. A recovery from a crash makes another one. */
  readonly checkpoint: string | undefined;
}

/** The expression for {@link TransactionId.checkpoint}. */
export const checkpointSql = "cast((pg_control_checkpoint()).checkpoint_lsn as text)";

/** How a commit ended whose answer was lost. */
export type CommitOutcome = "committed" | "aborted" | "unknown";

/** How long a server that lost its client may take to end the transaction: it notices when it next reads or writes. */
const outcomeTimeoutMs = 5_000;
const askAgainMs = 100;

/**
 * How the transaction ended, asked on a new connection.
 *
 * Unknown when the server does not tell such things, is away, or is another one by now, such as a promoted replica that
 * has given the same number to another transaction. So may a server that has crashed: what a transaction wrote and was
 * not on disk is gone with its number, which the next one gets. A commit counts only if there was no recovery since.
 */
export async function findCommitOutcome(connector: Connector, transaction: TransactionId): Promise<CommitOutcome> {
  const { xid, timeline, checkpoint } = transaction;
  if (xid === undefined || timeline === undefined) return "unknown";
  const deadlineMs = performance.now() + outcomeTimeoutMs;
  let connection: PostgresConnection | undefined;
  try {
    connection = await connector.connect();
    if (connection.timeline !== timeline) return "unknown";
    while (performance.now() < deadlineMs) {
      const [row] = await connection.run<{ readonly status: string | null; readonly checkpoint: string }>({
        sql: `select txid_status(cast(cast($1 as text) as bigint)) as status, ${checkpointSql} as checkpoint`,
        parameters: [xid],
        isFixed: false,
        isWrite: false,
      });
      if (row?.status === "committed") return row.checkpoint === checkpoint ? "committed" : "unknown";
      if (row?.status === "aborted") return "aborted";
      if (row?.status !== "in progress") return "unknown";
      await delay(askAgainMs);
    }
    return "unknown";
  } catch {
    return "unknown";
  } finally {
    connection?.end().catch(() => {});
  }
}
