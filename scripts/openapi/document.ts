import type { DescMessage, JsonObject } from "@bufbuild/protobuf";
import {
  createTranscoder,
  formatPathTemplate,
  type HttpBinding,
  type RouteMatch,
} from "../../src/transcoding/index.ts";
import type { CommentOf } from "./comments.ts";
import type { DocumentedFace } from "./face.ts";
import { createMessageSchemas, type MessageSchemas } from "./messages.ts";
import { describeOperation } from "./operation.ts";
import { describeSuccess } from "./responses.ts";
import { gatewayStyle, type Schema } from "./schema.ts";

/** The routes of a face, found as the server finds them. */
export function listMatches(face: DocumentedFace): readonly RouteMatch[] {
  const transcoder = createTranscoder({ services: face.services });
  return transcoder.bindings.map((binding) => {
    const match = transcoder.find(binding.httpMethod, examplePath(binding));
    if (match.kind !== "match" || match.binding !== binding) {
      throw new Error(`${binding.httpMethod} ${formatPathTemplate(binding.template)} is found as another route`);
    }
    return match;
  });
}

const examplePath = ({ template }: HttpBinding): string => formatPathTemplate(template).replace(/\{[^}]*\}/g, "1");

/** The OpenAPI 3.1 document of a face. */
export function createDocument(face: DocumentedFace, commentOf: CommentOf, version: string): JsonObject {
  const schemas = createMessageSchemas(commentOf);
  const matches = listMatches(face);
  // Answers come first, so that requests know which messages are in both.
  for (const match of matches) describeSuccess(match, face, schemas);
  const responses = new Map<string, JsonObject>();
  const parts = {
    face,
    commentOf,
    schemas,
    share: (name: string, response: JsonObject) => share(responses, name, response),
  };
  const paths: Record<string, JsonObject> = {};
  const names = new Map<string, readonly string[]>();
  const routeCounts = new Map<string, number>();
  for (const match of matches) {
    const { binding, method } = match;
    const shape = shapeOf(binding);
    const pathNames = names.get(shape) ?? binding.variables.map(({ variable }) => variable.path);
    names.set(shape, pathNames);
    const index = routeCounts.get(method.name + method.parent.name) ?? 0;
    routeCounts.set(method.name + method.parent.name, index + 1);
    const path = pathOf(binding, pathNames);
    paths[path] = {
      ...paths[path],
      [binding.httpMethod.toLowerCase()]: describeOperation(match, pathNames, index, parts),
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: face.title,
      version,
      description: face.description,
      license: { name: "Apache License 2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: face.services.map(({ service }) => ({ name: service.name, description: commentOf(service) })),
    paths,
    components: {
      schemas: { ...face.errors.schemas((desc) => detailSchema(desc, schemas)), ...schemas.listComponents() },
      responses: Object.fromEntries([...responses].sort(([a], [b]) => (a < b ? -1 : 1))),
      parameters: Object.fromEntries(face.parameters.map((parameter) => [String(parameter["name"]), parameter])),
      headers: { RequestId: { description: "The call's id, for the server's log.", schema: { type: "string" } } },
      securitySchemes: { ...face.login.schemes, ...optionalScheme(face) },
    },
  };
}

const optionalScheme = ({ login: { optional } }: DocumentedFace): JsonObject =>
  optional === undefined ? {} : { [optional.name]: optional.scheme };

/** A response under a name of its own, with a number where the name is another one's. */
function share(responses: Map<string, JsonObject>, name: string, response: JsonObject, number = 1): JsonObject {
  const key = number === 1 ? name : `${name}${number}`;
  const known = responses.get(key);
  if (known === undefined) responses.set(key, response);
  else if (JSON.stringify(known) !== JSON.stringify(response)) return share(responses, name, response, number + 1);
  return { $ref: `#/components/responses/${key}` };
}

/** What paths have in common that OpenAPI takes for one. */
const shapeOf = ({ template }: HttpBinding): string => formatPathTemplate(template).replace(/\{[^}]*\}/g, "{}");

function pathOf({ template }: HttpBinding, names: readonly string[]): string {
  let index = 0;
  return formatPathTemplate(template).replace(/\{[^}]*\}/g, () => `{${names[index++]}}`);
}

/** A detail of an error as `google.protobuf.Any` is written. */
function detailSchema(desc: DescMessage, schemas: MessageSchemas): Schema {
  const { properties, ...schema } = schemas.inPlace(desc, "response", gatewayStyle);
  const type = { "@type": { const: `type.googleapis.com/${desc.typeName}` } };
  // The schema of a message always has properties.
  return { ...schema, required: ["@type"], properties: { ...type, ...(properties as JsonObject) } };
}
