import type { Connection, Query, WriteConnection } from "../connection.ts";
import { projectId } from "../contract/ids.ts";
import type {
  ProjectRoleListQuery,
  ProjectRoleReader,
  ProjectRoleRow,
  ProjectRoleWriter,
} from "../contract/project-roles.ts";
import type { ProjectRolesTable } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { columnNames, insertsByCount, type QueryBuilder } from "./builder.ts";
import { type PageRow, pageFromRows, pageQuery } from "./page.ts";
import { runAll } from "./scope-removal.ts";
import { joinConditions, textConditions } from "./text-condition.ts";

const roleColumnNames = columnNames<ProjectRolesTable>({
  project_id: true,
  key: true,
  key_lower: true,
  display_name: true,
  display_name_lower: true,
  role_group: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

type UpdateParams = Omit<ProjectRolesTable, "key_lower" | "creation_time_us">;

interface RoleKey {
  readonly project_id: string;
  readonly key: string;
}

interface ProjectName {
  readonly project_name: string;
}

/** The queries on project roles, compiled for one engine. */
export type ProjectRoleQueries = ReturnType<typeof createProjectRoleQueries>;

/** The queries on project roles, compiled for one engine. */
export function createProjectRoleQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  return {
    builder,
    findMany: prepare<{ readonly project_id: string; readonly keys: string }, ProjectRolesTable>((param) =>
      db
        .selectFrom("project_roles")
        .selectAll()
        .where("project_id", "=", param("project_id"))
        .where(dialect.isAmong("key", param("keys")))
        .orderBy("key"),
    ),
    // Two lookups, because no index serves a condition on either column.
    listNamed: prepare<{ readonly org_id: string; readonly name: string }, ProjectRolesTable & ProjectName>((param) => {
      const named = (column: "display_name_lower" | "key_lower") =>
        db
          .selectFrom("projects")
          .innerJoin("project_roles", "project_roles.project_id", "projects.id")
          .selectAll("project_roles")
          .select("projects.name as project_name")
          .where("projects.org_id", "=", param("org_id"))
          .where(`project_roles.${column}`, "=", param("name"));
      return named("display_name_lower").union(named("key_lower")).orderBy("project_id").orderBy("key");
    }),
    insert: insertsByCount<ProjectRolesTable>(builder, "project_roles", roleColumnNames),
    update: prepare<UpdateParams, unknown>((param) =>
      db
        .updateTable("project_roles")
        .set({
          display_name: param("display_name"),
          display_name_lower: param("display_name_lower"),
          role_group: param("role_group"),
          sequence: param("sequence"),
          change_time_us: param("change_time_us"),
        })
        .where("project_id", "=", param("project_id"))
        .where("key", "=", param("key")),
    ),
    removeMemberships: prepare<RoleKey, unknown>((param) =>
      db
        .deleteFrom("memberships")
        .where("scope_type", "=", "project-role")
        .where("scope_id", "=", param("project_id"))
        .where("scope_key", "=", param("key")),
    ),
    delete: prepare<RoleKey, unknown>((param) =>
      db.deleteFrom("project_roles").where("project_id", "=", param("project_id")).where("key", "=", param("key")),
    ),
  };
}

/** The statement that answers one page of a project's roles. */
export function projectRoleListQuery(
  { db, dialect, compile }: QueryBuilder,
  { projectId, onlyKeys, keys, displayNames, page }: ProjectRoleListQuery,
): Query<PageRow<ProjectRolesTable>> {
  const matching = db
    .selectFrom("project_roles")
    .where((eb) =>
      joinConditions("and", [
        eb("project_id", "=", projectId),
        ...(onlyKeys === undefined ? [] : [dialect.isAmong("key", eb.val(jsonTexts(onlyKeys)))]),
        ...textConditions({ exact: "key", lower: "key_lower" }, keys),
        ...textConditions({ exact: "display_name", lower: "display_name_lower" }, displayNames),
      ]),
    );
  return compile(
    pageQuery<ProjectRolesTable>(db, {
      count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
      page: matching.selectAll().orderBy("key").limit(page.limit).offset(page.offset),
      orderBy: ["key"],
    }),
  );
}

/** Reads of project roles on this connection. */
export function createProjectRoleReader(connection: Connection, queries: ProjectRoleQueries): ProjectRoleReader {
  return {
    async findMany(projectId, keys) {
      if (keys.length === 0) return [];
      const rows = await connection.run(queries.findMany({ project_id: projectId, keys: jsonTexts(keys) }));
      return rows.map(roleFromColumns);
    },
    async listNamed(orgId, name) {
      const rows = await connection.run(queries.listNamed({ org_id: orgId, name: lowerCase(name) }));
      return rows.map((row) => ({ ...roleFromColumns(row), projectName: row.project_name }));
    },
    async list(query) {
      const rows = await connection.run(projectRoleListQuery(queries.builder, query));
      return pageFromRows(rows, "key", roleFromColumns);
    },
  };
}

/** Reads and writes of project roles in the transaction of this connection. */
export function createProjectRoleWriter(connection: WriteConnection, queries: ProjectRoleQueries): ProjectRoleWriter {
  return {
    async insert(rows) {
      await runAll(connection, queries.insert(rows.map(roleColumns)));
    },
    async update(row) {
      await connection.run(queries.update(roleColumns(row)));
    },
    async delete(projectId, key) {
      const role: RoleKey = { project_id: projectId, key };
      connection.markAccessChange("everybody");
      await runAll(connection, [queries.removeMemberships(role), queries.delete(role)]);
    },
    ...createProjectRoleReader(connection, queries),
  };
}

const roleColumns = (row: ProjectRoleRow): ProjectRolesTable => ({
  project_id: row.projectId,
  key: row.key,
  key_lower: lowerCase(row.key),
  display_name: row.displayName,
  display_name_lower: lowerCase(row.displayName),
  role_group: row.group,
  sequence: row.sequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
});

const roleFromColumns = (columns: ProjectRolesTable): ProjectRoleRow => ({
  projectId: projectId(columns.project_id),
  key: columns.key,
  displayName: columns.display_name,
  group: columns.role_group,
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});
