import { fromBinary, fromJson, type JsonObject, toBinary } from "@bufbuild/protobuf";
import { type HttpRule, HttpRuleSchema } from "../../gen/google/api/http_pb.ts";
import { HttpRuleSchema as FullHttpRuleSchema } from "../gen/google/api/http_pb.ts";

/**
 * A rule from its JSON, which may name all fields of google/api/http.proto, `response_body` included. It goes by way of
 * bytes, because the generated code of the project has a type of its own for the message.
 */
export function createHttpRule(json: JsonObject): HttpRule {
  return fromBinary(
    HttpRuleSchema,
    toBinary(FullHttpRuleSchema, fromJson(FullHttpRuleSchema, json, { ignoreUnknownFields: true })),
  );
}
