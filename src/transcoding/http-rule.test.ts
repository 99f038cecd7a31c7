import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { HttpRuleSchema } from "../../gen/google/api/http_pb.ts";
import { createHttpRule } from "../../test/transcoding/http-rules.ts";
import { listHttpRoutes } from "./http-rule.ts";

describe("listHttpRoutes()", () => {
  for (const method of ["get", "put", "post", "delete", "patch"]) {
    it(`lists a route with ${method.toUpperCase()}`, () => {
      const problems: string[] = [];
      expect(listHttpRoutes(createHttpRule({ [method]: "/a", body: "*" }), problems)).toEqual([
        { httpMethod: method.toUpperCase(), template: "/a", body: "*", responseBody: "" },
      ]);
      expect(problems).toEqual([]);
    });
  }

  it("lists additional bindings behind the rule's own route, with their own bodies", () => {
    const rule = createHttpRule({
      post: "/a",
      body: "*",
      response_body: "result",
      additional_bindings: [{ custom: { kind: "REPORT", path: "/b" } }, { get: "/c", response_body: "other" }],
    });
    expect(listHttpRoutes(rule, [])).toEqual([
      { httpMethod: "POST", template: "/a", body: "*", responseBody: "result" },
      { httpMethod: "REPORT", template: "/b", body: "", responseBody: "" },
      { httpMethod: "GET", template: "/c", body: "", responseBody: "other" },
    ]);
  });

  it("lists nothing for an empty rule", () => {
    const problems: string[] = [];
    expect(listHttpRoutes(create(HttpRuleSchema), problems)).toEqual([]);
    expect(problems).toEqual([]);
  });

  const wrong = [
    { rule: { body: "x" }, problem: 'the body "x" belongs to no HTTP method' },
    { rule: { custom: { kind: "GE T", path: "/" } }, problem: 'the custom kind "GE T" is not an HTTP method' },
    { rule: { custom: { kind: "", path: "/" } }, problem: 'the custom kind "" is not an HTTP method' },
    {
      rule: { get: "/", additional_bindings: [{ get: "/a", additional_bindings: [{ get: "/b" }] }] },
      problem: "additional_bindings cannot have additional_bindings of their own",
    },
  ];
  for (const { rule, problem } of wrong) {
    it(`reports: ${problem}`, () => {
      const problems: string[] = [];
      listHttpRoutes(createHttpRule(rule), problems);
      expect(problems).toEqual([problem]);
    });
  }
});
