import { reflect } from "@bufbuild/protobuf/reflect";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { type HttpRule, HttpRuleSchema } from "../../gen/google/api/http_pb.ts";

/** One HTTP method and path of a `google.api.http` rule, as the rule states it. */
export interface HttpRoute {
  /** The method, in the spelling of the wire; `*` for any. */
  readonly httpMethod: string;
  readonly template: string;
  /** `*`, the name of a request field, or "". */
  readonly body: string;
  /** The name of a response field, or "". */
  readonly responseBody: string;
}

/** Number of `HttpRule.response_body`. Some packages ship a google/api/http.proto from before this field. */
const responseBodyNumber = 12;
const responseBodyField = HttpRuleSchema.fields.find((field) => field.number === responseBodyNumber);
const methodToken = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/**
 * The routes of a rule, its own first and then those of its `additional_bindings`.
 *
 * - A rule without a pattern has no route of its own.
 * - What is wrong goes into `problems`, a sentence each: a body without a pattern, bindings inside additional bindings,
 *   a custom kind that is no HTTP method.
 */
export function listHttpRoutes(rule: HttpRule, problems: string[]): HttpRoute[] {
  const routes = listOwnRoute(rule, problems);
  for (const additional of rule.additionalBindings) {
    if (additional.additionalBindings.length > 0) {
      problems.push("additional_bindings cannot have additional_bindings of their own");
    }
    routes.push(...listOwnRoute(additional, problems));
  }
  return routes;
}

function listOwnRoute(rule: HttpRule, problems: string[]): HttpRoute[] {
  const { pattern, body } = rule;
  const responseBody = getResponseBody(rule);
  switch (pattern.case) {
    case undefined:
      if (body !== "") problems.push(`the body "${body}" belongs to no HTTP method`);
      return [];
    case "custom": {
      const { kind, path } = pattern.value;
      if (!methodToken.test(kind)) problems.push(`the custom kind "${kind}" is not an HTTP method`);
      return [{ httpMethod: kind, template: path, body, responseBody }];
    }
    default:
      return [{ httpMethod: pattern.case.toUpperCase(), template: pattern.value, body, responseBody }];
  }
}

/** Reads the field by its number, so that a rule says the same whether or not the generated code knows the field. */
function getResponseBody(rule: HttpRule): string {
  if (responseBodyField !== undefined) return String(reflect(HttpRuleSchema, rule).get(responseBodyField));
  const unknown = rule.$unknown?.findLast((field) => field.no === responseBodyNumber);
  return unknown?.wireType === WireType.LengthDelimited ? new BinaryReader(unknown.data).string() : "";
}
