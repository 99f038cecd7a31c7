import { sql } from "kysely";
import type { Connection, WriteConnection } from "../connection.ts";
import { orgId, tokenId, userId } from "../contract/ids.ts";
import type { TokenKind, TokenReader, TokenRow, TokenWriter } from "../contract/tokens.ts";
import type { TokenScopesTable, TokensTable } from "../tables.ts";
import { fromUserStateCode, type UserStateCode } from "../user-state.ts";
import { columnNames, insertsByCount, type QueryBuilder, valuesOf } from "./builder.ts";

const tokenColumnNames = columnNames<TokensTable>({
  id: true,
  user_id: true,
  kind: true,
  hash: true,
  expiration_time_us: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});
const scopeColumnNames = columnNames<TokenScopesTable>({ token_id: true, position: true, scope: true });

// Written into the queries' texts, so that planners see that the partial index fits.
const personal = sql.lit<TokenKind>("personal");
const access = sql.lit<TokenKind>("access");

interface OwnerRow {
  readonly id: string;
  readonly expiration_time_us: number;
  readonly user_id: string;
  readonly org_id: string;
  readonly state: UserStateCode;
}

/** A token and one of its scopes; `scope` is NULL when it has none. */
type TokenScopeRow = TokensTable & { readonly scope: string | null };

/** The queries on tokens, compiled for one engine. */
export type TokenQueries = ReturnType<typeof createTokenQueries>;

/** The queries on tokens, compiled for one engine. */
export function createTokenQueries(builder: QueryBuilder) {
  const { db, prepare } = builder;
  return {
    findOwner: prepare<{ readonly hash: string }, OwnerRow>((param) =>
      db
        .selectFrom("tokens")
        .innerJoin("users", "users.id", "tokens.user_id")
        .select(["tokens.id", "tokens.expiration_time_us", "tokens.user_id", "users.org_id", "users.state"])
        .where("tokens.hash", "=", param("hash")),
    ),
    countOfUser: prepare<{ readonly user_id: string }, { readonly total: number }>((param) =>
      db
        .selectFrom("tokens")
        .select((eb) => eb.fn.countAll<number>().as("total"))
        .where("user_id", "=", param("user_id"))
        .where("kind", "=", personal),
    ),
    listOfUser: prepare<{ readonly user_id: string; readonly limit: number; readonly offset: number }, TokenScopeRow>(
      (param) =>
        db
          .selectFrom(
            db
              .selectFrom("tokens")
              .selectAll()
              .where("user_id", "=", param("user_id"))
              .where("kind", "=", personal)
              .orderBy("id")
              .limit(param("limit"))
              .offset(param("offset"))
              .as("page"),
          )
          .leftJoin("token_scopes", "token_scopes.token_id", "page.id")
          .selectAll("page")
          .select("token_scopes.scope")
          .orderBy("page.id")
          .orderBy("token_scopes.position"),
    ),
    find: prepare<{ readonly user_id: string; readonly id: string }, TokenScopeRow>((param) =>
      db
        .selectFrom("tokens")
        .leftJoin("token_scopes", "token_scopes.token_id", "tokens.id")
        .selectAll("tokens")
        .select("token_scopes.scope")
        .where("tokens.id", "=", param("id"))
        .where("tokens.user_id", "=", param("user_id"))
        .where("tokens.kind", "=", personal)
        .orderBy("token_scopes.position"),
    ),
    insert: prepare<TokensTable, unknown>((param) => db.insertInto("tokens").values(valuesOf(param, tokenColumnNames))),
    insertScopes: insertsByCount<TokenScopesTable>(builder, "token_scopes", scopeColumnNames),
    delete: prepare<{ readonly user_id: string; readonly id: string }, unknown>((param) =>
      db.deleteFrom("tokens").where("id", "=", param("id")).where("user_id", "=", param("user_id")),
    ),
    deleteExpired: prepare<{ readonly user_id: string; readonly time_us: number }, unknown>((param) =>
      db
        .deleteFrom("tokens")
        .where("user_id", "=", param("user_id"))
        .where("kind", "=", access)
        .where("expiration_time_us", "<=", param("time_us")),
    ),
    deleteOfUser: prepare<{ readonly user_id: string }, unknown>((param) =>
      db.deleteFrom("tokens").where("user_id", "=", param("user_id")),
    ),
  };
}

/** Reads of tokens on this connection. */
export function createTokenReader(connection: Connection, queries: TokenQueries): TokenReader {
  return {
    async findOwner(hash) {
      const [row] = await connection.run(queries.findOwner({ hash }));
      return (
        row && {
          tokenId: tokenId(row.id),
          expirationTimeUs: row.expiration_time_us,
          userId: userId(row.user_id),
          orgId: orgId(row.org_id),
          userState: fromUserStateCode(row.state),
        }
      );
    },
    async listOfUser(userId, { limit, offset }) {
      const [rows, counts] = await Promise.all([
        connection.run(queries.listOfUser({ user_id: userId, limit, offset })),
        connection.run(queries.countOfUser({ user_id: userId })),
      ]);
      return { items: tokensFromRows(rows), total: counts[0]?.total ?? 0 };
    },
    async find(userId, id) {
      return tokensFromRows(await connection.run(queries.find({ user_id: userId, id })))[0];
    },
  };
}

/** Reads and writes of tokens in the transaction of this connection. */
export function createTokenWriter(connection: WriteConnection, queries: TokenQueries): TokenWriter {
  return {
    async insert(row) {
      await connection.run(
        queries.insert({
          id: row.id,
          user_id: row.userId,
          kind: row.kind,
          hash: row.hash,
          expiration_time_us: row.expirationTimeUs,
          sequence: row.sequence,
          creation_time_us: row.creationTimeUs,
          change_time_us: row.changeTimeUs,
        }),
      );
      const scopes = row.scopes.map((scope, position) => ({ token_id: row.id, position, scope }));
      for (const query of queries.insertScopes(scopes)) await connection.run(query);
    },
    async delete(userId, id) {
      connection.markAccessChange(userId);
      await connection.run(queries.delete({ user_id: userId, id }));
    },
    async deleteExpired(userId, timeUs) {
      await connection.run(queries.deleteExpired({ user_id: userId, time_us: timeUs }));
    },
    async deleteOfUser(userId) {
      connection.markAccessChange(userId);
      await connection.run(queries.deleteOfUser({ user_id: userId }));
    },
    ...createTokenReader(connection, queries),
  };
}

/** The tokens of rows in which the scopes of one token stand together and in order. */
function tokensFromRows(rows: readonly TokenScopeRow[]): readonly TokenRow[] {
  const tokens: (TokenRow & { readonly scopes: string[] })[] = [];
  for (const row of rows) {
    let current = tokens.at(-1);
    if (current?.id !== row.id) {
      current = { ...tokenFromColumns(row), scopes: [] };
      tokens.push(current);
    }
    if (row.scope !== null) current.scopes.push(row.scope);
  }
  return tokens;
}

const tokenFromColumns = (columns: TokensTable) => ({
  id: tokenId(columns.id),
  userId: userId(columns.user_id),
  kind: columns.kind,
  hash: columns.hash,
  expirationTimeUs: columns.expiration_time_us,
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});
