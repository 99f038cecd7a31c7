import { gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { UpdateHumanProfileRequestSchema } from "../../gen/zitadel/management/v1/human_pb.ts";
import { frame } from "../support/rpc-answer.ts";
import type { FuzzRequest } from "./fuzz-exchange.ts";

const path = "/zitadel.management.v1.ManagementService/UpdateHumanProfile";
const fields = { userId: "1", firstName: "Zara", lastName: "Zebra 🦓", displayName: "Zara Zebra" };
const proto = Buffer.from(toBinary(UpdateHumanProfileRequestSchema, create(UpdateHumanProfileRequestSchema, fields)));
const json = Buffer.from(JSON.stringify(fields));

const post = (contentType: string, body: Buffer, more: FuzzRequest["headers"] = {}, target = path): FuzzRequest => ({
  httpMajor: contentType.startsWith("application/grpc") && !contentType.includes("web") ? 2 : 1,
  method: "POST",
  target,
  headers: { host: "localhost", "content-type": contentType, "x-zitadel-orgid": "1", ...more },
  chunks: [body],
});

const get = (target: string): FuzzRequest => ({
  httpMajor: 1,
  method: "GET",
  target,
  headers: { host: "localhost", "accept-encoding": "gzip" },
  chunks: [],
});

const query = `connect=v1&encoding=json&message=${encodeURIComponent('{"id":"1"}')}`;

/** Good requests in every form, from which bad ones are made. */
export const corpus: readonly [FuzzRequest, ...FuzzRequest[]] = [
  post("application/grpc", frame(proto), { te: "trailers", "grpc-timeout": "10S" }),
  post("application/grpc+json", frame(json), { "grpc-accept-encoding": "gzip" }),
  post("application/grpc+proto", frame(gzipSync(proto), { flags: 1 }), { "grpc-encoding": "gzip" }),
  post("application/grpc-web+proto", frame(proto), { "x-grpc-web": "1" }),
  post("application/grpc-web+json", frame(json)),
  post("application/grpc-web-text", Buffer.from(frame(proto).toString("base64"))),
  post("application/json", json, { "connect-protocol-version": "1", "connect-timeout-ms": "10000" }),
  post("application/proto", proto),
  post("application/proto", gzipSync(proto), { "content-encoding": "gzip" }),
  post("application/json", json, {}, "/zitadel.management.v1.ManagementService/NoSuchMethod"),
  { ...post("application/json", json, {}, "/users/1/profile"), method: "PUT" },
  post(
    "application/json",
    Buffer.from('{"query":{"offset":"1","limit":5,"asc":true},"queries":[]}'),
    {},
    "/users/_search",
  ),
  post(
    "application/json",
    Buffer.from('{"userName":"z","profile":{"firstName":"Z","lastName":"A"}}'),
    {},
    "/users/human",
  ),
  get("/users/1?a=b&c=%41"),
  get("/users/1/metadata/key%20one"),
  get(`/zitadel.management.v1.ManagementService/GetUserByID?${query}`),
  get(`/zitadel.management.v1.ManagementService/GetUserByID?connect=v1&encoding=proto&base64=1&message=CgEx`),
];
