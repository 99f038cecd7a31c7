import { create, toBinary } from "@bufbuild/protobuf";
import { UpdateHumanProfileRequestSchema } from "../../gen/zitadel/management/v1/human_pb.ts";
import type { RawRequest } from "../support/raw-http.ts";
import { frame } from "../support/rpc-answer.ts";

/** What every bad request is made from. */
export interface Target {
  readonly token: string;
  readonly orgId: string;
  /** A human that a request would change, were it not bad. */
  readonly userId: string;
}

/** A request that must be refused, and how. */
export interface BadRequest {
  readonly name: string;
  readonly http: 1 | 2;
  readonly make: (target: Target) => RawRequest;
  readonly status: number;
  /** The code in the answer's own protocol. */
  readonly code: number | string;
}

const service = "/zitadel.management.v1.ManagementService";
const maxBytes = 4 * 1024 * 1024;
const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A change of the profile that would be fine. */
const profile = { firstName: "Zara", lastName: "Zebra", displayName: "Zara Z." };
const goodJson = ({ userId }: Target) => bytes(JSON.stringify({ userId, ...profile }));
const goodProto = ({ userId }: Target) =>
  toBinary(UpdateHumanProfileRequestSchema, create(UpdateHumanProfileRequestSchema, { userId, ...profile }));

/** The same with one byte of a text made invalid UTF-8. */
function breakUtf8(good: Uint8Array): Uint8Array {
  const broken = Buffer.from(good);
  broken[broken.indexOf("Zebra")] = 0xff;
  return broken;
}

const access = ({ token, orgId }: Target): readonly (readonly [string, string])[] => [
  ["authorization", `Bearer ${token}`],
  ["x-zitadel-orgid", orgId],
];

type Body = (target: Target) => Uint8Array;

const rest = (
  contentType: string,
  body: Body,
  change: Partial<RawRequest> & { more?: readonly (readonly [string, string])[] } = {},
) => ({
  http: 1 as const,
  make: (target: Target): RawRequest => ({
    method: change.method ?? "PUT",
    path: change.path ?? `/management/v1/users/${target.userId}/profile`,
    headers: [...access(target), ["content-type", contentType], ...(change.more ?? [])],
    body: body(target),
  }),
});

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

const json = "application/json";
const nothing: Body = () => new Uint8Array(0);
const tooLarge: Body = () => Buffer.alloc(maxBytes + 1, "x");
const list = { method: "POST", path: "/management/v1/users/_search" };

/** Bad requests in plain JSON. */
export const badRestRequests: readonly BadRequest[] = [
  { name: "JSON that ends early", ...rest(json, () => bytes('{"firstName":"Zara"')), status: 400, code: 3 },
  { name: "JSON with a comma too many", ...rest(json, () => bytes('{"firstName":"Zara",}')), status: 400, code: 3 },
  { name: "text that is no JSON", ...rest(json, () => bytes("firstName=Zara")), status: 400, code: 3 },
  { name: "an array", ...rest(json, () => bytes("[]")), status: 400, code: 3 },
  { name: "a text", ...rest(json, () => bytes('"Zara"')), status: 400, code: 3 },
  { name: "a number for a text", ...rest(json, () => bytes('{"firstName":1}')), status: 400, code: 3 },
  { name: "an object for a text", ...rest(json, () => bytes('{"firstName":{}}')), status: 400, code: 3 },
  { name: "JSON 10,000 levels deep", ...rest(json, () => bytes("[".repeat(10_000))), status: 400, code: 3 },
  { name: "invalid UTF-8", ...rest(json, (target) => breakUtf8(goodJson(target))), status: 400, code: 3 },
  { name: "half a surrogate pair", ...rest(json, () => bytes('{"firstName":"\\ud800"}')), status: 400, code: 3 },
  { name: "UTF-16", ...rest(json, () => Buffer.from("{}", "utf16le")), status: 400, code: 3 },
  { name: "a negative limit", ...rest(json, () => bytes('{"query":{"limit":-1}}'), list), status: 400, code: 3 },
  { name: "half a limit", ...rest(json, () => bytes('{"query":{"limit":1.5}}'), list), status: 400, code: 3 },
  { name: "a limit of 2^32", ...rest(json, () => bytes('{"query":{"limit":4294967296}}'), list), status: 400, code: 3 },
  {
    name: "an offset of 2^64",
    ...rest(json, () => bytes('{"query":{"offset":"18446744073709551616"}}'), list),
    status: 400,
    code: 3,
  },
  {
    name: "an enum number that does not exist",
    ...rest(json, () => bytes('{"queries":[{"userNameQuery":{"method":99}}]}'), list),
    status: 400,
    code: 3,
  },
  { name: "the content type text/plain", ...rest("text/plain", goodJson), status: 415, code: 3 },
  {
    name: "the content type of forms",
    ...rest("application/x-www-form-urlencoded", goodJson),
    status: 415,
    code: 3,
  },
  {
    name: "a compressed body",
    ...rest(json, goodJson, { more: [["content-encoding", "gzip"]] }),
    status: 415,
    code: 3,
  },
  { name: "a body over the limit", ...rest(json, tooLarge), status: 413, code: 8 },
  {
    name: "a body over the limit in chunks",
    ...rest(json, () => Buffer.concat([bytes("500000\r\n"), Buffer.alloc(0x500000, "x"), bytes("\r\n0\r\n\r\n")]), {
      more: [["transfer-encoding", "chunked"]],
    }),
    status: 413,
    code: 8,
  },
  {
    name: "a percent sign without digits in the path",
    ...rest(json, goodJson, { path: "/management/v1/users/%zz/profile" }),
    status: 400,
    code: 3,
  },
  {
    name: "invalid UTF-8 in the path",
    ...rest(json, goodJson, { path: "/management/v1/users/%ff/profile" }),
    status: 400,
    code: 3,
  },
  {
    name: "the character U+0000 in the path",
    ...rest(json, goodJson, { path: "/management/v1/users/%00/profile" }),
    status: 400,
    code: 3,
  },
  {
    name: "headers of 20 KiB",
    ...rest(json, goodJson, { more: [["x-long", "x".repeat(20_480)]] }),
    status: 431,
    code: 8,
  },
  {
    name: "200 headers",
    ...rest(json, goodJson, { more: Array.from({ length: 200 }, (_, index) => [`x-${index}`, "x"] as const) }),
    status: 431,
    code: 8,
  },
  {
    name: "two authorization headers",
    ...rest(json, goodJson, { more: [["authorization", "Bearer another"]] }),
    status: 400,
    code: 3,
  },
  { name: "an unknown path", ...rest(json, nothing, { path: "/management/v1/giraffes" }), status: 404, code: 5 },
  { name: "the root", ...rest(json, nothing, { method: "GET", path: "/" }), status: 404, code: 5 },
  { name: "a verb that the path does not have", ...rest(json, goodJson, { method: "PATCH" }), status: 405, code: 12 },
];

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
    code: 3,
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
