import { create, type JsonObject, toBinary, toJson } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";

/** An error as the body of an answer in Connect's protocol: code, message, and details with their JSON to read. */
export function createConnectErrorBody(error: ConnectError): Buffer {
  const json: JsonObject = { code: codeToString(Code[error.code] === undefined ? Code.Unknown : error.code) };
  if (error.rawMessage !== "") json["message"] = error.rawMessage;
  if (error.details.length > 0) json["details"] = error.details.map(toDetailJson);
  return Buffer.from(JSON.stringify(json));
}

function toDetailJson(detail: ConnectError["details"][number]): JsonObject {
  if (!("desc" in detail)) return { type: detail.type, value: toBase64(detail.value) };
  const message = create(detail.desc, detail.value);
  const json: JsonObject = { type: detail.desc.typeName, value: toBase64(toBinary(detail.desc, message)) };
  try {
    return { ...json, debug: toJson(detail.desc, message) };
  } catch {
    // What has no JSON, such as an Any of an unknown type, is only without its readable form.
    return json;
  }
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
