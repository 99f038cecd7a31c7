import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { exportedTables } from "../../src/storage/transfer/table-names.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
}

interface ForeignKey {
  readonly from: string;
  readonly table: string;
  readonly to: string;
}

/** What files of texts trip over: quotes, lines, bytes beyond ASCII and beyond two. */
const oddText = "\"quoted\" \\ back\u2028slash\r\n\ttab \u007f Ünïcödé 😀 'x'";

/**
 * Puts two rows into each table of an export that has none, so that every column of every table is in it: once with a
 * value that is easily spoilt, and once empty where that may be. Tables that will be added are filled too.
 */
export function fillEmptyTables(file: string): void {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  try {
    for (const table of exportedTables) {
      if (database.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() !== undefined) continue;
      for (const index of [0, 1]) insertRow(database, table, index);
    }
  } finally {
    database.close();
  }
}

function insertRow(database: DatabaseSyncInstance, table: string, index: number): void {
  // Both statements say which columns there are.
  const columns = database.prepare(`PRAGMA table_info("${table}")`).all() as readonly Column[];
  const keys = database.prepare(`PRAGMA foreign_key_list("${table}")`).all() as readonly ForeignKey[];
  const values = columns.map(({ name, type, notnull }) => {
    const key = keys.find(({ from }) => from === name);
    if (notnull === 0 && index === 1) return null;
    if (key !== undefined) return valueOfRow(database, key, index);
    return type === "TEXT"
      ? `${table}.${name} ${index} ${oddText}`
      : (type === "BIGINT" ? 2 ** 53 : 2 ** 31) - 1 - index;
  });
  database.prepare(`INSERT INTO "${table}" VALUES (${columns.map(() => "?").join(", ")})`).run(...values);
}

/** The column of one of the rows that can be referred to: another one for each index, if there are as many. */
function valueOfRow(database: DatabaseSyncInstance, { table, to }: ForeignKey, index: number): string | number {
  const rows = database.prepare(`SELECT "${to}" AS value FROM "${table}" ORDER BY 1 LIMIT 2`).all() as readonly {
    value: string | number;
  }[];
  const row = rows[index] ?? rows[0];
  if (row === undefined) throw new Error(`${table} has no row to refer to`);
  return row.value;
}
