import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** The object at a pointer that begins with `#/`. */
export const read = (json: JsonObject, pointer: string): JsonObject =>
  pointer
    .slice(2)
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((value, key) => asObject(value[key]), json);

/** The value as an object; an empty one where there is none. */
export const asObject = (value: JsonValue | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

/** The value as a list; an empty one where there is none. */
export const asArray = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
