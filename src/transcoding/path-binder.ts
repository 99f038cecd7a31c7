import type { DescField, Message } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { type FieldText, type FieldValue, findFieldText } from "./field-text.ts";
import { createInvalidArgument, quoteInput } from "./invalid-argument.ts";
import type { PathTemplate, PathVariable } from "./path-template.ts";
import { decodeSegment, decodeSegments, type MultiSegmentDecoding } from "./percent-encoding.ts";

/** A variable of a template together with the fields its path leads through. */
export interface BoundVariable {
  readonly variable: PathVariable;
  readonly fields: readonly DescField[];
}

/** Sets the fields that a path binds, from the raw segments the template matched. */
export type PathBinder = (message: Message, segments: readonly string[]) => void;

/** The raw text of a variable, still percent-encoded, in the segments of a path its template matched. */
export function getVariableText(template: PathTemplate, variable: PathVariable, segments: readonly string[]): string {
  // Behind a "**", which is one segment of the template, the path is as much longer as the "**" covers more than that.
  const shift = segments.length - template.segments.length;
  const isBehind = (index: number) => template.multiIndex !== -1 && index > template.multiIndex;
  const start = isBehind(variable.start) ? variable.start + shift : variable.start;
  const end = isBehind(variable.end) ? variable.end + shift : variable.end;
  return end - start === 1 ? (segments[start] ?? "") : segments.slice(start, end).join("/");
}

/**
 * A binder for the variables of a template.
 *
 * Each variable replaces what the field held before. The binder throws InvalidArgument for text that is not properly
 * percent-encoded UTF-8 and for text that does not fit the type of the field.
 *
 * @throws Error when a variable leads to a field that a URL cannot carry; rules are verified before binders are made.
 */
export function createPathBinder(
  template: PathTemplate,
  variables: readonly BoundVariable[],
  decoding: MultiSegmentDecoding,
): PathBinder {
  const steps = variables.map((bound) => createStep(template, bound, decoding));
  return function bindPath(message, segments) {
    for (const step of steps) step(message, segments);
  };
}

function createStep(template: PathTemplate, bound: BoundVariable, decoding: MultiSegmentDecoding): PathBinder {
  const { variable, fields } = bound;
  const field = fields.at(-1);
  const text = field === undefined ? undefined : findFieldText(field);
  if (field === undefined || text === undefined)
    throw new Error(`the path variable "${variable.path}" cannot be bound`);
  const set = createSetter(fields, field);
  return function bindVariable(message, segments) {
    const raw = getVariableText(template, variable, segments);
    const decoded = variable.isMultiSegment ? decodeSegments(raw, decoding) : decodeSegment(raw);
    if (decoded === undefined) {
      throw createInvalidArgument(
        `the path value ${quoteInput(raw)} for "${variable.path}" is not percent-encoded UTF-8`,
      );
    }
    set(message, parseValue(variable, text, decoded));
  };
}

function parseValue(variable: PathVariable, text: FieldText, decoded: string): FieldValue {
  const value = text.parse(decoded);
  if (value === undefined) {
    throw createInvalidArgument(
      `invalid path value for "${variable.path}": expected ${text.expected}, got ${quoteInput(decoded)}`,
    );
  }
  return value;
}

function createSetter(fields: readonly DescField[], field: DescField): (message: Message, value: FieldValue) => void {
  if (fields.length === 1 && isPlainProperty(field)) {
    const { localName } = field;
    return function setProperty(message, value) {
      // A generated message is a plain object that holds such a field under its local name, in the type that
      // FieldText has made; going through reflect() would cost more than the rest of the binding.
      (message as unknown as Record<string, FieldValue>)[localName] = value;
    };
  }
  const root = (fields[0] ?? field).parent;
  const parents = fields.slice(0, -1);
  return function setByReflection(message, value) {
    ensureParents(reflect(root, message), parents).set(field, value);
  };
}

function isPlainProperty(field: DescField): boolean {
  switch (field.fieldKind) {
    case "scalar":
      return field.oneof === undefined && !field.longAsString;
    case "enum":
      return field.oneof === undefined;
    default:
      return false;
  }
}

/** The innermost of these nested messages; those that are missing are created. */
export function ensureParents(root: ReflectMessage, parents: readonly DescField[]): ReflectMessage {
  let current = root;
  for (const parent of parents) {
    if (parent.fieldKind !== "message") throw new Error(`${parent} is not a message`);
    if (!current.isSet(parent)) current.set(parent, reflect(parent.message));
    current = current.get(parent);
  }
  return current;
}
