import {
  create,
  type DescMessage,
  type DescMethod,
  getOption,
  type JsonObject,
  type JsonValue,
  type MessageInitShape,
  toJson,
} from "@bufbuild/protobuf";
import { http } from "../../../gen/google/api/annotations_pb.ts";

/** A call as plain HTTP. */
export interface HttpCall {
  readonly verb: string;
  /** Path with query, encoded. */
  readonly path: string;
  /** `undefined` for a verb without a body. */
  readonly body: string | undefined;
  /** Default: JSON. */
  readonly contentType?: string;
}

/** An RPC that JSON callers cannot reach, because its proto binds it to no path. */
export class NoRouteError extends Error {
  override readonly name = "NoRouteError";
}

/**
 * The request that the RPC's `google.api.http` option asks for, put together the way a person would: fields that the
 * path names are filled into it, the others become the body or, without one, the query. Throws a NoRouteError where there is no path.
 */
export function toHttpCall<Input extends DescMessage>(
  method: DescMethod & { readonly input: Input },
  message: MessageInitShape<Input>,
): HttpCall {
  const { pattern, body } = getOption(method, http);
  if (pattern.case === undefined) throw new NoRouteError(`${method.name} is bound to no path`);
  if (pattern.case === "custom") throw new Error(`${method.name} has no usual route`);
  const rest = toJsonObject(toJson(method.input, create(method.input, message)));
  const path = pattern.value.replace(/\{(\w+)(=\*\*)?\}/g, (_, name: string, manySegments: string | undefined) => {
    const key = jsonNameOf(method.input, name);
    const value = String(rest[key] ?? "");
    delete rest[key];
    return manySegments === undefined ? encodeURIComponent(value) : value.split("/").map(encodeURIComponent).join("/");
  });
  const verb = pattern.case.toUpperCase();
  if (body === "*") return { verb, path, body: JSON.stringify(rest) };
  if (body !== "") throw new Error(`${method.name} has a body of one field, which no RPC in these tests has`);
  const query = new URLSearchParams(parametersOf(rest));
  return { verb, path: query.size === 0 ? path : `${path}?${query}`, body: undefined };
}

/**
 * A parameter for each field, those of inner messages with the path to them, as in `query.asc=true`, and a list's as
 * often as it has entries.
 */
function parametersOf(fields: JsonObject, prefix = ""): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return value.map((each) => [`${prefix}${name}`, String(each)]);
    if (typeof value === "object" && value !== null) return parametersOf(value, `${prefix}${name}.`);
    return [[`${prefix}${name}`, String(value)]];
  });
}

function jsonNameOf(message: DescMessage, name: string): string {
  const field = message.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`${message.typeName} has no field ${name}`);
  return field.jsonName;
}

function toJsonObject(json: JsonValue): JsonObject {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("a request is an object");
  return json;
}
