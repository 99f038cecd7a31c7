import { type DescField, type DescMessage, getOption, type JsonObject, ScalarType } from "@bufbuild/protobuf";
import { header } from "../../gen/roster/http/v1/header_pb.ts";
import { findFieldText } from "../../src/transcoding/field-text.ts";
import { listHeaderFields } from "../../src/transcoding/header-binder.ts";
import { type HttpBinding, listBoundPaths, listPathFields } from "../../src/transcoding/http-binding.ts";
import type { MessageSchemas } from "./messages.ts";
import { readFieldConstraints } from "./rules.ts";
import { compact, type JsonStyle } from "./schema.ts";

/** A parameter of an operation. */
export type Parameter = JsonObject;

/** Everything of a request that is not in its body: path, headers, and query, in this order. */
export function listParameters(
  binding: HttpBinding,
  pathNames: readonly string[],
  schemas: MessageSchemas,
  style: JsonStyle,
): readonly Parameter[] {
  const { input } = binding.method;
  const pathFields = listPathFields(binding);
  const headers = listHeaderFields(input).filter(({ field }) => !pathFields.has(field.name));
  return [
    ...binding.variables.flatMap(({ fields, variable }, index) => {
      const field = fields.at(-1);
      if (field === undefined) return [];
      const parameter = toParameter("path", pathNames[index] ?? variable.path, field, schemas, style);
      return [variable.isMultiSegment ? { ...parameter, "x-multi-segment": true } : parameter];
    }),
    ...headers.map(({ field }) => toParameter("header", getOption(field, header), field, schemas, style)),
    ...listQueryFields(binding, style).map(({ name, field }) => toParameter("query", name, field, schemas, style)),
  ];
}

function toParameter(
  place: "path" | "query" | "header",
  name: string,
  field: DescField,
  schemas: MessageSchemas,
  style: JsonStyle,
): Parameter {
  const { description, ...schema } = schemas.ofField(field, "request", style);
  const isRequired = place === "path" || readFieldConstraints(field).isRequired;
  return compact({
    name,
    in: place,
    required: isRequired ? true : undefined,
    description,
    schema: place === "path" ? withContent(field, schema) : schema,
    ...(field.fieldKind === "map" ? { style: "deepObject", explode: true } : {}),
  });
}

/** Nothing between two slashes is another path. */
const withContent = (field: DescField, schema: JsonObject): JsonObject =>
  field.scalar === ScalarType.STRING && schema["minLength"] === undefined ? { ...schema, minLength: 1 } : schema;

interface QueryField {
  readonly name: string;
  readonly field: DescField;
}

/** The fields that a query can set, those inside others under dotted names. */
function listQueryFields(binding: HttpBinding, style: JsonStyle): readonly QueryField[] {
  if (binding.body.kind === "message") return [];
  return listFields(binding.method.input, [], listBoundPaths(binding), style);
}

function listFields(
  desc: DescMessage,
  parents: readonly DescField[],
  bound: ReadonlySet<string>,
  style: JsonStyle,
): readonly QueryField[] {
  return desc.fields.flatMap((field): readonly QueryField[] => {
    const path = [...parents, field];
    if (bound.has(path.map(({ name }) => name).join("."))) return [];
    if (findFieldText(field) !== undefined) return [{ name: path.map(style.nameOf).join("."), field }];
    if (field.fieldKind !== "message" || path.some(({ parent }) => parent === field.message)) return [];
    return listFields(field.message, path, bound, style);
  });
}
