import { describe, expect, it } from "vitest";
import { createDialect } from "./dialect.ts";
import { createDialectFinder } from "./dialect-by-path.ts";
import { splitPath } from "./request-target.ts";

const find = createDialectFinder(
  new Map(["/v2", "/v2/users", "/engine-rest"].map((name) => [name, createDialect({ name })])),
);

describe("createDialectFinder()", () => {
  const cases = [
    { path: "/v2", want: "/v2" },
    { path: "/v2/", want: "/v2" },
    { path: "/v2/orgs/1", want: "/v2" },
    { path: "/v2/users/1", want: "/v2/users" },
    { path: "/v2/usersx", want: "/v2" },
    { path: "/%76%32/users", want: "/v2/users" },
    { path: "/v2beta", want: undefined },
    { path: "/engine%2Drest/x", want: "/engine-rest" },
    { path: "/", want: undefined },
  ];
  for (const { path, want } of cases) {
    it(`finds ${want} for ${path}`, () => expect(find(splitPath(path) ?? [])?.name).toBe(want));
  }

  it("finds the dialect of the root for every path", () => {
    const findRoot = createDialectFinder(new Map([["/", createDialect({ name: "root" })]]));
    expect(findRoot(["a"])?.name).toBe("root");
    expect(findRoot([])?.name).toBe("root");
  });
});
