import { create, type DescField, type DescMessage, type Message, ScalarType } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import fc from "fast-check";

/** Values of a field, one item of it for a list or map, in the form that reflect() takes. */
type Values = fc.Arbitrary<unknown>;

/**
 * Messages of a type: every field may be set or not, and of each oneof at most one.
 *
 * @param options.depth How deep messages may nest. Default: 3.
 * @param options.always A field that is always set. Default: none.
 * @param options.valuesOf What a field, or an item of it, that is no message may be. Default: anything.
 */
export function arbitraryMessage(desc: DescMessage, options: ArbitraryMessageOptions = {}): fc.Arbitrary<Message> {
  const { depth = 3, always, valuesOf = scalarsOf } = options;
  if (desc.typeName === "google.protobuf.Timestamp" || desc.typeName === "google.protobuf.Duration") {
    return fc
      .record({ seconds: fc.bigInt(0n, 4_000_000_000n), nanos: fc.nat(999_999_999) })
      .map((value) => create(desc, value));
  }
  const fields = desc.fields.filter(({ message }) => message == null || depth > 0);
  const values = Object.fromEntries(
    fields.map((field) => {
      const found = fieldOf(field, (field) => itemsOf(field, depth, valuesOf));
      return [field.name, field === always ? found : fc.option(found)];
    }),
  );
  return fc.record(values).map((record) => {
    const root = reflect(desc);
    for (const field of fields) {
      const value = record[field.name];
      if (value !== null && value !== undefined) setField(root, field, value);
    }
    return root.message;
  });
}

export interface ArbitraryMessageOptions {
  readonly depth?: number;
  readonly always?: DescField | undefined;
  readonly valuesOf?: (field: DescField) => Values;
}

function setField(root: ReflectMessage, field: DescField, value: unknown): void {
  switch (field.fieldKind) {
    case "list":
      // The values are made for this very field.
      for (const item of value as readonly never[]) root.get(field).add(item);
      break;
    case "map":
      for (const [key, item] of value as readonly (readonly [never, never])[]) root.get(field).set(key, item);
      break;
    default:
      root.set(field, value as never);
  }
}

function fieldOf(field: DescField, itemsOf: (field: DescField) => Values): Values {
  switch (field.fieldKind) {
    case "list":
      return fc.array(itemsOf(field), { maxLength: 2 });
    case "map":
      return fc.array(fc.tuple(keysOf(field), itemsOf(field)), { maxLength: 2 });
    default:
      return itemsOf(field);
  }
}

/** Keys that a map of this type can have. */
function keysOf(field: DescField & { readonly fieldKind: "map" }): fc.Arbitrary<unknown> {
  switch (field.mapKey) {
    case ScalarType.STRING:
      return fc.constantFrom("FIRST", "SECOND", "THIRD");
    case ScalarType.BOOL:
      return fc.boolean();
    default:
      return fc.constantFrom(1, 2, 3);
  }
}

function itemsOf(field: DescField, depth: number, valuesOf: (field: DescField) => Values): Values {
  const { message } = field;
  if (message == null) return valuesOf(field);
  return arbitraryMessage(message, { depth: depth - 1, valuesOf }).map((value) => reflect(message, value));
}

/** Any value of an enum or a scalar. */
export function scalarsOf({ enum: descEnum, scalar }: DescField): Values {
  if (descEnum != null) return fc.constantFrom(...descEnum.values.map(({ number }) => number));
  switch (scalar) {
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 8 });
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return fc.integer();
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return fc.nat();
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return fc.bigInt(0n, 2n ** 53n);
    case ScalarType.FLOAT:
      return fc.float();
    case ScalarType.DOUBLE:
      return fc.double();
    case ScalarType.STRING:
      return fc.string({ maxLength: 8 });
    default:
      throw new Error(`no values are made for scalars of type ${scalar}`);
  }
}
