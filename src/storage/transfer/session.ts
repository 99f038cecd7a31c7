import type { Connection } from "../connection.ts";
import type { Ddl } from "../migrations/migration.ts";
import type { StorageLocation } from "../open.ts";
import type { Placeholder, TransferRow } from "./row.ts";
import type { TransferTable } from "./schema.ts";

/** A place that an export or an import can be about: everything but memory, which ends with the process. */
export type TransferLocation = Exclude<StorageLocation, { readonly kind: "memory" }>;

/** One connection to a directory, for all of it. */
export interface TransferSession {
  readonly connection: Connection;
  readonly placeholder: Placeholder;
  /** The names of all tables that there are. */
  listTables(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** One connection to a directory for reading. */
export interface ReadSession extends TransferSession {
  /** Begins a transaction whose reads are all of one moment. */
  beginSnapshot(): Promise<void>;
}

/** One connection to a directory for writing, which no other process may open meanwhile. */
export interface WriteSession extends TransferSession {
  readonly ddl: Ddl;
  /** Keeps servers that start from making tables at the same time, until the transaction ends; empty if none could. */
  readonly lockTablesSql: string;
  /** Runs statements without parameters, as one text. */
  execute(sql: string): Promise<void>;
  /** Adds the rows. One that breaks a rule fails the call; rows before it may have been added. */
  insert(table: TransferTable, rows: readonly TransferRow[]): Promise<void>;
}

/** Runs the work in a transaction: it counts whole, or not at all. */
export async function inTransaction<Result>(session: WriteSession, work: () => Promise<Result>): Promise<Result> {
  await session.execute("BEGIN");
  try {
    const result = await work();
    await session.execute("COMMIT");
    return result;
  } catch (error) {
    // A full disk makes SQLite undo the transaction by itself, and a lost connection has none; the first error counts.
    await session.execute("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
