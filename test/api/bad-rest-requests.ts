import type { RawRequest } from "../support/raw-http.ts";
import {
  access,
  type BadRequest,
  type Body,
  breakUtf8,
  bytes,
  goodJson,
  json,
  type Target,
  tooLarge,
} from "./bad-request.ts";

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

const nothing: Body = () => new Uint8Array(0);
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
