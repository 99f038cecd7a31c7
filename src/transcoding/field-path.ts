import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";

/** Where a dotted path of field names leads, or why it leads nowhere. */
export type FieldPathResult =
  | { readonly kind: "found"; readonly fields: readonly DescField[] }
  | { readonly kind: "unknown"; readonly name: string; readonly message: DescMessage }
  | { readonly kind: "not-a-message"; readonly field: DescField }
  | { readonly kind: "too-deep" };

/**
 * The most names a field path may have. Requests nest a handful of levels; the limit keeps a path through a recursive
 * message from building an arbitrarily deep one.
 */
export const fieldPathMaxNames = 32;

const fieldsByName = new WeakMap<DescMessage, Map<string, DescField>>();

/** The field of a message with this name. Both spellings are known: `lowerCamelCase` (or `json_name`) and the proto name. */
export function findField(message: DescMessage, name: string): DescField | undefined {
  let fields = fieldsByName.get(message);
  if (fields === undefined) {
    // The JSON name comes last and so wins, should one field's JSON name be another one's proto name.
    fields = new Map([
      ...message.fields.map((field) => [field.name, field] as const),
      ...message.fields.map((field) => [field.jsonName, field] as const),
    ]);
    fieldsByName.set(message, fields);
  }
  return fields.get(name);
}

/**
 * The fields along a dotted path, outermost first. The empty path is the message itself and has none.
 *
 * All fields but the last must be messages that {@link findInnerMessage} finds.
 */
export function resolveFieldPath(message: DescMessage, path: string): FieldPathResult {
  if (path === "") return { kind: "found", fields: [] };
  const names = path.split(".", fieldPathMaxNames + 1);
  if (names.length > fieldPathMaxNames) return { kind: "too-deep" };
  const fields: DescField[] = [];
  let parent = message;
  for (const [index, name] of names.entries()) {
    const field = findField(parent, name);
    if (field === undefined) return { kind: "unknown", name, message: parent };
    fields.push(field);
    if (index === names.length - 1) break;
    const inner = findInnerMessage(field);
    if (inner === undefined) return { kind: "not-a-message", field };
    parent = inner;
  }
  return { kind: "found", fields };
}

/**
 * The message whose fields a path can name behind this field: that of a singular message field.
 *
 * Lists and maps have none, and neither have well-known types with a JSON form of their own. Those are values as a
 * whole; `created.seconds` would be a way around the form they have everywhere else.
 */
export function findInnerMessage(field: DescField): DescMessage | undefined {
  if (field.fieldKind !== "message" || hasCustomJsonRepresentation(field.message)) return undefined;
  return field.message;
}

/** The path in proto names, the spelling in which paths are compared. */
export function formatFieldPath(fields: readonly DescField[]): string {
  return fields.map((field) => field.name).join(".");
}
