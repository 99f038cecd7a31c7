import {
  type Compilable,
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  type RawBuilder,
  type SelectQueryBuilder,
  sql,
} from "kysely";
import type { Merge, Query, SqlValue } from "../connection.ts";
import type { EngineDialect } from "../dialect.ts";
import type { Tables } from "../tables.ts";
import { assertStorable } from "../text.ts";

/** Names a parameter of a prepared query where its value will stand. */
export type Param<Params> = <Name extends keyof Params & string>(name: Name) => RawBuilder<Params[Name]>;

/** A kind of {@link Merge}: a read of at most one row, the insert of one, or the update of the one that a parameter names. */
export type MergeKind<Params> = "select" | "insert" | { readonly updateBy: keyof Params & string };

/** Makes queries for one engine. Nothing here talks to a database. */
export interface QueryBuilder {
  readonly db: Kysely<Tables>;
  readonly dialect: EngineDialect;
  /** A query compiled once, when it is first asked for, and from then on only given other values. */
  prepare<Params extends object, Row>(build: (param: Param<Params>) => Compilable<Row>): (params: Params) => Query<Row>;
  /** The same, of a kind that may be sent as one statement with others of its text; see {@link Merge}. */
  prepareMergeable<Params extends object, Row>(
    kind: MergeKind<Params>,
    build: (param: Param<Params>) => Compilable<Row>,
  ): (params: Params) => Query<Row>;
  /** A query whose text depends on what was asked. */
  compile<Row>(query: Compilable<Row>): Query<Row>;
}

/** A builder of queries in the engine's SQL. */
export function createQueryBuilder(dialect: EngineDialect): QueryBuilder {
  const db = new Kysely<Tables>({
    dialect: {
      // Both engines know RETURNING and the like; only migrations, which are not Kysely's here, would tell adapters apart.
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: () => {
        throw new Error("the query builder is not connected to a database");
      },
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  });
  return {
    db,
    dialect,
    prepare: (build) => prepare(build),
    prepareMergeable: (kind, build) => prepare(build, kind),
    compile,
  };
}

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** There are far more queries than a start needs, and compiling all of them took a tenth of it. */
function prepare<Params extends object, Row>(
  build: (param: Param<Params>) => Compilable<Row>,
  kind?: MergeKind<Params>,
): (params: Params) => Query<Row> {
  let prepared: ((params: Params) => Query<Row>) | undefined;
  return (params) => {
    prepared ??= prepareNow(build, kind);
    return prepared(params);
  };
}

function prepareNow<Params extends object, Row>(
  build: (param: Param<Params>) => Compilable<Row>,
  kind: MergeKind<Params> | undefined,
): (params: Params) => Query<Row> {
  const compiled = build((name) => sql`${new Placeholder(name)}`).compile();
  const isWrite = changesRows(compiled);
  const slots = compiled.parameters.map((parameter) =>
    parameter instanceof Placeholder ? { name: parameter.name } : { value: sqlValue(parameter) },
  );
  const names = slots.map((slot) => ("name" in slot ? slot.name : undefined));
  const merge = kind === undefined ? {} : { merge: mergeOf(kind, compiled.sql, names) };
  return (params) => {
    // The typed `param` function is the only maker of names, so each is a key of `params`.
    const values = params as Readonly<Record<string, unknown>>;
    const parameters = slots.map((slot) => ("name" in slot ? sqlValue(values[slot.name]) : slot.value));
    return { sql: compiled.sql, parameters, isFixed: true, isWrite, ...merge };
  };
}

function mergeOf<Params>(kind: MergeKind<Params>, text: string, names: readonly (string | undefined)[]): Merge {
  const width = names.length;
  if (kind === "select") return { kind, width };
  if (kind === "insert") return { kind, width, head: text.slice(0, text.indexOf(" values ")), tail: "" };
  return { kind: "update", width, key: names.indexOf(kind.updateBy) };
}

function compile<Row>(query: Compilable<Row>): Query<Row> {
  const compiled = query.compile();
  return {
    sql: compiled.sql,
    parameters: compiled.parameters.map(sqlValue),
    isFixed: false,
    isWrite: changesRows(compiled),
  };
}

const changesRows = ({ query }: CompiledQuery): boolean => query.kind !== "SelectQueryNode";

function sqlValue(value: unknown): SqlValue {
  if (typeof value === "string") {
    assertStorable(value);
    return value;
  }
  if (typeof value === "number" || value === null) return value;
  throw new TypeError(`a ${typeof value} cannot be a parameter of a query`);
}

/** The query, passing over rows that other transactions hold: processes share such work rather than wait for each other. */
export const passingOverHeld = <Table extends keyof Tables, Output>(
  dialect: EngineDialect,
  query: SelectQueryBuilder<Tables, Table, Output>,
): SelectQueryBuilder<Tables, Table, Output> => (dialect.hasRowLocks ? query.forUpdate().skipLocked() : query);

/** The values of the rows, one row behind the other. */
function parametersOf<Columns extends object>(
  rows: readonly Columns[],
  columns: readonly (keyof Columns)[],
): readonly SqlValue[] {
  const parameters: SqlValue[] = [];
  // In a loop: V8 makes the array of `flatMap` one property at a time, which every event would pay for.
  for (const row of rows) for (const column of columns) parameters.push(sqlValue(row[column]));
  return parameters;
}

/** One parameter for each of these columns, of the column's own name: the values of an insert. */
export function valuesOf<Columns extends object>(
  param: Param<Columns>,
  columns: readonly (keyof Columns & string)[],
): { readonly [Column in keyof Columns]: RawBuilder<Columns[Column]> } {
  // Every list of columns is checked for completeness where it is made.
  return Object.fromEntries(columns.map((column) => [column, param(column)])) as {
    readonly [Column in keyof Columns]: RawBuilder<Columns[Column]>;
  };
}

/** The names of a table's columns: the object must have every one, so none can be forgotten. */
export const columnNames = <Columns extends object>(
  columns: Record<keyof Columns, true>,
): readonly (keyof Columns & string)[] =>
  // The argument's type says which keys it has.
  Object.keys(columns) as (keyof Columns & string)[];

/** Most rows of one insert; PostgreSQL takes 65,534 parameters in a statement, SQLite 32,766. */
const insertRowsMax = 1_000;
/** Inserts of up to so many rows stay compiled: nearly all are of one or two. */
const preparedRowsMax = 8;

/**
 * Inserts of any number of rows, in as few statements as can be: one for up to a thousand rows, none for none.
 *
 * `onConflict` is the clause that says what becomes of rows that are there already; by default they are an error.
 */
export function insertsByCount<Columns extends object>(
  { db }: QueryBuilder,
  table: keyof Tables,
  columns: readonly (keyof Columns & string)[],
  onConflict = sql``,
): (rows: readonly Columns[]) => readonly Query<unknown>[] {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const head = sql`insert into ${sql.table(table)} (${names})`.compile(db).sql;
  const merge = { kind: "insert", width: columns.length, head, tail: onConflict.compile(db).sql } as const;
  const prepared = new Map<number, string>();
  const sqlFor = (rowCount: number): string => {
    const known = prepared.get(rowCount);
    if (known !== undefined) return known;
    const row = sql`(${sql.join(columns.map(() => sql`${null}`))})`;
    const values = sql.join(Array(rowCount).fill(row));
    const text = `${head} ${sql`values ${values} ${onConflict}`.compile(db).sql}`;
    if (rowCount <= preparedRowsMax) prepared.set(rowCount, text);
    return text;
  };
  return (rows) => {
    const queries: Query<unknown>[] = [];
    for (let start = 0; start < rows.length; start += insertRowsMax) {
      const part = rows.slice(start, start + insertRowsMax);
      queries.push({
        sql: sqlFor(part.length),
        parameters: parametersOf(part, columns),
        isFixed: part.length <= preparedRowsMax,
        isWrite: true,
        merge,
      });
    }
    return queries;
  };
}
