import type { RawRequest } from "../support/raw-http.ts";
import { frame } from "../support/rpc-answer.ts";
import {
  access,
  type BadRequest,
  type Body,
  breakUtf8,
  bytes,
  goodJson,
  goodProto,
  json,
  profile,
  type Target,
  tooLarge,
} from "./bad-request.ts";

const service = "/zitadel.management.v1.ManagementService";

const rpc = (
  http: 1 | 2,
  contentType: string,
  body: Body,
  options: { path?: string; more?: RawRequest["headers"] } = {},
) => ({
  http,
  make: (target: Target): RawRequest => ({
    method: "POST",
    path: options.path ?? `${service}/UpdateHumanProfile`,
    headers: [...access(target), ["content-type", contentType], ...(options.more ?? [])],
    body: body(target),
  }),
});

const nothing: Body = () => new Uint8Array(0);
const prefixed =
  (body: Body): Body =>
  (target) =>
    frame(body(target));
const cut: Body = (target) => frame(goodProto(target), { length: 10_000 });

/** Bad requests that every protocol with frames takes alike. */
const badFrames = (contentType: string, http: 1 | 2): readonly BadRequest[] => [
  { name: "a frame that ends early", ...rpc(http, contentType, cut), status: 200, code: 3 },
  {
    name: "a frame's head that ends early",
    ...rpc(http, contentType, () => Buffer.from([0, 0, 0])),
    status: 200,
    code: 3,
  },
  {
    name: "a frame that says it is 4 GiB",
    ...rpc(http, contentType, (target) => frame(goodProto(target), { length: 0xffff_ffff })),
    status: 200,
    code: 8,
  },
  { name: "a frame over the limit", ...rpc(http, contentType, prefixed(tooLarge)), status: 200, code: 8 },
  {
    name: "a message that is no protobuf",
    ...rpc(
      http,
      contentType,
      prefixed(() => bytes("Zara")),
    ),
    status: 200,
    code: 3,
  },
  {
    name: "invalid UTF-8 in a text",
    ...rpc(
      http,
      contentType,
      prefixed((target) => breakUtf8(goodProto(target))),
    ),
    status: 200,
    code: 3,
  },
  {
    name: "a frame marked as compressed without a compression",
    ...rpc(http, contentType, (target) => frame(goodProto(target), { flags: 1 })),
    status: 200,
    // gRPC's rules say so, and Connect's conformance suite holds servers to them.
    code: 13,
  },
  {
    name: "a compressed frame that is not gzip",
    ...rpc(http, contentType, (target) => frame(goodProto(target), { flags: 1 }), {
      more: [["grpc-encoding", "gzip"]],
    }),
    status: 200,
    code: 3,
  },
  {
    name: "a compression that does not exist",
    ...rpc(http, contentType, prefixed(goodProto), { more: [["grpc-encoding", "giraffe"]] }),
    status: 200,
    code: 12,
  },
  {
    name: "a timeout that is none",
    ...rpc(http, contentType, prefixed(goodProto), { more: [["grpc-timeout", "soon"]] }),
    status: 200,
    code: 3,
  },
  {
    name: "an unknown RPC",
    ...rpc(http, contentType, prefixed(nothing), { path: `${service}/Feed` }),
    status: 200,
    code: 12,
  },
  {
    name: "an unknown service",
    ...rpc(http, contentType, prefixed(nothing), { path: "/a.B/C" }),
    status: 200,
    code: 12,
  },
];

/** Bad requests in gRPC. */
export const badGrpcRequests: readonly BadRequest[] = [
  ...badFrames("application/grpc", 2),
  {
    name: "JSON that ends early",
    ...rpc(
      2,
      "application/grpc+json",
      prefixed(() => bytes('{"firstName"')),
    ),
    status: 200,
    code: 3,
  },
];

/** Bad requests in gRPC-Web. */
export const badGrpcWebRequests: readonly BadRequest[] = [
  ...badFrames("application/grpc-web+proto", 1),
  { name: "text that is no base64", ...rpc(1, "application/grpc-web-text", () => bytes("!!!!")), status: 200, code: 3 },
  {
    name: "base64 that ends early",
    ...rpc(1, "application/grpc-web-text", () => bytes("AAAAA")),
    status: 200,
    code: 3,
  },
];

const invalid = "invalid_argument";
const proto = "application/proto";

/** Bad requests in Connect's protocol. */
export const badConnectRequests: readonly BadRequest[] = [
  { name: "JSON that ends early", ...rpc(2, json, () => bytes('{"firstName"')), status: 400, code: invalid },
  { name: "an array", ...rpc(2, json, () => bytes("[]")), status: 400, code: invalid },
  { name: "a number for a text", ...rpc(2, json, () => bytes('{"firstName":1}')), status: 400, code: invalid },
  { name: "JSON 10,000 levels deep", ...rpc(1, json, () => bytes("[".repeat(10_000))), status: 400, code: invalid },
  {
    name: "invalid UTF-8 in JSON",
    ...rpc(2, json, (target) => breakUtf8(goodJson(target))),
    status: 400,
    code: invalid,
  },
  {
    name: "half a surrogate pair in JSON",
    ...rpc(2, json, ({ userId }) => bytes(JSON.stringify({ userId, ...profile }).replace("Zara", "\\ud800"))),
    status: 400,
    code: invalid,
  },
  { name: "a message that is no protobuf", ...rpc(2, proto, () => bytes("Zara")), status: 400, code: invalid },
  {
    name: "a message that ends early",
    ...rpc(1, proto, (t) => goodProto(t).subarray(0, -3)),
    status: 400,
    code: invalid,
  },
  { name: "invalid UTF-8 in protobuf", ...rpc(2, proto, (t) => breakUtf8(goodProto(t))), status: 400, code: invalid },
  { name: "a body over the limit", ...rpc(1, json, tooLarge), status: 429, code: "resource_exhausted" },
  { name: "protobuf over the limit", ...rpc(2, proto, tooLarge), status: 429, code: "resource_exhausted" },
  {
    name: "a compression that does not exist",
    ...rpc(2, json, goodJson, { more: [["content-encoding", "giraffe"]] }),
    status: 501,
    code: "unimplemented",
  },
  {
    name: "a compressed body that is not gzip",
    ...rpc(2, json, goodJson, { more: [["content-encoding", "gzip"]] }),
    status: 400,
    code: invalid,
  },
  {
    name: "an unknown RPC",
    ...rpc(2, json, () => bytes("{}"), { path: `${service}/Feed` }),
    status: 404,
    code: "unimplemented",
  },
  {
    name: "an unknown service",
    ...rpc(1, json, () => bytes("{}"), { path: "/a.b.C/D" }),
    status: 404,
    code: "unimplemented",
  },
];
