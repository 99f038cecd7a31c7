import { getOption, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import type { HttpBinding, RouteMatch } from "../../src/transcoding/index.ts";
import type { CommentOf } from "./comments.ts";
import { createExample } from "./example.ts";
import type { DocumentedFace } from "./face.ts";
import type { MessageSchemas } from "./messages.ts";
import { listParameters } from "./parameters.ts";
import { describeErrors, describeSuccess, type ShareResponse } from "./responses.ts";
import { compact, type Schema } from "./schema.ts";

/** What operations are made from. */
export interface OperationParts {
  readonly face: DocumentedFace;
  readonly commentOf: CommentOf;
  readonly schemas: MessageSchemas;
  readonly share: ShareResponse;
}

/**
 * The operation of a route.
 *
 * @param pathNames The names of the path's variables, in their order: paths that differ in nothing else share them.
 * @param index Which route of its RPC it is, from 0.
 */
export function describeOperation(
  match: RouteMatch,
  pathNames: readonly string[],
  index: number,
  parts: OperationParts,
): JsonObject {
  const { face, commentOf, schemas } = parts;
  const { method, binding } = match;
  const { rule } = getOption(method, access);
  const text = commentOf(method);
  const parameters = [
    ...listParameters(binding, pathNames, schemas, face.styleOf(method)),
    ...(rule.case === "public" ? [] : face.parameters.map(({ name }) => ({ $ref: `#/components/parameters/${name}` }))),
  ];
  return compact({
    operationId: `${method.parent.name}_${method.name}${index === 0 ? "" : `_${index + 1}`}`,
    tags: [method.parent.name],
    summary: /^.*?[.](?=\s|$)/s.exec(text)?.[0].slice(0, -1) ?? method.name,
    description: [text, describeRule(method)].filter((part) => part !== "").join("\n\n"),
    "x-rpc": `${method.parent.typeName}/${method.name}`,
    parameters: parameters.length === 0 ? undefined : parameters,
    requestBody: describeBody(match, parts),
    responses: { ...describeSuccess(match, face, schemas), ...describeErrors(match, face, parts.share) },
    security: describeSecurity(match, face),
  });
}

function describeRule(method: HttpBinding["method"]): string {
  const { rule, orgField } = getOption(method, access);
  const org = orgField === "" ? "in the organization of the call" : `in the organization that \`${orgField}\` names`;
  switch (rule.case) {
    case "public":
      return "Anyone may call.";
    case "permission":
      return `Asks for the permission \`${rule.value}\` ${org}.`;
    default:
      return "Asks for a login, and for no permission of its own.";
  }
}

/** In OpenAPI 3.1 a requirement may name what the caller needs besides the login. */
function describeSecurity({ method }: RouteMatch, { login }: DocumentedFace): JsonValue[] {
  const { rule } = getOption(method, access);
  if (rule.case === "public") {
    const { optional } = login;
    return optional?.rpcs.includes(method.name) === true ? [{}, { [optional.name]: [] }] : [];
  }
  const needs = rule.case === "permission" ? [rule.value] : [];
  return [Object.fromEntries(Object.keys(login.schemes).map((name) => [name, needs]))];
}

function describeBody({ binding, dialect }: RouteMatch, { face, schemas }: OperationParts): JsonObject | undefined {
  const { method, body, variables } = binding;
  if (body.kind === "none") return undefined;
  const style = face.styleOf(method);
  const schema = (): Schema => {
    if (body.kind === "field") return schemas.ofField(body.field, "request", style);
    const inPath = new Set(variables.flatMap(({ fields }) => (fields.length === 1 ? fields : [])));
    return schemas.ofMessage(method.input, "request", style, inPath);
  };
  const { description, ...made } = schema();
  const resolved = schemas.resolve(made);
  return compact({
    description,
    required: resolved["required"] === undefined ? undefined : true,
    content: {
      [dialect.codec.accept]: {
        schema: made,
        example: face.examples?.[method.name] ?? createExample(made, schemas.resolve),
      },
    },
  });
}
