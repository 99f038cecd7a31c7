import type { SelectQueryBuilder } from "kysely";
import type { Connection, Query, WriteConnection } from "../connection.ts";
import { orgId, projectId } from "../contract/ids.ts";
import type {
  ProjectListQuery,
  ProjectReader,
  ProjectRow,
  ProjectSettings,
  ProjectWriter,
} from "../contract/projects.ts";
import { flag, type ProjectsTable, type Tables } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";
import { type PageRow, pageFromRows, pageQuery } from "./page.ts";
import { inScope, prepareScoped } from "./scope.ts";
import { createScopeRemovalQueries, runAll } from "./scope-removal.ts";
import { joinConditions, textConditions } from "./text-condition.ts";

const projectColumnNames = columnNames<ProjectsTable>({
  id: true,
  org_id: true,
  name: true,
  name_lower: true,
  state: true,
  is_role_asserted: true,
  is_role_checked: true,
  is_project_checked: true,
  private_labeling_setting: true,
  sequence: true,
  last_sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

type SettingsColumns = Pick<
  ProjectsTable,
  "name" | "name_lower" | "is_role_asserted" | "is_role_checked" | "is_project_checked" | "private_labeling_setting"
>;

type UpdateParams = SettingsColumns & Pick<ProjectsTable, "id" | "state" | "sequence" | "change_time_us">;

/** The queries on projects, compiled for one engine. */
export type ProjectQueries = ReturnType<typeof createProjectQueries>;

/** The queries on projects, compiled for one engine. */
export function createProjectQueries(builder: QueryBuilder) {
  const { db, dialect, prepare } = builder;
  const withRowLock = <Output>(query: SelectQueryBuilder<Tables, "projects", Output>) =>
    // Not FOR UPDATE: rows that only reference the project, such as a grant on it, need not wait.
    dialect.hasRowLocks ? query.forNoKeyUpdate() : query;
  return {
    builder,
    find: prepareScoped<{ readonly id: string }, ProjectsTable>(
      builder,
      (param, inThisScope) =>
        db.selectFrom("projects").selectAll().where("projects.id", "=", param("id")).where(inThisScope),
      "projects",
    ),
    lock: prepareScoped<{ readonly id: string }, ProjectsTable>(
      builder,
      (param, inThisScope) =>
        withRowLock(db.selectFrom("projects").selectAll().where("projects.id", "=", param("id")).where(inThisScope)),
      "projects",
    ),
    insert: prepare<ProjectsTable, unknown>((param) =>
      db.insertInto("projects").values(valuesOf(param, projectColumnNames)),
    ),
    update: prepare<UpdateParams, unknown>((param) =>
      db
        .updateTable("projects")
        .set({
          name: param("name"),
          name_lower: param("name_lower"),
          is_role_asserted: param("is_role_asserted"),
          is_role_checked: param("is_role_checked"),
          is_project_checked: param("is_project_checked"),
          private_labeling_setting: param("private_labeling_setting"),
          state: param("state"),
          sequence: param("sequence"),
          last_sequence: param("sequence"),
          change_time_us: param("change_time_us"),
        })
        .where("id", "=", param("id")),
    ),
    setLastSequence: prepare<{ readonly id: string; readonly lastSequence: number }, unknown>((param) =>
      db
        .updateTable("projects")
        .set({ last_sequence: param("lastSequence") })
        .where("id", "=", param("id")),
    ),
    removeMemberships: createScopeRemovalQueries(builder).ofProject,
    // Roles, grants, user grants and groups' grants go with it by their foreign keys.
    delete: prepare<{ readonly id: string }, unknown>((param) =>
      db.deleteFrom("projects").where("id", "=", param("id")),
    ),
  };
}

/** The statement that answers one page of projects. */
export function projectListQuery(
  { db, dialect, compile }: QueryBuilder,
  { scope, names, ids, page }: ProjectListQuery,
): Query<PageRow<ProjectsTable>> {
  const matching = db
    .selectFrom("projects")
    .where((eb) =>
      joinConditions("and", [
        inScope(scope, "projects"),
        ...textConditions({ exact: "projects.name", lower: "projects.name_lower" }, names),
        ...(ids === undefined ? [] : [dialect.isAmong("projects.id", eb.val(jsonTexts(ids)))]),
      ]),
    );
  return compile(
    pageQuery<ProjectsTable>(db, {
      count: matching.select((eb) => eb.fn.countAll<number>().as("total")),
      page: matching.selectAll().orderBy("projects.id").limit(page.limit).offset(page.offset),
      orderBy: ["id"],
    }),
  );
}

const settingsColumns = (settings: ProjectSettings): SettingsColumns => ({
  name: settings.name,
  name_lower: lowerCase(settings.name),
  is_role_asserted: flag(settings.isRoleAsserted),
  is_role_checked: flag(settings.isRoleChecked),
  is_project_checked: flag(settings.isProjectChecked),
  private_labeling_setting: settings.privateLabelingSetting,
});

const projectFromColumns = (columns: ProjectsTable): ProjectRow => ({
  id: projectId(columns.id),
  orgId: orgId(columns.org_id),
  name: columns.name,
  state: columns.state,
  isRoleAsserted: columns.is_role_asserted === 1,
  isRoleChecked: columns.is_role_checked === 1,
  isProjectChecked: columns.is_project_checked === 1,
  privateLabelingSetting: columns.private_labeling_setting,
  sequence: columns.sequence,
  lastSequence: columns.last_sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** Reads of projects on this connection. */
export function createProjectReader(connection: Connection, queries: ProjectQueries): ProjectReader {
  return {
    async find(scope, id) {
      const [row] = await connection.run(queries.find(scope, { id }));
      return row && projectFromColumns(row);
    },
    async list(query) {
      const rows = await connection.run(projectListQuery(queries.builder, query));
      return pageFromRows(rows, "id", projectFromColumns);
    },
  };
}

/** Reads and writes of projects in the transaction of this connection. */
export function createProjectWriter(connection: WriteConnection, queries: ProjectQueries): ProjectWriter {
  return {
    async lock(scope, id) {
      const [row] = await connection.run(queries.lock(scope, { id }));
      return row && projectFromColumns(row);
    },
    async insert(row) {
      await connection.run(
        queries.insert({
          ...settingsColumns(row),
          id: row.id,
          org_id: row.orgId,
          state: row.state,
          sequence: row.sequence,
          last_sequence: row.lastSequence,
          creation_time_us: row.creationTimeUs,
          change_time_us: row.changeTimeUs,
        }),
      );
    },
    async update(id, fields, { sequence, changeTimeUs }) {
      const columns = { ...settingsColumns(fields), state: fields.state };
      await connection.run(queries.update({ ...columns, id, sequence, change_time_us: changeTimeUs }));
    },
    async setLastSequence(id, lastSequence) {
      await connection.run(queries.setLastSequence({ id, lastSequence }));
    },
    async delete(id) {
      connection.markAccessChange("everybody");
      await runAll(connection, [...queries.removeMemberships(id), queries.delete({ id })]);
    },
    ...createProjectReader(connection, queries),
  };
}
