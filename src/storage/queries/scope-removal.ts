import type { Connection, Query } from "../connection.ts";
import type { MembershipScope } from "../contract/memberships.ts";
import type { QueryBuilder } from "./builder.ts";

/** The removals of memberships on what is about to be removed, compiled for one engine. */
export type ScopeRemovalQueries = ReturnType<typeof createScopeRemovalQueries>;

/** Every statement that removes the memberships on an object and all within it. */
type Removal = (id: string) => readonly Query<unknown>[];

/**
 * The removals of memberships on what is about to be removed, compiled for one engine.
 *
 * Memberships name what they are on without a foreign key, so these run before the object itself is removed. The command
 * holds the object meanwhile, and so does each that adds a membership on it.
 */
export function createScopeRemovalQueries({ db, prepare }: QueryBuilder): {
  readonly ofOrg: Removal;
  readonly ofProject: Removal;
  readonly ofProjectGrant: Removal;
  readonly ofGroup: Removal;
} {
  interface Params {
    readonly id: string;
  }
  const removeOn = (type: MembershipScope["type"]) =>
    prepare<Params, unknown>((param) =>
      db.deleteFrom("memberships").where("scope_type", "=", type).where("scope_id", "=", param("id")),
    );
  const removeOnOwned = (type: MembershipScope["type"], table: "projects" | "groups" | "project_grants") =>
    prepare<Params, unknown>((param) =>
      db
        .deleteFrom("memberships")
        .where("scope_type", "=", type)
        .where("scope_id", "in", db.selectFrom(table).select("id").where("org_id", "=", param("id"))),
    );
  const removeOnGrants = (column: "project_id" | "granted_org_id") =>
    prepare<Params, unknown>((param) =>
      db
        .deleteFrom("memberships")
        .where("scope_type", "=", "project-grant")
        .where("scope_id", "in", db.selectFrom("project_grants").select("id").where(column, "=", param("id"))),
    );
  const all =
    (...removals: readonly ((params: Params) => Query<unknown>)[]): Removal =>
    (id) =>
      removals.map((removal) => removal({ id }));
  return {
    ofOrg: all(
      removeOn("org"),
      removeOnOwned("project", "projects"),
      removeOnOwned("project-role", "projects"),
      removeOnOwned("group", "groups"),
      removeOnOwned("project-grant", "project_grants"),
      removeOnGrants("granted_org_id"),
    ),
    ofProject: all(removeOn("project"), removeOn("project-role"), removeOnGrants("project_id")),
    ofProjectGrant: all(removeOn("project-grant")),
    ofGroup: all(removeOn("group")),
  };
}

/** Runs the statements one after another. */
export async function runAll(connection: Connection, queries: readonly Query<unknown>[]): Promise<void> {
  for (const query of queries) await connection.run(query);
}
