import {
  create,
  type DescMessage,
  fromBinary,
  type JsonObject,
  type JsonValue,
  type Message,
  type Registry,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";
import type { ConnectError } from "@connectrpc/connect";

type ErrorDetail = ConnectError["details"][number];
type OutgoingDetail = Extract<ErrorDetail, { desc: DescMessage }>;
type IncomingDetail = Exclude<ErrorDetail, OutgoingDetail>;

/**
 * An error as the JSON of `google.rpc.Status`: `code` (the number), `message`, and `details` when there are any.
 *
 * Details are printed as `google.protobuf.Any` is. The registry finds the types of details that arrived encoded, and of
 * `Any` inside details; a detail that cannot be printed becomes its type and the base64 of its bytes, because an error
 * that fails to render would hide the error that happened.
 */
export function createStatusJson(error: ConnectError, registry?: Registry): JsonObject {
  const status = { code: error.code, message: error.rawMessage };
  if (error.details.length === 0) return status;
  return { ...status, details: error.details.map((detail) => createDetailJson(detail, registry)) };
}

function createDetailJson(detail: ErrorDetail, registry: Registry | undefined): JsonObject {
  return "desc" in detail ? createOutgoingJson(detail, registry) : createIncomingJson(detail, registry);
}

function createOutgoingJson({ desc, value }: OutgoingDetail, registry: Registry | undefined): JsonObject {
  const message = attempt(() => create(desc, value));
  if (message === undefined) return createEncodedJson(desc.typeName, undefined);
  const json = attempt(() => createAnyJson(desc, message, registry));
  return (
    json ??
    createEncodedJson(
      desc.typeName,
      attempt(() => toBinary(desc, message)),
    )
  );
}

function createIncomingJson({ type, value }: IncomingDetail, registry: Registry | undefined): JsonObject {
  const desc = registry?.getMessage(type);
  const json = desc && attempt(() => createAnyJson(desc, fromBinary(desc, value), registry));
  return json ?? createEncodedJson(type, value);
}

/** Throws when the message holds an `Any` of a type the registry has not. */
function createAnyJson(desc: DescMessage, message: Message, registry: Registry | undefined): JsonObject {
  const json: JsonValue = toJson(desc, message, { registry, alwaysEmitImplicit: false });
  const type = { "@type": formatTypeUrl(desc.typeName) };
  const isPlain =
    !hasCustomJsonRepresentation(desc) && typeof json === "object" && json !== null && !Array.isArray(json);
  return isPlain ? { ...type, ...json } : { ...type, value: json };
}

function createEncodedJson(typeName: string, value: Uint8Array | undefined): JsonObject {
  const type = { "@type": formatTypeUrl(typeName) };
  return value === undefined ? type : { ...type, value: base64Encode(value) };
}

function formatTypeUrl(typeName: string): string {
  return `type.googleapis.com/${typeName}`;
}

function attempt<T>(convert: () => T): T | undefined {
  try {
    return convert();
  } catch {
    return undefined;
  }
}
