import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { BodyCodec, BodyReader } from "./body-codec.ts";
import type { ContentType } from "./content-type.ts";
import { createJsonCodec } from "./json-codec.ts";
import { createQueryBinder } from "./query-binder.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const mediaType = "application/x-www-form-urlencoded";

/**
 * HTML forms as a request format (WHATWG URL, section 5): a form is a query string that came as a body, so its keys and
 * values become fields in the way those of a query do, and a field that is given twice is refused.
 *
 * @param options.responses What responses are written with; nobody answers a form with a form. Default: JSON.
 * @param options.unknownKeys Keys that name no field. Default: ignored.
 */
export function createFormCodec(
  options: { readonly responses?: BodyCodec; readonly unknownKeys?: "ignore" | "reject" } = {},
): BodyCodec {
  const responses = options.responses ?? createJsonCodec();
  const unknownKeys = options.unknownKeys ?? "ignore";
  return {
    contentType: responses.contentType,
    accept: mediaType,
    isReadable: isForm,
    createReader: (input, field) => createReader(input, field, unknownKeys),
    createWriter: responses.createWriter,
  };
}

const isForm = ({ mediaType: type, charset }: ContentType): boolean =>
  type === mediaType && (charset === undefined || charset === "utf-8" || charset === "utf8");

function createReader(input: DescMessage, field: DescField | undefined, unknownKeys: "ignore" | "reject"): BodyReader {
  const target = field === undefined ? input : field.message;
  if (target === undefined) throw new Error(`a form cannot be the field ${field?.name} of ${input.typeName}`);
  const bind = createQueryBinder(target, new Set(), { unknownKeys, boundKeys: "ignore" });
  return function readForm(body) {
    const form = create(target);
    // Everything outside ASCII is percent-encoded, so what is no UTF-8 cannot be valid either: the binder refuses it.
    bind(form, decoder.decode(body));
    return field?.fieldKind === "message" ? wrap(input, field, form) : form;
  };
}

function wrap(input: DescMessage, field: DescField & { fieldKind: "message" }, form: Message): Message {
  const outer = reflect(input);
  outer.set(field, reflect(field.message, form));
  return outer.message;
}
