import { create, type Message } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  EmptySchema,
  ListUsersResponseSchema,
  UserSchema,
  UserService,
} from "../../test/gen/transcoding/directory_pb.ts";
import { createHttpRule } from "../../test/transcoding/http-rules.ts";
import { createDialect } from "./dialect.ts";
import { HttpRuleError } from "./http-rule-error.ts";
import { createTranscoder, type RouteMatch, type TranscoderOptions } from "./transcoder.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const json = { "content-type": "application/json" };

function find(method: string, target: string, options: Partial<TranscoderOptions> = {}) {
  return createTranscoder({ services: [UserService], ...options }).find(method, target);
}

function getMatch(method: string, target: string, options: Partial<TranscoderOptions> = {}): RouteMatch {
  const match = find(method, target, options);
  if (match.kind !== "match") throw new Error(`${method} ${target} is ${match.kind}`);
  return match;
}

function decode(
  method: string,
  target: string,
  body = "",
  headers: Record<string, string> = json,
  options = {},
): Message {
  return getMatch(method, target, options).decode({ headers: new Headers(headers), body: encoder.encode(body) });
}

describe("Transcoder.find()", () => {
  const cases = [
    { method: "GET", target: "/users/1", want: "GetUser" },
    { method: "HEAD", target: "/users/1", want: "GetUser" },
    { method: "POST", target: "/users/_search", want: "ListUsers" },
    { method: "GET", target: "/orgs/1/users?limit=1", want: "ListUsers" },
    { method: "POST", target: "/users/1:lock", want: "LockUser" },
    { method: "GET", target: "/users:watch", want: "WatchUsers" },
    { method: "DELETE", target: "/projects/1/roles/a/b", want: "RemoveRole" },
    { method: "GET", target: "http://localhost/users/1", want: "GetUser" },
  ];
  for (const { method, target, want } of cases) {
    it(`finds ${want} for ${method} ${target}`, () => expect(getMatch(method, target).method.name).toBe(want));
  }

  for (const target of ["/", "/user", "/users", "/users/1/", "/users/1/profile/x", "users/1", "*", ""]) {
    it(`finds nothing for ${target}`, () => {
      const miss = find("GET", target);
      if (miss.kind === "match") throw new Error("found");
      const response = miss.renderError(miss.error);
      expect({ kind: miss.kind, allow: miss.allow, status: response.status }).toEqual({
        kind: "not-found",
        allow: [],
        status: 404,
      });
      expect(decoder.decode(response.body)).toBe('{"code":5,"message":"Not Found"}');
    });
  }

  it("lists all methods of a path when it has not this one", () => {
    const miss = find("PATCH", "/users/1:lock");
    if (miss.kind === "match") throw new Error("found");
    const response = miss.renderError(miss.error);
    expect(miss).toMatchObject({ kind: "method-not-allowed", allow: ["GET", "HEAD", "POST", "PUT"] });
    expect(response).toMatchObject({ status: 405, headers: { allow: "GET, HEAD, POST, PUT" } });
    expect(decoder.decode(response.body)).toBe('{"code":12,"message":"Method Not Allowed"}');
  });

  it("knows before the body is read whether there is one to read, and what kind of RPC it is for", () => {
    expect(getMatch("PUT", "/users/1").readsBody).toBe(true);
    expect(getMatch("POST", "/users/1:lock").readsBody).toBe(false);
    expect(getMatch("GET", "/users:watch").method.methodKind).toBe("server_streaming");
  });

  it("drops a slash at the end when asked to", () => {
    expect(getMatch("GET", "/users/1/", { trailingSlash: "ignore" }).method.name).toBe("GetUser");
    expect(find("GET", "/users/", { trailingSlash: "ignore" }).kind).toBe("not-found");
  });

  it("drops a slash at the end below the prefix of a dialect that asks for it, and tells the dialect the target", () => {
    const dialect = createDialect({
      trailingSlash: "ignore",
      renderError: (_error, { target }) => ({ status: 404, body: new TextEncoder().encode(target) }),
    });
    const services = [UserService, { service: UserService, prefix: "/face", dialect }];
    expect(getMatch("GET", "/face/users/1/", { services }).method.name).toBe("GetUser");
    expect(find("GET", "/users/1/", { services }).kind).toBe("not-found");
    for (const target of ["/face/nothing?a=%20", "/face/users/1"]) {
      const found = find("GET", target, { services });
      const error = new ConnectError("gone", Code.NotFound);
      expect(new TextDecoder().decode(found.renderError(error).body)).toBe(target);
    }
  });

  it("refuses empty segments where the dialect of the path does, and nowhere else", () => {
    const dialectsByPath = { "/users": createDialect({ emptySegments: "reject" }) };
    for (const target of ["/users//1", "/users/", "/users/1/"]) {
      const miss = find("GET", target, { dialectsByPath });
      if (miss.kind === "match") throw new Error(`${target} has a route`);
      expect([target, miss.kind, miss.error.code]).toEqual([target, "refused", Code.InvalidArgument]);
      expect(miss.renderError(miss.error).status).toBe(400);
    }
    expect(find("GET", "/users/1", { dialectsByPath }).kind).toBe("match");
    expect(find("GET", "/orgs//users", { dialectsByPath }).kind).toBe("match");
  });

  it("finds routes below a prefix only, and binds the right segments", () => {
    const options = { services: [{ service: UserService, prefix: "/management/v1" }] };
    expect(find("GET", "/users/1", options).kind).toBe("not-found");
    expect(decode("DELETE", "/management/v1/projects/p/roles/a/b", "", json, options)).toMatchObject({
      projectId: "p",
      roleKey: "a/b",
    });
  });

  it("adds the routes of rules that stand outside the proto files", () => {
    const rules = [createHttpRule({ selector: "transcoding.directory.UserService.GetUser", get: "/people/{id}" })];
    expect(getMatch("GET", "/people/1", { rules }).method.name).toBe("GetUser");
    expect(getMatch("GET", "/users/1", { rules }).method.name).toBe("GetUser");
  });
});

describe("RouteMatch.decode()", () => {
  it("lets the path win over the body", () => {
    expect(decode("PUT", "/users/1", '{"id":"2","firstName":"Ada"}')).toMatchObject({ id: "1", firstName: "Ada" });
  });

  it("lets the path win over the query, in either spelling", () => {
    expect(decode("GET", "/orgs/1/users?org_id=2&orgId=3&limit=4")).toMatchObject({ orgId: "1", limit: 4 });
  });

  it("binds no query when the body is everything", () => {
    expect(decode("PUT", "/users/1?firstName=Eve", '{"lastName":"L"}')).toMatchObject({ firstName: "", lastName: "L" });
  });

  it("binds the query beside a body field, and keeps it from the field", () => {
    const target = "/users/1/profile?notify=true&profile.first_name=Eve";
    expect(decode("PUT", target, '{"lastName":"L"}')).toMatchObject({
      id: "1",
      notify: true,
      profile: { firstName: "", lastName: "L" },
    });
  });

  it("reads a scalar body", () => {
    expect(decode("POST", "/users/1/metadata/k", '"aGk"')).toMatchObject({
      id: "1",
      key: "k",
      value: encoder.encode("hi"),
    });
  });

  it("takes an empty body for the empty message, whatever its type", () => {
    expect(decode("PUT", "/users/1", "", { "content-type": "text/plain" })).toMatchObject({ id: "1", firstName: "" });
  });

  it("ignores a body the rule has no use for, whatever its type", () => {
    expect(decode("POST", "/users/1:lock", "{", { "content-type": "text/plain" })).toMatchObject({ id: "1" });
  });

  it("decodes the path once", () => {
    expect(decode("GET", "/users/%2525%2F%E4%B8%96+")).toMatchObject({ id: "%25/世+" });
  });

  const refused = [
    {
      name: "a malformed path",
      method: "GET",
      target: "/users/%zz",
      body: "",
      reason: 'for "id" is not percent-encoded UTF-8',
    },
    {
      name: "malformed JSON",
      method: "PUT",
      target: "/users/1",
      body: "{",
      reason: "line 1, column 2: expected a key",
    },
    {
      name: "a second oneof member in the query",
      method: "GET",
      target: "/orgs/1/users?email=a&machine.name=b",
      body: "",
      reason: "only one of email, machine",
    },
  ];
  for (const { name, method, target, body, reason } of refused) {
    it(`refuses ${name} with 400`, () => {
      const match = getMatch(method, target);
      const run = () => match.decode({ headers: new Headers(json), body: encoder.encode(body) });
      expect(run).toThrow(reason);
      expect(match.renderError(new ConnectError("x", Code.InvalidArgument)).status).toBe(400);
    });
  }

  const types = [
    { headers: {}, status: 200 },
    { headers: { "content-type": "application/json" }, status: 200 },
    { headers: { "content-type": "application/json; charset=Utf-8" }, status: 200 },
    { headers: { "content-type": "application/vnd.roster+json" }, status: 200 },
    { headers: { "content-type": "application/json", "content-encoding": "identity" }, status: 200 },
    { headers: { "content-type": "text/plain" }, status: 415 },
    { headers: { "content-type": "application/json; charset=latin1" }, status: 415 },
    { headers: { "content-type": "nonsense" }, status: 415 },
    { headers: { "content-type": "application/json", "content-encoding": "gzip" }, status: 415 },
  ];
  for (const { headers, status } of types) {
    it(`answers ${status} to ${JSON.stringify(headers)}`, () => {
      const match = getMatch("PUT", "/users/1");
      let answered = 200;
      try {
        match.decode({ headers: new Headers(headers), body: encoder.encode("{}") });
      } catch (error) {
        answered = match.renderError(error).status;
      }
      expect(answered).toBe(status);
    });
  }

  it("reads JSON of any content type when the dialect says so", () => {
    const options = { dialect: createDialect({ acceptAnyContentType: true }) };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(decode("PUT", "/users/1", '{"firstName":"Ada"}', headers, options)).toMatchObject({ firstName: "Ada" });
  });

  it("rejects unknown query keys when the dialect says so", () => {
    const options = { dialect: createDialect({ query: { unknownKeys: "reject" } }) };
    expect(() => decode("GET", "/users/1?nope=1", "", {}, options)).toThrow('"nope": names no field of the request');
  });

  const modes = [
    { mode: undefined, want: "a b%2F#" },
    { mode: "all-except-reserved" as const, want: "a b%2F%23" },
    { mode: "all" as const, want: "a b/#" },
  ];
  for (const { mode, want } of modes) {
    it(`decodes a variable of several segments to ${want} with ${mode}`, () => {
      const options = mode === undefined ? {} : { multiSegmentDecoding: mode };
      expect(decode("DELETE", "/projects/1/roles/a%20b%2f%23", "", json, options)).toMatchObject({ roleKey: want });
    });
  }
});

describe("a hostile request", () => {
  const part = fc.oneof(
    fc.constantFrom("users", "orgs", "/", "1", "?", "&", "=", ":lock", "%2F", "%", "..", "id", "[", "]"),
    fc.string({ maxLength: 3 }),
  );
  const target = fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join("")}`);
  const body = fc.oneof(fc.string(), fc.json(), fc.constantFrom("", "{", '{"id":1}', '{"profile":{"firstName":[]}}'));
  const method = fc.constantFrom("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "");

  it("is refused with an error for the caller, or decoded, and always answered", () => {
    const transcoder = createTranscoder({ services: [UserService] });
    fc.assert(
      fc.property(method, target, body, (httpMethod, rawTarget, text) => {
        const result = transcoder.find(httpMethod, rawTarget);
        if (result.kind !== "match") {
          expect([404, 405]).toContain(result.renderError(result.error).status);
          return;
        }
        try {
          result.decode({ headers: new Headers(json), body: encoder.encode(text) });
        } catch (error) {
          expect(result.renderError(error).status).toBe(400);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("RouteMatch.encode()", () => {
  it("answers 200 and JSON", () => {
    const response = getMatch("GET", "/users/1").encode(create(UserSchema, { id: "1", state: 1 }));
    expect(response).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json", "content-length": "33" },
    });
    expect(decoder.decode(response.body)).toBe('{"id":"1","state":"STATE_ACTIVE"}');
    expect(decoder.decode(getMatch("PUT", "/users/1").encode(create(EmptySchema)).body)).toBe("{}");
  });

  it("answers with the response body field", () => {
    const response = create(ListUsersResponseSchema, { result: [{ id: "1" }] });
    expect(decoder.decode(getMatch("GET", "/orgs/1/users").encode(response).body)).toBe('[{"id":"1"}]');
    expect(decoder.decode(getMatch("POST", "/users/_search").encode(response).body)).toBe('{"result":[{"id":"1"}]}');
  });

  it("drops the body for HEAD", () => {
    const response = getMatch("HEAD", "/users/1").encode(create(UserSchema, { id: "1" }));
    expect(response.body).toHaveLength(0);
    expect(response.headers["content-length"]).toBe("10");
  });

  it("lets the dialect choose status and headers", () => {
    const dialect = createDialect({
      headers: { "x-face": "a" },
      renderSuccess: (method) =>
        method.output.typeName.endsWith(".Empty")
          ? { status: 204 }
          : { status: 201, headers: { location: "/users/1" } },
    });
    const created = getMatch("GET", "/users/1", { dialect }).encode(create(UserSchema));
    expect(created).toMatchObject({ status: 201, headers: { location: "/users/1", "x-face": "a" } });
    const empty = getMatch("PUT", "/users/1", { dialect }).encode(create(EmptySchema));
    expect(empty).toEqual({ status: 204, headers: { "x-face": "a" }, body: new Uint8Array(0) });
  });
});

describe("dialects", () => {
  const [face, single, other] = ["face", "single", "other"].map((name) => createDialect({ name }));
  const service = { service: UserService, prefix: "/face", dialect: face, methodDialects: { LockUser: single } };
  // The list above has three elements, so none of the dialects is missing.
  const options = { services: [service], dialectsByPath: { "/other": other } } as TranscoderOptions;
  const cases = [
    { method: "GET", target: "/face/users/1", want: "face" },
    { method: "POST", target: "/face/users/1:lock", want: "single" },
    { method: "PATCH", target: "/face/users/1", want: "face" },
    { method: "GET", target: "/face/nothing", want: "face" },
    { method: "GET", target: "/other/nothing", want: "other" },
    { method: "GET", target: "/nothing", want: "gateway" },
    { method: "GET", target: "nothing", want: "gateway" },
  ];
  for (const { method, target, want } of cases) {
    it(`answer ${method} ${target} as ${want}`, () => expect(find(method, target, options).dialect.name).toBe(want));
  }
});

describe("createTranscoder()", () => {
  it("reports all problems of all rules at once", () => {
    const selector = "transcoding.directory.UserService";
    const rules = [
      createHttpRule({ selector: `${selector}.GetUser`, get: "/users/{nope}" }),
      createHttpRule({ selector: `${selector}.GetUser`, get: "/x/", body: "nope" }),
      createHttpRule({ selector: `${selector}.LockUser`, get: "/users/{id=*}" }),
      createHttpRule({ selector: `${selector}.LockUser`, body: "x" }),
      createHttpRule({ selector: "acme.Service.Call", get: "/" }),
    ];
    let problems: readonly string[] = [];
    try {
      const methodDialects = { Nope: createDialect() };
      createTranscoder({ services: [{ service: UserService, methodDialects }], rules });
    } catch (error) {
      if (error instanceof HttpRuleError) problems = error.problems;
    }
    expect(problems).toEqual([
      `${selector}: there is a dialect for "Nope", which is none of its RPCs`,
      `${selector}.GetUser, GET /users/{nope}: the path variable "nope" names the field "nope", which transcoding.directory.GetUserRequest does not have`,
      `${selector}.GetUser, GET /x/: invalid path template "/x/", character 4: expected a segment, found the end`,
      `${selector}.GetUser, GET /x/: the body "nope" is not a field of transcoding.directory.GetUserRequest`,
      `${selector}.LockUser, GET /users/{id}: matches the same requests as ${selector}.GetUser, GET /users/{id}`,
      `${selector}.LockUser: the body "x" belongs to no HTTP method`,
      'the selector "acme.Service.Call" selects no RPC of the services',
    ]);
  });

  for (const prefix of ["nope", "/{id}", "/a:b", "/a/"]) {
    it(`refuses the prefix ${prefix}`, () => {
      expect(() => createTranscoder({ services: [{ service: UserService, prefix }] })).toThrow(HttpRuleError);
    });
  }

  it("selects all RPCs below a name", () => {
    const rules = [createHttpRule({ selector: "transcoding.directory.*", get: "/all" })];
    expect(() => createTranscoder({ services: [UserService], rules })).toThrow(
      "GET /all: matches the same requests as",
    );
  });

  it("lists its routes", () => {
    const { bindings } = createTranscoder({ services: [UserService] });
    expect(bindings).toHaveLength(9);
    expect(bindings[0]).toMatchObject({ httpMethod: "GET", method: { name: "GetUser" } });
  });
});
