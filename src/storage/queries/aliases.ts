import { sql } from "kysely";
import type { Connection } from "../connection.ts";
import type { AliasKind, AliasReader, AliasRow, AliasWriter } from "../contract/aliases.ts";
import type { AliasesTable } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { columnNames, insertsByCount, type QueryBuilder } from "./builder.ts";
import { runAll } from "./scope-removal.ts";

const aliasColumnNames = columnNames<AliasesTable>({ alias: true, kind: true, key: true });

/** The highest alias that the counter's column takes. */
const maxAlias = 2_147_483_647;

interface KeysParams {
  readonly kind: AliasKind;
  /** JSON array. */
  readonly keys: string;
}

interface AliasesParams {
  readonly kind: AliasKind;
  /** JSON array. */
  readonly aliases: string;
}

/** The queries on numeric aliases, compiled for one engine. */
export type AliasQueries = ReturnType<typeof createAliasQueries>;

/** The queries on numeric aliases, compiled for one engine. */
export function createAliasQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  return {
    findMany: prepare<KeysParams, AliasesTable>((param) =>
      db
        .selectFrom("aliases")
        .selectAll()
        .where("kind", "=", param("kind"))
        .where(dialect.isAmong("key", param("keys")))
        .orderBy("alias"),
    ),
    findByAlias: prepare<AliasesParams, AliasesTable>((param) =>
      db
        .selectFrom("aliases")
        .selectAll()
        .where("kind", "=", param("kind"))
        .where(dialect.isAmongIntegers("alias", param("aliases")))
        .orderBy("alias"),
    ),
    // The row stays locked until the commit, so whoever else gives aliases waits.
    raiseCounter: prepare<{ readonly count: number }, unknown>((param) =>
      db.updateTable("alias_counter").set({ last_alias: sql<number>`last_alias + ${param("count")}` }),
    ),
    readCounter: prepare<object, { readonly last_alias: number }>(() =>
      db.selectFrom("alias_counter").select("last_alias"),
    ),
    insert: insertsByCount<AliasesTable>(builder, "aliases", aliasColumnNames),
  };
}

/** Reads of numeric aliases on this connection. */
export function createAliasReader(connection: Connection, queries: AliasQueries): AliasReader {
  return {
    async findMany(kind, keys) {
      if (keys.length === 0) return [];
      return connection.run(queries.findMany({ kind, keys: jsonTexts(keys) }));
    },
    async findByAlias(kind, aliases) {
      // What cannot be an alias is none, and no text of a number that an engine would refuse.
      const possible = aliases.filter((alias) => Number.isInteger(alias) && alias > 0 && alias <= maxAlias);
      if (possible.length === 0) return [];
      return connection.run(queries.findByAlias({ kind, aliases: JSON.stringify(possible) }));
    },
  };
}

/** Reads and writes of numeric aliases in the transaction of this connection. */
export function createAliasWriter(connection: Connection, queries: AliasQueries): AliasWriter {
  const reader = createAliasReader(connection, queries);

  async function give(kind: AliasKind, keys: readonly string[]): Promise<readonly AliasRow[]> {
    await connection.run(queries.raiseCounter({ count: keys.length }));
    const [counter] = await connection.run(queries.readCounter({}));
    if (counter === undefined) throw new Error("the counter of aliases is gone");
    const first = counter.last_alias - keys.length + 1;
    // Looked up again, by a statement that began after the wait for the counter: another command may have given some.
    const given = await reader.findMany(kind, keys);
    const known = new Set(given.map(({ key }) => key));
    const rows = keys.filter((key) => !known.has(key)).map((key, index) => ({ alias: first + index, kind, key }));
    await runAll(connection, queries.insert(rows));
    return [...given, ...rows];
  }

  return {
    async ensure(kind, keys) {
      const found = await reader.findMany(kind, keys);
      const known = new Set(found.map(({ key }) => key));
      const missing = [...new Set(keys)].filter((key) => !known.has(key));
      const given = missing.length === 0 ? [] : await give(kind, missing);
      return [...found, ...given].toSorted((left, right) => left.alias - right.alias);
    },
    ...reader,
  };
}
