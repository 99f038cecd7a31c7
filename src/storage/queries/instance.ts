import type { Connection } from "../connection.ts";
import { instanceId, orgId, projectId, tokenId, userId } from "../contract/ids.ts";
import type { InstanceReader, InstanceWriter } from "../contract/instance.ts";
import type { InstanceTable } from "../tables.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";

const instanceColumnNames = columnNames<InstanceTable>({
  singleton: true,
  id: true,
  name: true,
  domain: true,
  default_org_id: true,
  iam_project_id: true,
  admin_user_id: true,
  admin_token_id: true,
  creation_time_us: true,
});

/** The queries on the instance, compiled for one engine. */
export type InstanceQueries = ReturnType<typeof createInstanceQueries>;

/** The queries on the instance, compiled for one engine. */
export const createInstanceQueries = ({ db, prepare }: QueryBuilder) => ({
  find: prepare<object, InstanceTable>(() => db.selectFrom("instance").selectAll()),
  insert: prepare<InstanceTable, unknown>((param) =>
    db.insertInto("instance").values(valuesOf(param, instanceColumnNames)),
  ),
  setAdminToken: prepare<{ readonly id: string }, unknown>((param) =>
    db.updateTable("instance").set({ admin_token_id: param("id") }),
  ),
});

/** Reads of the instance on this connection. */
export function createInstanceReader(connection: Connection, queries: InstanceQueries): InstanceReader {
  return {
    async find() {
      const [row] = await connection.run(queries.find({}));
      return (
        row && {
          id: instanceId(row.id),
          name: row.name,
          domain: row.domain,
          defaultOrgId: orgId(row.default_org_id),
          iamProjectId: projectId(row.iam_project_id),
          adminUserId: userId(row.admin_user_id),
          adminTokenId: tokenId(row.admin_token_id),
          creationTimeUs: row.creation_time_us,
        }
      );
    },
  };
}

/** Reads and writes of the instance in the transaction of this connection. */
export function createInstanceWriter(connection: Connection, queries: InstanceQueries): InstanceWriter {
  return {
    async insert(row) {
      await connection.run(
        queries.insert({
          singleton: 1,
          id: row.id,
          name: row.name,
          domain: row.domain,
          default_org_id: row.defaultOrgId,
          iam_project_id: row.iamProjectId,
          admin_user_id: row.adminUserId,
          admin_token_id: row.adminTokenId,
          creation_time_us: row.creationTimeUs,
        }),
      );
    },
    async setAdminToken(id) {
      await connection.run(queries.setAdminToken({ id }));
    },
    ...createInstanceReader(connection, queries),
  };
}
