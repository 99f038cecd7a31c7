import type { Connection } from "../connection.ts";
import { signingKeyId } from "../contract/ids.ts";
import type { SigningKeyReader, SigningKeyWriter } from "../contract/signing-keys.ts";
import type { SigningKeysTable } from "../tables.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";

const signingKeyColumnNames = columnNames<SigningKeysTable>({
  generation: true,
  id: true,
  public_key: true,
  sealed_private_key: true,
  sealed_by: true,
  creation_time_us: true,
  expiration_time_us: true,
});

/** The queries on signing keys, compiled for one engine. */
export type SigningKeyQueries = ReturnType<typeof createSigningKeyQueries>;

/** The queries on signing keys, compiled for one engine. */
export const createSigningKeyQueries = ({ db, prepare }: QueryBuilder) => ({
  list: prepare<object, SigningKeysTable>(() =>
    db.selectFrom("signing_keys").selectAll().orderBy("generation", "desc"),
  ),
  insert: prepare<SigningKeysTable, unknown>((param) =>
    db.insertInto("signing_keys").values(valuesOf(param, signingKeyColumnNames)),
  ),
  deleteExpired: prepare<{ readonly time_us: number; readonly before_generation: number }, unknown>((param) =>
    db
      .deleteFrom("signing_keys")
      .where("expiration_time_us", "<=", param("time_us"))
      .where("generation", "<", param("before_generation")),
  ),
});

/** Reads of signing keys on this connection. */
export function createSigningKeyReader(connection: Connection, queries: SigningKeyQueries): SigningKeyReader {
  return {
    async list() {
      const rows = await connection.run(queries.list({}));
      return rows.map((row) => ({
        generation: row.generation,
        id: signingKeyId(row.id),
        publicKey: row.public_key,
        sealedPrivateKey: row.sealed_private_key,
        sealedBy: row.sealed_by,
        creationTimeUs: row.creation_time_us,
        expirationTimeUs: row.expiration_time_us,
      }));
    },
  };
}

/** Reads and writes of signing keys in the transaction of this connection. */
export function createSigningKeyWriter(connection: Connection, queries: SigningKeyQueries): SigningKeyWriter {
  return {
    async insert(row) {
      await connection.run(
        queries.insert({
          generation: row.generation,
          id: row.id,
          public_key: row.publicKey,
          sealed_private_key: row.sealedPrivateKey,
          sealed_by: row.sealedBy,
          creation_time_us: row.creationTimeUs,
          expiration_time_us: row.expirationTimeUs,
        }),
      );
    },
    async deleteExpired(timeUs, beforeGeneration) {
      await connection.run(queries.deleteExpired({ time_us: timeUs, before_generation: beforeGeneration }));
    },
    ...createSigningKeyReader(connection, queries),
  };
}
