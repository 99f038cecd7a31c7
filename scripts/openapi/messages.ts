import type { DescEnum, DescField, DescMessage, DescOneof, JsonValue } from "@bufbuild/protobuf";
import type { CommentOf } from "./comments.ts";
import { isOneofRequired, noConstraints, readFieldConstraints } from "./rules.ts";
import { compact, described, type JsonStyle, type Schema } from "./schema.ts";
import { enumSchema, scalarSchema, wellKnownSchemas } from "./values.ts";

/** Whether a schema is of what callers send or of what they get. */
export type Direction = "request" | "response";

/** Makes schemas from messages. Messages inside others become components, each once. */
export interface MessageSchemas {
  /** The schema of a message that is a whole body, without these fields, as a component. */
  ofMessage(desc: DescMessage, direction: Direction, style: JsonStyle, without?: ReadonlySet<DescField>): Schema;
  /** The schema of a message in place. */
  inPlace(desc: DescMessage, direction: Direction, style: JsonStyle): Schema;
  /** The schema of a field's value. */
  ofField(field: DescField, direction: Direction, style: JsonStyle): Schema;
  /** The schema itself, where one is a reference to a component. */
  resolve(schema: Schema): Schema;
  /** The components so far, in alphabetical order. */
  listComponents(): Readonly<Record<string, Schema>>;
}

/** Where schemas of components are. */
const refTo = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/**
 * Schemas of messages. Requests and answers of a type differ: rules of `buf.validate` are about requests, and what is
 * always there is about answers. Where a type is in both, the one for requests is named `….Request`; answers come first.
 */
export function createMessageSchemas(commentOf: CommentOf): MessageSchemas {
  const components = new Map<string, Schema>();
  const responseTypes = new Set<string>();

  function ofMessage(
    desc: DescMessage,
    direction: Direction,
    style: JsonStyle,
    without: ReadonlySet<DescField> = new Set(),
  ): Schema {
    const wellKnown = wellKnownSchemas[desc.typeName];
    if (wellKnown !== undefined) return wellKnown;
    if (desc.typeName.startsWith("google.protobuf.")) throw new Error(`${desc.typeName} has no schema yet`);
    if (direction === "response") responseTypes.add(desc.typeName);
    const isInBoth = direction === "request" && responseTypes.has(desc.typeName);
    const name = isInBoth ? `${desc.typeName}.Request` : desc.typeName;
    return addComponent(name, () => inPlace(desc, direction, style, without));
  }

  /** The component is there before its schema is made, as messages may hold themselves. */
  function addComponent(name: string, make: () => Schema): Schema {
    if (!components.has(name)) {
      components.set(name, {});
      components.set(name, make());
    }
    return refTo(name);
  }

  const refToEnum = (desc: DescEnum, refused: readonly number[]): Schema =>
    refused.length > 0
      ? enumSchema(desc, refused)
      : addComponent(desc.typeName, () => ({ ...enumSchema(desc), ...described(enumText(desc, commentOf)) }));

  function ofItem(field: DescField, direction: Direction, style: JsonStyle, refused: readonly number[] = []): Schema {
    if (field.message != null) return ofMessage(field.message, direction, style);
    if (field.enum != null) return refToEnum(field.enum, refused);
    if (field.scalar === undefined) throw new Error(`${field} is of no kind that JSON has`);
    return scalarSchema(field.scalar, field, style);
  }

  function ofField(field: DescField, direction: Direction, style: JsonStyle): Schema {
    const { keywords, refusedNumbers } = direction === "request" ? readFieldConstraints(field) : noConstraints;
    const text = described(commentOf(field));
    switch (field.fieldKind) {
      case "list": {
        const { items = {}, ...ofList } = keywords;
        return { type: "array", items: { ...ofItem(field, direction, style), ...asObject(items) }, ...ofList, ...text };
      }
      case "map":
        return { type: "object", additionalProperties: ofItem(field, direction, style), ...text };
      default:
        return { ...ofItem(field, direction, style, refusedNumbers), ...keywords, ...text };
    }
  }

  function inPlace(
    desc: DescMessage,
    direction: Direction,
    style: JsonStyle,
    without: ReadonlySet<DescField> = new Set(),
  ): Schema {
    const isShown = (field: DescField): boolean => !without.has(field) && !style.isLeftOut(field);
    const fields = desc.fields.filter(isShown);
    const required = fields.filter((field) =>
      direction === "request" ? readFieldConstraints(field).isRequired : style.isAlwaysThere(field),
    );
    return compact({
      type: "object",
      properties: Object.fromEntries(fields.map((field) => [style.nameOf(field), property(field, direction, style)])),
      required: required.length === 0 ? undefined : required.map(style.nameOf),
      ...oneofKeywords(desc.oneofs, isShown, direction, style),
      additionalProperties: direction === "request" && style.refusesUnknownKeys ? false : undefined,
      description: commentOf(desc) || undefined,
    });
  }

  function property(field: DescField, direction: Direction, style: JsonStyle): Schema {
    const schema = ofField(field, direction, style);
    return style.isNullable(field) ? nullable(schema) : schema;
  }

  return {
    ofMessage,
    inPlace,
    ofField,
    resolve: ({ $ref, ...schema }) =>
      typeof $ref === "string" ? { ...components.get($ref.replace(refTo("").$ref, "")), ...schema } : schema,
    listComponents: () => Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function nullable({ description, ...schema }: Schema): Schema {
  const text = description === undefined ? {} : { description };
  if (typeof schema["type"] === "string") return { ...schema, type: [schema["type"], "null"], ...text };
  return { anyOf: [schema, { type: "null" }], ...text };
}

/** What says that at most one field of a oneof is there, or exactly one. Fields that are `optional` are no choice. */
function oneofKeywords(
  oneofs: readonly DescOneof[],
  isShown: (field: DescField) => boolean,
  direction: Direction,
  style: JsonStyle,
): Readonly<Record<string, JsonValue>> {
  const choices = oneofs.map((oneof) => {
    const present = oneof.fields.filter(isShown).map((field): Schema => ({ required: [style.nameOf(field)] }));
    const isRequired = direction === "request" && isOneofRequired(oneof);
    return { oneOf: isRequired ? present : [...present, { not: { anyOf: present } }] };
  });
  // What has no value is null then, so a key tells nothing.
  const useful = choices.filter(({ oneOf }) => oneOf.length > 1);
  if (useful.length === 0) return {};
  return useful.length === 1 && useful[0] !== undefined ? useful[0] : { allOf: useful };
}

/** The enum's own comment, and what is said of its values. */
function enumText(desc: DescEnum, commentOf: CommentOf): string {
  const values = desc.values.flatMap((value) => {
    const text = commentOf(value);
    return text === "" ? [] : [`- \`${value.name}\`: ${text}`];
  });
  return [commentOf(desc), values.join("\n")].filter((text) => text !== "").join("\n\n");
}

const asObject = (value: JsonValue): Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
