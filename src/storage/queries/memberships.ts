import type { Connection } from "../connection.ts";
import { instanceId, orgId, userId } from "../contract/ids.ts";
import type { MembershipReader, MembershipRow, MembershipScope, MembershipWriter } from "../contract/memberships.ts";
import type { MembershipRolesTable, MembershipsTable } from "../tables.ts";
import { columnNames, insertsByCount, type QueryBuilder, valuesOf } from "./builder.ts";

const membershipColumnNames = columnNames<MembershipsTable>({
  user_id: true,
  scope_type: true,
  scope_id: true,
  resource_owner: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

const roleColumnNames = columnNames<MembershipRolesTable>({
  user_id: true,
  scope_type: true,
  scope_id: true,
  position: true,
  role: true,
});

/** A membership and one of its roles; `role` is NULL when it has none. */
type MembershipRoleRow = MembershipsTable & { readonly role: string | null };

interface MembershipKey {
  readonly user_id: string;
  readonly scope_type: MembershipScope["type"];
  readonly scope_id: string;
}

/** The queries on memberships, compiled for one engine. */
export type MembershipQueries = ReturnType<typeof createMembershipQueries>;

/** The queries on memberships, compiled for one engine. */
export function createMembershipQueries(builder: QueryBuilder) {
  const { db, prepare } = builder;
  const withRoles = db
    .selectFrom("memberships")
    .leftJoin("membership_roles", (join) =>
      join
        .onRef("membership_roles.user_id", "=", "memberships.user_id")
        .onRef("membership_roles.scope_type", "=", "memberships.scope_type")
        .onRef("membership_roles.scope_id", "=", "memberships.scope_id"),
    )
    .selectAll("memberships")
    .select("membership_roles.role")
    .orderBy("memberships.scope_type")
    .orderBy("memberships.scope_id")
    .orderBy("membership_roles.position");
  return {
    listOfUser: prepare<{ readonly user_id: string }, MembershipRoleRow>((param) =>
      withRoles.where("memberships.user_id", "=", param("user_id")),
    ),
    find: prepare<MembershipKey, MembershipRoleRow>((param) =>
      withRoles
        .where("memberships.user_id", "=", param("user_id"))
        .where("memberships.scope_type", "=", param("scope_type"))
        .where("memberships.scope_id", "=", param("scope_id")),
    ),
    insert: prepare<MembershipsTable, unknown>((param) =>
      db.insertInto("memberships").values(valuesOf(param, membershipColumnNames)),
    ),
    insertRoles: insertsByCount<MembershipRolesTable>(builder, "membership_roles", roleColumnNames),
  };
}

/** Reads of memberships on this connection. */
export function createMembershipReader(connection: Connection, queries: MembershipQueries): MembershipReader {
  return {
    async listOfUser(userId) {
      return membershipsFromRows(await connection.run(queries.listOfUser({ user_id: userId })));
    },
    async find(scope, userId) {
      const rows = await connection.run(queries.find({ user_id: userId, scope_type: scope.type, scope_id: scope.id }));
      return membershipsFromRows(rows)[0];
    },
  };
}

/** Reads and writes of memberships in the transaction of this connection. */
export function createMembershipWriter(connection: Connection, queries: MembershipQueries): MembershipWriter {
  return {
    ...createMembershipReader(connection, queries),
    async insert(row) {
      const key: MembershipKey = { user_id: row.userId, scope_type: row.scope.type, scope_id: row.scope.id };
      await connection.run(
        queries.insert({
          ...key,
          resource_owner: row.resourceOwner,
          sequence: row.sequence,
          creation_time_us: row.creationTimeUs,
          change_time_us: row.changeTimeUs,
        }),
      );
      const roles = row.roles.map((role, position) => ({ ...key, position, role }));
      for (const query of queries.insertRoles(roles)) await connection.run(query);
    },
  };
}

/** The memberships of rows in which the roles of one membership stand together and in order. */
function membershipsFromRows(rows: readonly MembershipRoleRow[]): readonly MembershipRow[] {
  const memberships: (MembershipRow & { readonly roles: string[] })[] = [];
  for (const row of rows) {
    let current = memberships.at(-1);
    if (current?.scope.type !== row.scope_type || current.scope.id !== row.scope_id) {
      current = { ...membershipFromColumns(row), roles: [] };
      memberships.push(current);
    }
    if (row.role !== null) current.roles.push(row.role);
  }
  return memberships;
}

const membershipFromColumns = (columns: MembershipsTable) => ({
  scope: scopeFromColumns(columns),
  userId: userId(columns.user_id),
  resourceOwner: columns.scope_type === "instance" ? instanceId(columns.resource_owner) : orgId(columns.resource_owner),
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

const scopeFromColumns = ({ scope_type: type, scope_id: id }: MembershipsTable): MembershipScope =>
  type === "instance" ? { type, id: instanceId(id) } : { type, id: orgId(id) };
