import { setTimeout as delay } from "node:timers/promises";
import type { PostgresConnection } from "./connection.ts";
import type { Connector } from "./connector.ts";

/** A transaction as the server knows it. */
export interface TransactionId {
  /** The server's number of it; `undefined` when the server does not tell. */
  readonly xid: string | undefined;
  readonly timeline: string | undefined;
}

/** How a commit ended whose answer was lost. */
export type CommitOutcome = "committed" | "aborted" | "unknown";

/** How long a server that lost its client may take to end the transaction: it notices when it next reads or writes. */
const outcomeTimeoutMs = 5_000;
const askAgainMs = 100;

/**
 * How the transaction ended, asked on a new connection.
 *
 * Unknown when the server does not tell such things, is away, or is another one by now, such as a promoted replica that
 * has given the same number to another transaction.
 */
export async function findCommitOutcome(connector: Connector, transaction: TransactionId): Promise<CommitOutcome> {
  const { xid, timeline } = transaction;
  if (xid === undefined || timeline === undefined) return "unknown";
  const deadlineMs = performance.now() + outcomeTimeoutMs;
  let connection: PostgresConnection | undefined;
  try {
    connection = await connector.connect();
    if (connection.timeline !== timeline) return "unknown";
    while (performance.now() < deadlineMs) {
      const [row] = await connection.run<{ readonly status: string | null }>({
        sql: "select txid_status(cast(cast($1 as text) as bigint)) as status",
        parameters: [xid],
        isFixed: false,
        isWrite: false,
      });
      if (row?.status === "committed" || row?.status === "aborted") return row.status;
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
