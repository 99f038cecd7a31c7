import { type Compilable, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Query } from "../connection.ts";
import { everyOrg, type Scope } from "../contract/scope.ts";
import type { Tables } from "../tables.ts";
import type { Param, QueryBuilder } from "./builder.ts";

/** What keeps a query on users within a scope. */
export type ScopeCondition = (eb: ExpressionBuilder<Tables, "users">) => Expression<SqlBool>;

const everywhere: ScopeCondition = () => sql<SqlBool>`1 = 1`;
const within =
  (orgId: string | RawBuilder<string>): ScopeCondition =>
  (eb) =>
    eb("users.org_id", "=", orgId);

/** The condition of this scope. With `prepareScoped` the only place that turns a scope into SQL. */
export const inScope = (scope: Scope): ScopeCondition => (scope === everyOrg ? everywhere : within(scope.orgId));

/** A prepared query on users in two variants, of which each call takes the one of its scope. */
export function prepareScoped<Params extends object, Row>(
  builder: QueryBuilder,
  build: (param: Param<Params>, inThisScope: ScopeCondition) => Compilable<Row>,
): (scope: Scope, params: Params) => Query<Row> {
  const inEveryOrg = builder.prepare<Params, Row>((param) => build(param, everywhere));
  const inOrg = builder.prepare<Params & ScopeParams, Row>((param) => {
    // A name out of `keyof Params` is one out of `keyof (Params & ScopeParams)` too, which the compiler cannot see while
    // Params is open.
    const scopeParam = param as unknown as Param<ScopeParams>;
    return build(param as unknown as Param<Params>, within(scopeParam("scopeOrgId")));
  });
  return (scope, params) => (scope === everyOrg ? inEveryOrg(params) : inOrg({ ...params, scopeOrgId: scope.orgId }));
}

interface ScopeParams {
  readonly scopeOrgId: string;
}
