import type { RawRequest } from "../support/raw-http.ts";

const json = ["content-type", "application/json"] as const;
const origin = ["origin", "https://a.example"] as const;
const wrongToken = ["authorization", "Bearer nobody-has-this-token"] as const;
const grpcWeb = ["content-type", "application/grpc-web+proto"] as const;
/** An RPC that everybody knows. */
export const rpc = "/zitadel.management.v1.ManagementService/GetMyOrg";
const frame = (bytes: number) => Buffer.alloc(5 + bytes, 0);

/** What no shown answer may lack. */
export const shown: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
};

/** What gRPC's answers have, which no browser shows. */
export const unseen: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** A request, and what its answer must look like. */
export interface AnswerKind {
  readonly name: string;
  readonly request: Partial<RawRequest> & { readonly path: string };
  /** The status over each version of HTTP in which it is given. */
  readonly status: { readonly http1?: number; readonly http2?: number };
  /** Headers that differ from {@link shown}, or {@link unseen} in their place. */
  readonly want?: Readonly<Record<string, string | RegExp>>;
}

const both = (status: number) => ({ http1: status, http2: status });

/** Every kind of answer to a request that is understood. */
export const answerKinds: readonly AnswerKind[] = [
  { name: "an RPC's answer as JSON", request: { path: "/management/v1/orgs/me" }, status: both(200) },
  {
    name: "a Connect answer",
    request: { method: "POST", path: rpc, headers: [json], body: Buffer.from("{}") },
    status: both(200),
  },
  { name: "an error of the directory", request: { path: "/management/v1/users/1" }, status: both(404) },
  {
    name: "a caller who is not known",
    request: { path: "/management/v1/orgs/me", headers: [wrongToken] },
    status: both(401),
  },
  { name: "an unknown path", request: { path: "/nowhere" }, status: both(404) },
  {
    name: "a method that a path does not have",
    request: { method: "DELETE", path: "/management/v1/orgs/me/members" },
    status: both(405),
  },
  {
    name: "a face loaded on demand",
    request: { path: "/engine-rest/user" },
    status: both(401),
    want: { "cache-control": /./ },
  },
  { name: "iSpring Learn's XML", request: { path: "/user" }, status: both(401) },
  { name: "Adobe's JSON", request: { path: "/v2/usermanagement/users/1/0" }, status: both(403) },
  {
    name: "a login that fails",
    request: {
      method: "POST",
      path: "/oauth/v2/token",
      headers: [["content-type", "application/x-www-form-urlencoded"]],
    },
    status: both(400),
  },
  {
    name: "the discovery document",
    request: { path: "/.well-known/openid-configuration" },
    status: both(200),
    want: { "cache-control": /./ },
  },
  {
    name: "a body that is no JSON",
    request: { method: "POST", path: "/admin/v1/orgs/_search", headers: [json], body: Buffer.from("{") },
    status: both(400),
  },
  {
    name: "another content type",
    request: {
      method: "POST",
      path: "/admin/v1/orgs/_search",
      headers: [["content-type", "text/plain"]],
      body: Buffer.from("x"),
    },
    status: both(415),
  },
  {
    name: "a body that is too large",
    request: { method: "POST", path: "/admin/v1/orgs/_search", headers: [json], body: Buffer.alloc(70_000, 32) },
    status: both(413),
  },
  {
    name: "too many header fields",
    request: { path: "/", headers: Array.from({ length: 120 }, (_, n) => [`x-${n}`, "1"] as const) },
    status: { http1: 431 },
  },
  { name: "a repeated header", request: { path: "/", headers: [json, json] }, status: { http1: 400 } },
  { name: "a path with two slashes", request: { path: "//a" }, status: both(400) },
  {
    name: "an expectation that nobody knows",
    request: { path: "/", headers: [["expect", "miracles"]] },
    status: both(417),
  },
  {
    name: "a preflight",
    request: { method: "OPTIONS", path: rpc, headers: [origin, ["access-control-request-method", "POST"]] },
    status: both(204),
    want: { "access-control-allow-origin": "*" },
  },
  {
    name: "an answer to another origin",
    request: { path: "/management/v1/orgs/me", headers: [origin] },
    status: both(200),
    want: { "access-control-allow-origin": "*" },
  },
  {
    name: "HEAD",
    request: { method: "HEAD", path: "/openapi.json" },
    status: both(200),
    want: { "cache-control": "no-cache" },
  },
  {
    name: "the API page",
    request: { path: "/docs" },
    status: both(200),
    want: {
      "cache-control": "no-cache",
      "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
      "cross-origin-resource-policy": "same-origin",
    },
  },
  {
    name: "the API page's script",
    request: { path: "/docs/start.js" },
    status: both(200),
    want: { "cache-control": "no-cache" },
  },
  { name: "a method that the API page does not have", request: { method: "POST", path: "/docs" }, status: both(405) },
  {
    name: "gRPC-Web",
    request: { method: "POST", path: rpc, headers: [grpcWeb], body: frame(0) },
    status: both(200),
    want: unseen,
  },
  {
    name: "gRPC",
    request: {
      method: "POST",
      path: rpc,
      headers: [
        ["content-type", "application/grpc"],
        ["te", "trailers"],
      ],
      body: frame(0),
    },
    status: { http2: 200 },
    want: unseen,
  },
  {
    name: "gRPC over HTTP/1.1",
    request: { method: "POST", path: rpc, headers: [["content-type", "application/grpc"]], body: frame(0) },
    status: { http1: 505 },
    want: unseen,
  },
];
