import { create, getOption, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import { header } from "../../gen/roster/http/v1/header_pb.ts";
import { listHeaderFields } from "../../src/transcoding/header-binder.ts";
import type { HttpResponse, RouteMatch } from "../../src/transcoding/index.ts";
import type { DocumentedFace } from "./face.ts";
import type { MessageSchemas } from "./messages.ts";
import { listSamples, type Sample } from "./samples.ts";
import { compact, type Schema } from "./schema.ts";

/** The answers of an operation by status. */
export type Responses = Readonly<Record<string, JsonObject>>;

/** Keeps each response that several operations share once. */
export type ShareResponse = (name: string, response: JsonObject) => JsonObject;

const decoder = new TextDecoder();

/** What every answer has: the id of the call. */
const requestIdHeader = { "x-request-id": { $ref: "#/components/headers/RequestId" } };

/** The success, as the route itself answers with an empty message. */
export function describeSuccess(match: RouteMatch, face: DocumentedFace, schemas: MessageSchemas): Responses {
  const { method, binding } = match;
  const { status, headers, body } = match.encode(create(method.output));
  const style = face.styleOf(method);
  const field = binding.responseField;
  const type = mediaTypeOf(headers);
  const hasBody = status !== 204 && type !== undefined && (body.length > 0 || field !== undefined);
  const schema = (): Schema =>
    field === undefined
      ? schemas.ofMessage(method.output, "response", style)
      : withoutText(schemas.ofField(field, "response", style));
  return {
    [status]: compact({
      description: status === 204 ? "Done." : "The answer.",
      headers: { ...requestIdHeader, ...describeHeaders(headers), ...describeHeaderFields(match) },
      content: hasBody
        ? { [type]: { schema: type.endsWith("/xml") ? withRoot(match, schema()) : schema() } }
        : undefined,
    }),
  };
}

const withoutText = ({ description: _, ...schema }: Schema): Schema => schema;

/** The name of the root element. */
function withRoot({ binding, method }: RouteMatch, schema: Schema): Schema {
  const { name } = method.output;
  return {
    ...schema,
    xml: { name: binding.responseField?.jsonName ?? name.slice(0, 1).toLowerCase() + name.slice(1) },
  };
}

const mediaTypeOf = (headers: HttpResponse["headers"]): string | undefined =>
  headers["content-type"]?.replace(/;.*/, "").trim();

const describeHeaders = (headers: HttpResponse["headers"]): JsonObject =>
  Object.fromEntries(
    Object.keys(headers)
      .filter((name) => name !== "content-type" && name !== "content-length")
      .map((name) => [name, { schema: { type: "string" } }]),
  );

const describeHeaderFields = ({ method }: RouteMatch): JsonObject =>
  Object.fromEntries(
    listHeaderFields(method.output).map(({ field }) => [getOption(field, header), { schema: { type: "string" } }]),
  );

/** The errors, as the route itself renders samples of each kind. */
export function describeErrors(match: RouteMatch, face: DocumentedFace, share: ShareResponse): Responses {
  const byStatus = new Map<string, SampleAnswer[]>();
  for (const sample of listSamples(match.method, face)) {
    const answer = match.renderError(sample.error);
    const status = sample.isAnyOther ? "default" : String(answer.status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), { ...sample, answer }]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, answers]) => {
      const response = describeError(status, answers, match, face);
      const isOwn = answers.some(({ isOfMethod }) => isOfMethod) || face.errors.ownStatuses?.has(status) === true;
      return [status, isOwn ? response : share(responseNames[status] ?? `Status${status}`, response)];
    }),
  );
}

interface SampleAnswer extends Sample {
  readonly answer: HttpResponse;
}

const responseNames: Readonly<Record<string, string>> = {
  "400": "BadRequest",
  "401": "Unauthorized",
  "403": "Forbidden",
  "404": "NotFound",
  "409": "Conflict",
  "429": "TooManyRequests",
  "500": "InternalServerError",
  "503": "ServiceUnavailable",
  default: "Error",
};

const descriptions: Readonly<Record<string, string>> = {
  "400": "The request is not valid, or cannot be granted in the present state.",
  "401": "The caller did not show who it is, or not in a way that is accepted.",
  "403": "The caller's roles do not allow the call.",
  "404": "What the call is about does not exist where the caller may look.",
  "409": "What would be added is there already, or the change met another one.",
  "429": "Too many calls. The retry-after header says when to call again.",
  "500": "The server failed, or cannot say whether the change was made.",
  "503": "The directory's database cannot be reached. Nothing was written.",
  default: "Any other error.",
};

function describeError(
  status: string,
  answers: readonly SampleAnswer[],
  { method }: RouteMatch,
  face: DocumentedFace,
): JsonObject {
  const [first] = answers;
  const type = first && first.answer.body.length > 0 ? mediaTypeOf(first.answer.headers) : undefined;
  const examples = answers.flatMap(({ name, answer }): (readonly [string, JsonObject])[] =>
    name === undefined || type === undefined ? [] : [[name, { value: parseBody(type, answer) }]],
  );
  const schema = { $ref: `#/components/schemas/${face.errors.schemaOf(method, status)}` };
  return compact({
    description: descriptions[status] ?? "An error.",
    headers: {
      ...requestIdHeader,
      ...Object.assign({}, ...answers.map(({ answer }) => describeHeaders(answer.headers))),
    },
    content:
      type === undefined
        ? undefined
        : { [type]: compact({ schema, examples: examples.length === 0 ? undefined : Object.fromEntries(examples) }) },
  });
}

function parseBody(type: string, { body }: HttpResponse): JsonValue {
  const text = decoder.decode(body);
  return type === "application/json" ? JSON.parse(text) : text;
}
