import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Schema } from "./schema.ts";

/** What stands for texts whose names say what they hold. */
const textByName: Readonly<Record<string, string>> = {
  id: "giraffes",
  name: "Giraffes",
  firstName: "Gigi",
  givenName: "Gigi",
  firstname: "Gigi",
  lastName: "Giraffe",
  familyName: "Giraffe",
  lastname: "Giraffe",
  nickName: "Gigi",
  displayName: "Gigi Giraffe",
  preferredLanguage: "en",
  userName: "gigi",
  username: "gigi",
  email: "gigi@example.com",
  phone: "+41791234567",
  domain: "example.com",
  grant_type: "client_credentials",
  scope: "openid",
};

/**
 * A request that the schema allows, to begin from: every text, number and truth value, and of the rest what must be
 * there. Of fields of which one has to be there it has the first, of others that exclude each other none.
 */
export function createExample(schema: Schema, resolve: (schema: Schema) => Schema, name = ""): JsonValue {
  const { type, properties, items, enum: names, ...rest } = resolve(schema);
  const kind = Array.isArray(type) ? type[0] : type;
  if (isObject(properties)) return createObject({ ...rest, properties }, resolve);
  if (Array.isArray(names)) return names[1] ?? names[0] ?? null;
  switch (kind) {
    case "boolean":
      return rest["const"] ?? false;
    case "integer":
    case "number":
      return 0;
    case "array":
      return isObject(items) ? [createExample(items, resolve, name)] : [];
    case "object":
      return {};
    default:
      return createText(rest, name);
  }
}

function createObject(schema: Schema, resolve: (schema: Schema) => Schema): JsonObject {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const choices = listChoices(schema);
  const required = new Set([...listRequired(schema), ...choices.flatMap(({ first }) => first)]);
  const excluded = new Set(choices.flatMap(({ members }) => members));
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]): (readonly [string, JsonValue])[] => {
      if (!isObject(property)) return [];
      const isShown = required.has(name) || (!excluded.has(name) && isPlain(resolve(property)));
      return isShown ? [[name, createExample(property, resolve, name)]] : [];
    }),
  );
}

/** Texts, numbers and truth values. */
const isPlain = ({ type, properties, anyOf }: Schema): boolean =>
  properties === undefined &&
  anyOf === undefined &&
  !["array", "object"].includes(String(Array.isArray(type) ? type[0] : type));

interface Choice {
  readonly members: readonly string[];
  /** The one to show: the first, where one has to be there. */
  readonly first: readonly string[];
}

function listChoices({ oneOf, allOf }: Schema): readonly Choice[] {
  if (Array.isArray(allOf)) return allOf.flatMap((part) => (isObject(part) ? listChoices(part) : []));
  if (!Array.isArray(oneOf)) return [];
  const members = oneOf.flatMap((option) => (isObject(option) ? listRequired(option) : []));
  const mayBeNone = oneOf.some((option) => isObject(option) && option["not"] !== undefined);
  return [{ members, first: mayBeNone ? [] : members.slice(0, 1) }];
}

const listRequired = ({ required }: Schema): readonly string[] => (Array.isArray(required) ? required.map(String) : []);

function createText({ format, pattern, minLength, contentEncoding }: Schema, name: string): string {
  const known = textByName[name];
  if (known !== undefined) return known;
  switch (format) {
    case "email":
      return "gigi@example.com";
    case "date-time":
      return "2030-01-31T12:00:00Z";
    case "int64":
    case "uint64":
      return "0";
  }
  if (contentEncoding === "base64") return "Z2lnaQ==";
  if (typeof pattern === "string") return pattern.endsWith("s$") ? "3600s" : "+41791234567";
  if (/password/i.test(name)) return "Secret-Giraffe-1";
  return Number(minLength ?? 0) > 0 ? "text" : "";
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
