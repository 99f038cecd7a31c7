import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { formatFieldPath, resolveFieldPath } from "./field-path.ts";
import { findFieldText } from "./field-text.ts";
import { findHeaderProblems, listHeaderFields } from "./header-binder.ts";
import type { HttpRoute } from "./http-rule.ts";
import type { BoundVariable } from "./path-binder.ts";
import type { PathTemplate, PathVariable } from "./path-template.ts";
import { PathTemplateError, parsePathTemplate } from "./path-template-parser.ts";

/** What of a request its HTTP body carries. */
export type BodyRule =
  | { readonly kind: "none" }
  | { readonly kind: "message" }
  | { readonly kind: "field"; readonly field: DescField };

/** A route of an RPC, verified against the descriptors of its request and response. */
export interface HttpBinding {
  /** The RPC. Its `methodKind` says whether it streams. */
  readonly method: DescMethod;
  /** The HTTP method; `*` for any. */
  readonly httpMethod: string;
  readonly template: PathTemplate;
  readonly variables: readonly BoundVariable[];
  readonly body: BodyRule;
  /** The response field that is the HTTP body; `undefined` for the whole response. */
  readonly responseField: DescField | undefined;
}

/**
 * The binding for a route of a method, or `undefined` when the route does not fit the method.
 *
 * All that does not fit goes into `problems`, a sentence each:
 * - the template does not parse;
 * - a path variable names no field, leads through something that is not a singular message, or ends in a field that a
 *   URL cannot carry: repeated, map, or a message without a text form;
 * - two variables are the same field in two spellings, or members of the same oneof;
 * - `body` or `response_body` names no top-level field, or the body is a field that the path sets as well;
 * - a field is to be in a header and cannot.
 */
export function compileHttpBinding(method: DescMethod, route: HttpRoute, problems: string[]): HttpBinding | undefined {
  const found: string[] = [];
  const template = compileTemplate(route.template, found);
  const variables = (template?.variables ?? []).flatMap((v) => compileVariable(method.input, v, found));
  verifyDistinct(variables, found);
  const body = compileBody(method.input, route.body, variables, found);
  const responseField = compileResponseField(method.output, route.responseBody, found);
  found.push(...findHeaderProblems(method.input), ...findHeaderProblems(method.output));
  if (template !== undefined && found.length === 0) {
    return { method, httpMethod: route.httpMethod, template, variables, body, responseField };
  }
  problems.push(...found);
  return undefined;
}

/** The fields, as dotted proto names, that the path sets. */
export const listPathFields = ({ variables }: HttpBinding): ReadonlySet<string> =>
  new Set(variables.map((bound) => formatFieldPath(bound.fields)));

/** The fields, as dotted proto names, that the path, the body and headers set and a query therefore cannot. */
export function listBoundPaths(binding: HttpBinding): ReadonlySet<string> {
  const paths = new Set(listPathFields(binding));
  if (binding.body.kind === "field") paths.add(binding.body.field.name);
  for (const { field } of listHeaderFields(binding.method.input)) paths.add(field.name);
  return paths;
}

function compileTemplate(text: string, problems: string[]): PathTemplate | undefined {
  try {
    return parsePathTemplate(text);
  } catch (error) {
    if (!(error instanceof PathTemplateError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}

function compileVariable(input: DescMessage, variable: PathVariable, problems: string[]): BoundVariable[] {
  const subject = `the path variable "${variable.path}"`;
  const result = resolveFieldPath(input, variable.path);
  switch (result.kind) {
    case "unknown":
      problems.push(`${subject} names the field "${result.name}", which ${result.message.typeName} does not have`);
      return [];
    case "not-a-message":
      problems.push(`${subject} leads through "${result.field.name}", whose fields a path cannot name`);
      return [];
    case "too-deep":
      problems.push(`${subject} has too many names`);
      return [];
    case "found":
      return verifyVariable(subject, variable, result.fields, problems);
  }
}

function verifyVariable(
  subject: string,
  variable: PathVariable,
  fields: readonly DescField[],
  problems: string[],
): BoundVariable[] {
  const field = fields.at(-1);
  if (field === undefined) return [];
  if (field.fieldKind === "list" || field.fieldKind === "map") {
    problems.push(`${subject} is a ${field.fieldKind === "list" ? "repeated field" : "map"}, a path carries one value`);
    return [];
  }
  if (findFieldText(field) === undefined) {
    problems.push(`${subject} is the message ${field.message?.typeName}, which a path cannot carry`);
    return [];
  }
  return [{ variable, fields }];
}

function verifyDistinct(variables: readonly BoundVariable[], problems: string[]): void {
  const owners = new Map<string, string>();
  for (const { variable, fields } of variables) {
    const field = fields.at(-1);
    const claimed = [...fields.slice(0, -1), field?.oneof ?? field].map((part) => part?.name).join(".");
    const owner = owners.get(claimed);
    if (owner !== undefined)
      problems.push(`the path variables "${owner}" and "${variable.path}" set the same field or oneof`);
    owners.set(claimed, variable.path);
  }
}

function compileBody(
  input: DescMessage,
  name: string,
  variables: readonly BoundVariable[],
  problems: string[],
): BodyRule {
  if (name === "") return { kind: "none" };
  if (name === "*") return { kind: "message" };
  const field = findTopLevelField(input, name);
  if (field === undefined) {
    problems.push(`the body "${name}" is not a field of ${input.typeName}`);
    return { kind: "none" };
  }
  if (variables.some((bound) => bound.fields.length === 1 && bound.fields[0] === field)) {
    problems.push(`the field "${name}" is both the body and a path variable`);
  }
  return { kind: "field", field };
}

function compileResponseField(output: DescMessage, name: string, problems: string[]): DescField | undefined {
  if (name === "") return undefined;
  const field = findTopLevelField(output, name);
  if (field === undefined) problems.push(`the response_body "${name}" is not a field of ${output.typeName}`);
  return field;
}

function findTopLevelField(message: DescMessage, name: string): DescField | undefined {
  const result = resolveFieldPath(message, name);
  return result.kind === "found" && result.fields.length === 1 ? result.fields[0] : undefined;
}
