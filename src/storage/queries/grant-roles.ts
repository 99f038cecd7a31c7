import { type SqlBool, sql } from "kysely";
import type { EngineDialect } from "../dialect.ts";
import type { GrantRolesTable } from "../tables.ts";
import { columnNames } from "./builder.ts";
import type { Condition } from "./text-condition.ts";

/** The columns of the tables of grants' roles. */
export const grantRoleColumnNames = columnNames<GrantRolesTable>({ grant_id: true, position: true, role_key: true });

/** The rows of a grant's roles, in order. */
export const grantRoleRows = (id: string, roleKeys: readonly string[]): readonly GrantRolesTable[] =>
  roleKeys.map((role_key, position) => ({ grant_id: id, position, role_key }));

/**
 * The grants that carry this very key.
 *
 * Beside other conditions it is looked up for each grant that these leave, because a key such as `user` may be in any
 * number of grants on other projects; alone, the grants are looked up by the key.
 */
export function carriesRole(grants: "project_grants" | "user_grants", key: string, isAlone: boolean): Condition {
  const roles = grants === "project_grants" ? "project_grant_roles" : "user_grant_roles";
  const grantId = sql.ref(`${roles}.grant_id`);
  const id = sql.ref(`${grants}.id`);
  const ofKey = sql`select ${grantId} from ${sql.table(roles)} where ${sql.ref(`${roles}.role_key`)} = ${key}`;
  return isAlone ? sql<SqlBool>`${id} in (${ofKey})` : sql<SqlBool>`exists (${ofKey} and ${grantId} = ${id})`;
}

/** What to select of a grant for its roles: a JSON array of their keys, in order, as `role_keys`. */
export const roleKeysOf = (dialect: EngineDialect, grants: "project_grants" | "user_grants") => {
  const roles = grants === "project_grants" ? "project_grant_roles" : "user_grant_roles";
  const keys = dialect.jsonArrayOf(sql.ref(`${roles}.role_key`), sql.ref(`${roles}.position`));
  return sql<string>`(select ${keys} from ${sql.table(roles)} where ${sql.ref(`${roles}.grant_id`)} =
    ${sql.ref(`${grants}.id`)})`.as("role_keys");
};
