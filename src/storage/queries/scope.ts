import { type Compilable, type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Query } from "../connection.ts";
import { everyOrg, type Scope } from "../contract/scope.ts";
import type { Param, QueryBuilder } from "./builder.ts";

/** Tables of objects that an organization owns. */
export type OwnedTable = "users" | "user_counts" | "projects" | "groups";

/** What keeps a query on such a table within a scope. */
export type ScopeCondition = Expression<SqlBool>;

const everywhere: ScopeCondition = sql<SqlBool>`1 = 1`;
const within = (table: OwnedTable, orgId: string | RawBuilder<string>): ScopeCondition =>
  sql<SqlBool>`${sql.ref(`${table}.org_id`)} = ${orgId}`;

/** The condition of this scope. With `prepareScoped` the only place that turns a scope into SQL. */
export const inScope = (scope: Scope, table: OwnedTable): ScopeCondition =>
  scope === everyOrg ? everywhere : within(table, scope.orgId);

/** A prepared query on such a table in two variants, of which each call takes the one of its scope. */
export function prepareScoped<Params extends object, Row>(
  builder: QueryBuilder,
  build: (param: Param<Params>, inThisScope: ScopeCondition) => Compilable<Row>,
  table: OwnedTable = "users",
): (scope: Scope, params: Params) => Query<Row> {
  return prepareScopedWith(builder.prepare, build, table);
}

/** The same of a read that finds at most one row, which may be sent as one statement with others of its text. */
export const prepareScopedOne = <Params extends object, Row>(
  builder: QueryBuilder,
  build: (param: Param<Params>, inThisScope: ScopeCondition) => Compilable<Row>,
  table: OwnedTable = "users",
): ((scope: Scope, params: Params) => Query<Row>) =>
  prepareScopedWith((text) => builder.prepareMergeable("select", text), build, table);

function prepareScopedWith<Params extends object, Row>(
  prepare: QueryBuilder["prepare"],
  build: (param: Param<Params>, inThisScope: ScopeCondition) => Compilable<Row>,
  table: OwnedTable,
): (scope: Scope, params: Params) => Query<Row> {
  const inEveryOrg = prepare<Params, Row>((param) => build(param, everywhere));
  const inOrg = prepare<Params & ScopeParams, Row>((param) => {
    // A name out of `keyof Params` is one out of `keyof (Params & ScopeParams)` too, which the compiler cannot see while
    // Params is open.
    const scopeParam = param as unknown as Param<ScopeParams>;
    return build(param as unknown as Param<Params>, within(table, scopeParam("scopeOrgId")));
  });
  return (scope, params) => (scope === everyOrg ? inEveryOrg(params) : inOrg({ scopeOrgId: scope.orgId, ...params }));
}

interface ScopeParams {
  readonly scopeOrgId: string;
}
