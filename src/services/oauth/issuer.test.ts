import { describe, expect, it } from "vitest";
import { issuerOf } from "./issuer.ts";

describe("issuerOf()", () => {
  const cases = [
    { url: "http://directory.example/oauth/v2/token", want: "http://directory.example" },
    { url: "https://Directory.example:443/a?b", want: "https://directory.example" },
    { url: "/oauth/v2/token", want: "http://localhost" },
    { url: "http://a b/", want: "http://localhost" },
    { url: "urn:x", want: "http://localhost" },
    { url: "", want: "http://localhost" },
  ];
  for (const { url, want } of cases) {
    it(`is ${want} for a call of ${JSON.stringify(url)}`, () => expect(issuerOf({ url }, undefined)).toBe(want));
  }

  it("is the configured address, whatever is called", () =>
    expect(issuerOf({ url: "http://evil.example/" }, "https://directory.example")).toBe("https://directory.example"));
});
