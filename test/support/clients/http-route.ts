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
}

/**
 * The request that the RPC's `google.api.http` option asks for, put together the way a person would: fields that the
 * path names are filled into it, the others become the body or, without one, the query.
 */
export function toHttpCall<Input extends DescMessage>(
  method: DescMethod & { readonly input: Input },
  message: MessageInitShape<Input>,
): HttpCall {
  const { pattern, body } = getOption(method, http);
  if (pattern.case === undefined || pattern.case === "custom") throw new Error(`${method.name} has no usual route`);
  const rest = toJsonObject(toJson(method.input, create(method.input, message)));
  const path = pattern.value.replace(/\{(\w+)\}/g, (_, name: string) => {
    const key = jsonNameOf(method.input, name);
    const value = rest[key] ?? "";
    delete rest[key];
    return encodeURIComponent(String(value));
  });
  const verb = pattern.case.toUpperCase();
  if (body === "*") return { verb, path, body: JSON.stringify(rest) };
  if (body !== "") throw new Error(`${method.name} has a body of one field, which no RPC in these tests has`);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) query.set(name, String(value));
  return { verb, path: query.size === 0 ? path : `${path}?${query}`, body: undefined };
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
