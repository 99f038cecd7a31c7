import { StorageOpenError } from "../contract/errors.ts";
import { type MigrateOptions, migrate, newestOf } from "../migrations/migrate.ts";
import type { Migration } from "../migrations/migration.ts";
import { openConnection, type SqliteConnection } from "../sqlite/connection.ts";
import { sqliteDialect } from "../sqlite/dialect.ts";
import { exportedTables } from "./table-names.ts";

/** A column as a transfer sees it. */
export interface TransferColumn {
  readonly name: string;
  readonly type: "text" | "integer";
  readonly isNullable: boolean;
}

/** A table as a transfer sees it. */
export interface TransferTable {
  readonly name: string;
  /** In the order of the tables' definitions, which is the same on both engines. */
  readonly columns: readonly TransferColumn[];
  /** The columns of the primary key, in its order. */
  readonly key: readonly string[];
}

/** What the tables of a schema are like, on both engines. */
export interface TransferSchema {
  /** Number of the last migration. */
  readonly number: number;
  /** The tables that an export of it holds, in the export's order. */
  readonly tables: readonly TransferTable[];
  /** Indexes that only make reads fast, each with the statement that makes it unless it is there. */
  readonly indexes: readonly { readonly name: string; readonly createSql: string }[];
}

/** The migrations up to this one. */
export const migrationsUpTo = (number: number, known: readonly Migration[]): readonly Migration[] =>
  known.filter((migration) => migration.number <= number);

/**
 * What the tables are like after these migrations. It is read from the tables themselves, made for the purpose in memory,
 * so no list of columns can be out of date.
 */
export async function describeSchema(known: readonly Migration[]): Promise<TransferSchema> {
  const connection = openConnection(":memory:");
  try {
    const options: MigrateOptions = { connection, ddl: sqliteDialect.ddl, nowUs: () => 0, migrations: known };
    await migrate(options);
    const tables = exportedTables
      .map((name) => readTable(connection, name))
      .filter(({ columns }) => columns.length > 0);
    return { number: newestOf(known), tables, indexes: readIndexes(connection) };
  } finally {
    connection.database.close();
  }
}

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

function readTable({ runNow }: SqliteConnection, name: string): TransferTable {
  const infos = runNow<ColumnInfo>({
    sql: `SELECT name, type, "notnull", pk FROM pragma_table_info('${name}') ORDER BY cid`,
    parameters: [],
    isFixed: false,
    isWrite: false,
  });
  return {
    name,
    columns: infos.map((info) => ({ name: info.name, type: typeOf(name, info), isNullable: info.notnull === 0 })),
    key: infos
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((info) => info.name),
  };
}

function typeOf(table: string, { name, type }: ColumnInfo): TransferColumn["type"] {
  switch (type) {
    case "TEXT":
      return "text";
    case "INTEGER":
    case "BIGINT":
      return "integer";
    default:
      throw new StorageOpenError(`the export has no form for ${type} of ${table}.${name}; the program must be changed`);
  }
}

function readIndexes({ runNow }: SqliteConnection): TransferSchema["indexes"] {
  const rows = runNow<{ readonly name: string; readonly sql: string }>({
    sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE INDEX %' ORDER BY rowid",
    parameters: [],
    isFixed: false,
    isWrite: false,
  });
  return rows.map(({ name, sql }) => ({ name, createSql: sql.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS") }));
}
