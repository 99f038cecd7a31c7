import type { Connection, Query, WriteConnection } from "../connection.ts";
import { orgId, projectGrantId, projectId } from "../contract/ids.ts";
import type {
  ProjectGrantFilter,
  ProjectGrantReader,
  ProjectGrantRow,
  ProjectGrantView,
  ProjectGrantWriter,
} from "../contract/project-grants.ts";
import type { Page } from "../contract/record.ts";
import type { GrantRolesTable, ProjectGrantsTable } from "../tables.ts";
import { textsOfJson } from "../text.ts";
import { columnNames, insertsByCount, type QueryBuilder, valuesOf } from "./builder.ts";
import { grantRoleColumnNames, grantRoleRows, roleKeysOf } from "./grant-roles.ts";
import { type PageRow, pageFromRows, pageQuery } from "./page.ts";
import { projectGrantConditions } from "./project-grant-filter.ts";
import { createScopeRemovalQueries, runAll } from "./scope-removal.ts";

const grantColumnNames = columnNames<ProjectGrantsTable>({
  id: true,
  project_id: true,
  org_id: true,
  granted_org_id: true,
  state: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

/** A project grant with the names around it. */
export interface ProjectGrantViewColumns extends ProjectGrantsTable {
  /** JSON array of texts. */
  readonly role_keys: string;
  readonly project_name: string;
  readonly org_name: string;
  readonly granted_org_name: string;
}

type UpdateParams = Pick<ProjectGrantsTable, "id" | "state" | "sequence" | "change_time_us">;

/** The queries on project grants, compiled for one engine. */
export type ProjectGrantQueries = ReturnType<typeof createProjectGrantQueries>;

/** The queries on project grants, compiled for one engine. */
export function createProjectGrantQueries(builder: QueryBuilder) {
  const { db, prepare } = builder;
  return {
    builder,
    find: prepare<{ readonly id: string }, ProjectGrantViewColumns>((param) =>
      grantViews(builder).where("project_grants.id", "=", param("id")),
    ),
    insert: prepare<ProjectGrantsTable, unknown>((param) =>
      db.insertInto("project_grants").values(valuesOf(param, grantColumnNames)),
    ),
    insertRoles: insertsByCount<GrantRolesTable>(builder, "project_grant_roles", grantRoleColumnNames),
    update: prepare<UpdateParams, unknown>((param) =>
      db
        .updateTable("project_grants")
        .set({ state: param("state"), sequence: param("sequence"), change_time_us: param("change_time_us") })
        .where("id", "=", param("id")),
    ),
    deleteRoles: prepare<{ readonly id: string }, unknown>((param) =>
      db.deleteFrom("project_grant_roles").where("grant_id", "=", param("id")),
    ),
    removeMemberships: createScopeRemovalQueries(builder).ofProjectGrant,
    // User grants and groups' grants of it go with it by their foreign keys.
    delete: prepare<{ readonly id: string }, unknown>((param) =>
      db.deleteFrom("project_grants").where("id", "=", param("id")),
    ),
  };
}

/** Project grants with their roles and the names around them. */
function grantViews({ db, dialect }: QueryBuilder) {
  return db
    .selectFrom("project_grants")
    .innerJoin("projects", "projects.id", "project_grants.project_id")
    .innerJoin("orgs as owners", "owners.id", "project_grants.org_id")
    .innerJoin("orgs as granted", "granted.id", "project_grants.granted_org_id")
    .selectAll("project_grants")
    .select(["projects.name as project_name", "owners.name as org_name", "granted.name as granted_org_name"])
    .select(roleKeysOf(dialect, "project_grants"));
}

/** The statement that answers one page of project grants. */
export function projectGrantListQuery(
  builder: QueryBuilder,
  filters: readonly ProjectGrantFilter[],
  page: Page,
): Query<PageRow<ProjectGrantViewColumns>> {
  const matches = projectGrantConditions(filters);
  return builder.compile(
    pageQuery<ProjectGrantViewColumns>(builder.db, {
      count: builder.db
        .selectFrom("project_grants")
        .where(matches)
        .select((eb) => eb.fn.countAll<number>().as("total")),
      page: grantViews(builder).where(matches).orderBy("project_grants.id").limit(page.limit).offset(page.offset),
      orderBy: ["id"],
    }),
  );
}

/** The statement that answers every project grant for which all filters hold. */
export const projectGrantListAllQuery = (
  builder: QueryBuilder,
  filters: readonly ProjectGrantFilter[],
): Query<ProjectGrantViewColumns> =>
  builder.compile(grantViews(builder).where(projectGrantConditions(filters)).orderBy("project_grants.id"));

const viewFromColumns = (columns: ProjectGrantViewColumns): ProjectGrantView => ({
  id: projectGrantId(columns.id),
  projectId: projectId(columns.project_id),
  orgId: orgId(columns.org_id),
  grantedOrgId: orgId(columns.granted_org_id),
  state: columns.state,
  roleKeys: textsOfJson(columns.role_keys),
  projectName: columns.project_name,
  orgName: columns.org_name,
  grantedOrgName: columns.granted_org_name,
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** Reads of project grants on this connection. */
export function createProjectGrantReader(connection: Connection, queries: ProjectGrantQueries): ProjectGrantReader {
  const { builder } = queries;
  return {
    async find(id) {
      const [row] = await connection.run(queries.find({ id }));
      return row && viewFromColumns(row);
    },
    async list(filters, page) {
      return pageFromRows(await connection.run(projectGrantListQuery(builder, filters, page)), "id", viewFromColumns);
    },
    async listAll(filters) {
      return (await connection.run(projectGrantListAllQuery(builder, filters))).map(viewFromColumns);
    },
  };
}

/** Reads and writes of project grants in the transaction of this connection. */
export function createProjectGrantWriter(
  connection: WriteConnection,
  queries: ProjectGrantQueries,
): ProjectGrantWriter {
  const insertRoles = ({ id, roleKeys }: ProjectGrantRow) =>
    runAll(connection, queries.insertRoles(grantRoleRows(id, roleKeys)));
  return {
    async insert(row) {
      await connection.run(
        queries.insert({
          id: row.id,
          project_id: row.projectId,
          org_id: row.orgId,
          granted_org_id: row.grantedOrgId,
          state: row.state,
          sequence: row.sequence,
          creation_time_us: row.creationTimeUs,
          change_time_us: row.changeTimeUs,
        }),
      );
      await insertRoles(row);
    },
    async update(row) {
      const { id, state, sequence, changeTimeUs } = row;
      await connection.run(queries.update({ id, state, sequence, change_time_us: changeTimeUs }));
      await connection.run(queries.deleteRoles({ id }));
      await insertRoles(row);
    },
    async delete(id) {
      connection.markAccessChange("everybody");
      await runAll(connection, [...queries.removeMemberships(id), queries.delete({ id })]);
    },
    ...createProjectGrantReader(connection, queries),
  };
}
