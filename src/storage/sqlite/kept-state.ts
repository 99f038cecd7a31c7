import type { SqliteConnection } from "./connection.ts";

/** A copy of a database's rows, beside the database on the same connection. */
export interface KeptState {
  /** Takes the copy; one that was taken before is gone. */
  keep(): void;
  /** Puts the rows back as they were when the copy was taken. */
  restore(): void;
}

/**
 * Keeps the rows of a database in memory, in a second one attached to its connection. Restoring takes as long as writing
 * the rows does: a millisecond or two for a directory of a few hundred users. No transaction may be open.
 */
export function createKeptState({ database }: SqliteConnection): KeptState {
  database.exec("ATTACH ':memory:' AS kept");
  let tables: readonly string[] = [];
  return {
    keep() {
      for (const table of tables) database.exec(`DROP TABLE kept."${table}"`);
      const rows: readonly { readonly name: string }[] = database
        .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .all();
      tables = rows.map(({ name }) => name);
      for (const table of tables) database.exec(`CREATE TABLE kept."${table}" AS SELECT * FROM main."${table}"`);
    },
    restore() {
      // Rows refer to each other, so in no order could each table be emptied and filled alone.
      database.exec("PRAGMA foreign_keys = OFF");
      try {
        database.exec(
          [
            "BEGIN IMMEDIATE",
            ...tables.map((table) => `DELETE FROM main."${table}"`),
            ...tables.map((table) => `INSERT INTO main."${table}" SELECT * FROM kept."${table}"`),
            "COMMIT",
          ].join(";"),
        );
      } finally {
        if (database.isTransaction) database.exec("ROLLBACK");
        database.exec("PRAGMA foreign_keys = ON");
      }
    },
  };
}
