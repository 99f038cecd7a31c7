import { type DescField, type Message, toJson } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { findInnerMessage, formatFieldPath } from "./field-path.ts";
import { type FieldText, type FieldValue, findFieldText, getScalarText } from "./field-text.ts";
import { createHeaderWriter } from "./header-binder.ts";
import { type HttpBinding, listBoundPaths } from "./http-binding.ts";
import { quoteInput } from "./invalid-argument.ts";
import type { BoundVariable } from "./path-binder.ts";
import type { PathSegment } from "./path-template.ts";
import { encodeQueryText, encodeSegment, encodeSegments } from "./percent-encoding.ts";

/** A request as it goes on the wire. */
export interface EncodedRequest {
  readonly httpMethod: string;
  readonly path: string;
  /** Without the `?`, "" when nothing is left for it. */
  readonly query: string;
  /** `undefined` when the route has no body. */
  readonly body: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

interface QueryContext {
  readonly bound: ReadonlySet<string>;
  readonly parameters: string[];
}

/**
 * A request message as the HTTP request that a route decodes to the same message: the way of a client.
 *
 * - Fields that neither path nor body nor headers take go into the query, in proto names and in the order of the descriptor.
 * - A path takes every value, an unset one as its zero value.
 *
 * @throws Error for a value that does not match the pattern of its path variable, for a set field that only a body
 * could carry, and for a route of any method, which names none to use.
 */
export function encodeRequest(binding: HttpBinding, message: Message): EncodedRequest {
  if (binding.httpMethod === "*") throw new Error("a route of any HTTP method does not say which one to use");
  const root = reflect(binding.method.input, message);
  const context: QueryContext = { bound: listBoundPaths(binding), parameters: [] };
  if (binding.body.kind !== "message") addFields(root, [], context);
  return {
    httpMethod: binding.httpMethod,
    path: encodePath(binding, root),
    query: context.parameters.join("&"),
    body: encodeBody(binding, message),
    headers: createHeaderWriter(binding.method.input)?.(message) ?? {},
  };
}

function encodeBody({ body, method }: HttpBinding, message: Message): string | undefined {
  if (body.kind === "none") return undefined;
  const json = toJson(method.input, message);
  if (body.kind === "message") return JSON.stringify(json);
  const value =
    typeof json === "object" && json !== null && !Array.isArray(json) ? json[body.field.jsonName] : undefined;
  return value === undefined ? "" : JSON.stringify(value);
}

function encodePath(binding: HttpBinding, root: ReflectMessage): string {
  const { template, variables } = binding;
  const parts: (string | undefined)[] = [];
  let index = 0;
  for (const bound of variables) {
    parts.push(...template.segments.slice(index, bound.variable.start).map(encodeFixed));
    parts.push(encodeVariable(bound, template.segments.slice(bound.variable.start, bound.variable.end), root));
    index = bound.variable.end;
  }
  parts.push(...template.segments.slice(index).map(encodeFixed));
  const path = parts.filter((part) => part !== undefined).join("/");
  return `/${path}${template.verb === "" ? "" : `:${template.verb}`}`;
}

function encodeFixed(segment: PathSegment): string {
  if (segment.kind === "literal") return segment.text;
  throw new Error("a wildcard outside a variable does not say what to put there");
}

/** The segments of a variable; `undefined` for none, which take the slash in front of them along. */
function encodeVariable(
  bound: BoundVariable,
  pattern: readonly PathSegment[],
  root: ReflectMessage,
): string | undefined {
  const { variable, fields } = bound;
  const field = fields.at(-1);
  const text = field === undefined ? undefined : findFieldText(field);
  if (field === undefined || text === undefined) throw new Error(`the path variable "${variable.path}" has no text`);
  const value = text.format(getValue(root, fields, field));
  const encoded = variable.isMultiSegment ? encodeSegments(value) : encodeSegment(value);
  const segments = encoded === "" && variable.isMultiSegment ? [] : encoded.split("/");
  if (!matches(pattern, segments)) {
    throw new Error(`the value ${quoteInput(value)} does not match the path variable "${variable.path}"`);
  }
  return segments.length === 0 ? undefined : encoded;
}

function matches(pattern: readonly PathSegment[], segments: readonly string[]): boolean {
  const multi = pattern.findIndex((segment) => segment.kind === "multi");
  if (multi === -1 ? segments.length !== pattern.length : segments.length < pattern.length - 1) return false;
  return pattern.every((segment, i) => {
    const isBehindMulti = multi !== -1 && i > multi;
    return matchesAt(segment, isBehindMulti ? segments.at(i - pattern.length) : segments[i]);
  });
}

function matchesAt(segment: PathSegment, text: string | undefined): boolean {
  return segment.kind === "literal" ? segment.text === text : segment.kind === "multi" || text !== undefined;
}

function getValue(root: ReflectMessage, fields: readonly DescField[], field: DescField): FieldValue {
  let current = root;
  for (const parent of fields.slice(0, -1)) if (parent.fieldKind === "message") current = current.get(parent);
  // Verified bindings end in fields whose values reflect() reports in these types.
  return current.get(field) as FieldValue;
}

function addFields(message: ReflectMessage, parents: readonly DescField[], context: QueryContext): void {
  for (const field of message.fields) {
    const fields = [...parents, field];
    const path = formatFieldPath(fields);
    if (!message.isSet(field) || context.bound.has(path)) continue;
    addField(message, field, fields, path, context);
  }
}

function addField(
  message: ReflectMessage,
  field: DescField,
  fields: readonly DescField[],
  path: string,
  context: QueryContext,
): void {
  const text = findFieldText(field);
  if (text === undefined) {
    if (field.fieldKind !== "message" || findInnerMessage(field) === undefined) {
      throw new Error(`the field "${path}" cannot go into a query`);
    }
    addFields(message.get(field), fields, context);
    return;
  }
  for (const [key, value] of listValues(message, field, path)) addParameter(key, text, value, context);
}

/** The values of a field with their query keys. reflect() reports all of them in the types of FieldValue. */
function listValues(message: ReflectMessage, field: DescField, path: string): [string, FieldValue][] {
  switch (field.fieldKind) {
    case "list":
      return [...message.get(field)].map((item) => [path, item as FieldValue]);
    case "map": {
      const keyText = getScalarText(field.mapKey);
      return [...message.get(field)].map(([key, item]) => [
        `${path}[${keyText.format(key as FieldValue)}]`,
        item as FieldValue,
      ]);
    }
    default:
      return [[path, message.get(field) as FieldValue]];
  }
}

function addParameter(key: string, text: FieldText, value: FieldValue, context: QueryContext): void {
  context.parameters.push(`${encodeQueryText(key)}=${encodeQueryText(text.format(value))}`);
}
