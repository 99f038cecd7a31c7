import type { Connection } from "../connection.ts";
import { keyId, userId } from "../contract/ids.ts";
import type { MachineKeyReader, MachineKeyRow, MachineKeyWriter } from "../contract/machine-keys.ts";
import type { MachineKeysTable } from "../tables.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";
import { type PageRow, pageFromRows, pageQuery } from "./page.ts";

const keyColumnNames = columnNames<MachineKeysTable>({
  id: true,
  user_id: true,
  public_key: true,
  expiration_time_us: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

interface ListParams {
  readonly user_id: string;
  readonly limit: number;
  readonly offset: number;
}

/** The queries on machines' keys, compiled for one engine. */
export type MachineKeyQueries = ReturnType<typeof createMachineKeyQueries>;

/** The queries on machines' keys, compiled for one engine. */
export const createMachineKeyQueries = ({ db, prepare }: QueryBuilder) => ({
  findById: prepare<{ readonly id: string }, MachineKeysTable>((param) =>
    db.selectFrom("machine_keys").selectAll().where("id", "=", param("id")),
  ),
  listOfUser: prepare<ListParams, PageRow<MachineKeysTable>>((param) => {
    const matching = db.selectFrom("machine_keys").where("user_id", "=", param("user_id"));
    return pageQuery<MachineKeysTable>(db, {
      count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
      page: matching.selectAll().orderBy("id").limit(param("limit")).offset(param("offset")),
      orderBy: ["id"],
    });
  }),
  insert: prepare<MachineKeysTable, unknown>((param) =>
    db.insertInto("machine_keys").values(valuesOf(param, keyColumnNames)),
  ),
  delete: prepare<{ readonly id: string }, unknown>((param) =>
    db.deleteFrom("machine_keys").where("id", "=", param("id")),
  ),
});

const keyFromColumns = (columns: MachineKeysTable): MachineKeyRow => ({
  id: keyId(columns.id),
  userId: userId(columns.user_id),
  publicKey: columns.public_key,
  expirationTimeUs: columns.expiration_time_us,
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** Reads of machines' keys on this connection. */
export function createMachineKeyReader(connection: Connection, queries: MachineKeyQueries): MachineKeyReader {
  return {
    async find(userId, id) {
      const [row] = await connection.run(queries.findById({ id }));
      return row?.user_id === userId ? keyFromColumns(row) : undefined;
    },
    async findById(id) {
      const [row] = await connection.run(queries.findById({ id }));
      return row && keyFromColumns(row);
    },
    async listOfUser(userId, { limit, offset }) {
      const rows = await connection.run(queries.listOfUser({ user_id: userId, limit, offset }));
      return pageFromRows(rows, "id", keyFromColumns);
    },
  };
}

/** Reads and writes of machines' keys in the transaction of this connection. */
export function createMachineKeyWriter(connection: Connection, queries: MachineKeyQueries): MachineKeyWriter {
  return {
    async insert(row) {
      await connection.run(
        queries.insert({
          id: row.id,
          user_id: row.userId,
          public_key: row.publicKey,
          expiration_time_us: row.expirationTimeUs,
          sequence: row.sequence,
          creation_time_us: row.creationTimeUs,
          change_time_us: row.changeTimeUs,
        }),
      );
    },
    async delete(id) {
      await connection.run(queries.delete({ id }));
    },
    ...createMachineKeyReader(connection, queries),
  };
}
