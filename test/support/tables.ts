import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import postgres from "postgres";

/** A row of `users`, as far as tests about consistency look at it. */
export interface StoredUser {
  readonly id: string;
  readonly orgId: string;
  readonly type: string;
  readonly sequence: number;
  readonly lastSequence: number;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly nickName: string | null;
  readonly displayName: string | null;
  readonly preferredLanguage: string | null;
  readonly gender: string | null;
}

/** A row of `orgs`. */
export interface StoredOrg {
  readonly id: string;
  readonly sequence: number;
  readonly lastSequence: number;
}

/** A row of `memberships`. */
export interface StoredMembership {
  readonly userId: string;
  readonly scopeType: string;
  readonly scopeId: string;
  readonly sequence: number;
}

/** A row of `events`. */
export interface StoredEvent {
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Everything of one moment. */
export interface Tables {
  readonly users: readonly StoredUser[];
  readonly orgs: readonly StoredOrg[];
  readonly memberships: readonly StoredMembership[];
  /** Ordered by aggregate and sequence. */
  readonly events: readonly StoredEvent[];
}

/** A look at the database past the server, by other queries than the server's own. */
export interface TableReader {
  read(): Promise<Tables>;
  close(): Promise<void>;
}

const integer = (column: string) => `cast(${column} as integer)`;

const queries = {
  users: `select id, org_id as "orgId", type, ${integer("sequence")} as sequence,
    ${integer("last_sequence")} as "lastSequence", first_name as "firstName", last_name as "lastName",
    nick_name as "nickName", display_name as "displayName", preferred_language as "preferredLanguage", gender
    from users`,
  orgs: `select id, ${integer("sequence")} as sequence, ${integer("last_sequence")} as "lastSequence" from orgs`,
  memberships: `select user_id as "userId", scope_type as "scopeType", scope_id as "scopeId",
    ${integer("sequence")} as sequence from memberships`,
  events: `select aggregate_type as "aggregateType", aggregate_id as "aggregateId",
    ${integer("sequence")} as sequence, type, payload from events
    order by aggregate_type, aggregate_id, events.sequence`,
} as const;

/** Runs a query; the type parameter says what its rows are. */
type RunQuery = <Row>(sql: string) => Promise<readonly Row[]>;

async function readTables(query: RunQuery): Promise<Tables> {
  const events = await query<Omit<StoredEvent, "payload"> & { readonly payload: string }>(queries.events);
  return {
    users: await query<StoredUser>(queries.users),
    orgs: await query<StoredOrg>(queries.orgs),
    memberships: await query<StoredMembership>(queries.memberships),
    events: events.map((event) => ({ ...event, payload: JSON.parse(event.payload) })),
  };
}

/** The tables of the SQLite database in this folder, also while a server uses it. */
export function openSqliteTables(folder: string): TableReader {
  const database = new DatabaseSync(join(folder, "roster.db"), { timeout: 5_000 });
  // The driver cannot know what the rows are.
  const query = async <Row>(sql: string) => database.prepare(sql).all() as unknown as readonly Row[];
  return {
    async read() {
      database.exec("BEGIN");
      try {
        return await readTables(query);
      } finally {
        database.exec("COMMIT");
      }
    },
    close: async () => database.close(),
  };
}

/** The tables of a PostgreSQL database. */
export function openPostgresTables(url: string): TableReader {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return {
    async read() {
      const tables = await sql.begin("isolation level repeatable read read only", (transaction) =>
        readTables(async <Row>(text: string) => {
          const rows: unknown = await transaction.unsafe(text);
          return rows as readonly Row[];
        }),
      );
      return tables;
    },
    close: () => sql.end(),
  };
}
