import { type ExpressionBuilder, expressionBuilder } from "kysely";
import type { UserGrantFilter } from "../contract/user-grants.ts";
import type { EngineDialect } from "../dialect.ts";
import type { Tables } from "../tables.ts";
import { jsonTexts } from "../text.ts";
import { carriesRole } from "./grant-roles.ts";
import { type Condition, joinConditions, textCondition } from "./text-condition.ts";
import { userTextColumns } from "./user-filter.ts";

type UserGrants = ExpressionBuilder<Tables, "user_grants">;

/** The filters as a condition on `user_grants`, so that counting joins no other table. */
export const userGrantConditions = (dialect: EngineDialect, filters: readonly UserGrantFilter[]): Condition =>
  joinConditions(
    "and",
    filters.map((filter) => userGrantCondition(dialect, filter, filters.length === 1)),
  );

function userGrantCondition(dialect: EngineDialect, filter: UserGrantFilter, isAlone: boolean): Condition {
  const eb = expressionBuilder<Tables, "user_grants">();
  switch (filter.kind) {
    case "owner":
      return eb("user_grants.org_id", "=", filter.id);
    case "owner-or-project-owner":
      return ownerOrProjectOwner(eb, filter.id);
    case "user":
      return eb("user_grants.user_id", "=", filter.id);
    case "users":
      return dialect.isAmong("user_grants.user_id", eb.val(jsonTexts(filter.ids)));
    case "user-owner":
      return ofUsersIn(eb, filter.id);
    case "project":
      return eb("user_grants.project_id", "=", filter.id);
    case "projects":
      return dialect.isAmong("user_grants.project_id", eb.val(jsonTexts(filter.ids)));
    case "project-grant":
      return eb("user_grants.project_grant_id", "=", filter.id);
    case "role":
      return carriesRole("user_grants", filter.key, isAlone);
    case "user-text":
      return ofUser(eb, textCondition(userTextColumns[filter.field], filter.match));
    case "user-type":
      return ofUser(eb, expressionBuilder<Tables, "users">()("users.type", "=", filter.type));
    case "org-name":
      return ofOrg(eb, textCondition({ exact: "orgs.name", lower: "orgs.name_lower" }, filter.match));
    case "org-domain":
      return ofOrg(eb, textCondition({ exact: "orgs.primary_domain", lower: "orgs.primary_domain" }, filter.match));
    case "project-name":
      return ofProject(eb, textCondition({ exact: "projects.name", lower: "projects.name_lower" }, filter.match));
  }
}

/** Two lists of ids rather than an `or` over two tables, which no index of PostgreSQL serves. */
const ownerOrProjectOwner = (eb: UserGrants, orgId: string): Condition =>
  eb(
    "user_grants.id",
    "in",
    eb
      .selectFrom("user_grants as given")
      .select("given.id")
      .where("given.org_id", "=", orgId)
      .union(
        eb
          .selectFrom("projects")
          .innerJoin("user_grants as on_own", "on_own.project_id", "projects.id")
          .select("on_own.id")
          .where("projects.org_id", "=", orgId),
      ),
  );

/** A list of ids, for which PostgreSQL looks up one index after the other; a condition on the user makes it scan. */
const ofUsersIn = (eb: UserGrants, orgId: string): Condition =>
  eb(
    "user_grants.id",
    "in",
    eb
      .selectFrom("users")
      .innerJoin("user_grants as held", "held.user_id", "users.id")
      .select("held.id")
      .where("users.org_id", "=", orgId),
  );

const ofUser = (eb: UserGrants, condition: Condition): Condition =>
  eb.exists(
    eb.selectFrom("users").select("users.id").whereRef("users.id", "=", "user_grants.user_id").where(condition),
  );

const ofOrg = (eb: UserGrants, condition: Condition): Condition =>
  eb.exists(eb.selectFrom("orgs").select("orgs.id").whereRef("orgs.id", "=", "user_grants.org_id").where(condition));

const ofProject = (eb: UserGrants, condition: Condition): Condition =>
  eb.exists(
    eb
      .selectFrom("projects")
      .select("projects.id")
      .whereRef("projects.id", "=", "user_grants.project_id")
      .where(condition),
  );
