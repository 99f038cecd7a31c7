import { describe, expect, it } from "vitest";
import { isJsonContentType, parseContentType } from "./content-type.ts";

describe("isJsonContentType()", () => {
  const cases = [
    { header: "application/json", want: true },
    { header: "Application/JSON", want: true },
    { header: "application/json; charset=utf-8", want: true },
    { header: "application/json;charset=UTF-8", want: true },
    { header: 'application/json; charset="utf8"', want: true },
    { header: " application/json ; profile=x; Charset = utf-8", want: true },
    { header: "application/vnd.api+json", want: true },
    { header: "image/svg+json", want: true },
    { header: "application/json; charset=latin1", want: false },
    { header: "application/json; charset=utf-16", want: false },
    { header: "application/jsonx", want: false },
    { header: "text/json", want: false },
    { header: "text/plain", want: false },
    { header: "application/x-www-form-urlencoded", want: false },
    { header: "application/grpc+proto", want: false },
    { header: "json", want: undefined },
    { header: "", want: undefined },
    { header: "application/json, text/plain", want: undefined },
    { header: "application/ json", want: undefined },
  ];
  for (const { header, want } of cases) {
    it(`is ${want} for "${header}"`, () => {
      const type = parseContentType(header);
      expect(type && isJsonContentType(type)).toBe(want);
    });
  }
});
