import { expressionBuilder } from "kysely";
import type { ProjectGrantFilter } from "../contract/project-grants.ts";
import type { Tables } from "../tables.ts";
import { carriesRole } from "./grant-roles.ts";
import { type Condition, joinConditions, textCondition } from "./text-condition.ts";

/** The filters as a condition on `project_grants`, so that counting joins no other table. */
export const projectGrantConditions = (filters: readonly ProjectGrantFilter[]): Condition =>
  joinConditions(
    "and",
    filters.map((filter) => projectGrantCondition(filter, filters.length === 1)),
  );

function projectGrantCondition(filter: ProjectGrantFilter, isAlone: boolean): Condition {
  const eb = expressionBuilder<Tables, "project_grants">();
  switch (filter.kind) {
    case "project":
      return eb("project_grants.project_id", "=", filter.id);
    case "owner":
      return eb("project_grants.org_id", "=", filter.id);
    case "granted-org":
      return eb("project_grants.granted_org_id", "=", filter.id);
    case "project-name":
      return eb.exists(
        eb
          .selectFrom("projects")
          .select("projects.id")
          .whereRef("projects.id", "=", "project_grants.project_id")
          .where(textCondition({ exact: "projects.name", lower: "projects.name_lower" }, filter.match)),
      );
    case "role":
      return carriesRole("project_grants", filter.key, isAlone);
  }
}
