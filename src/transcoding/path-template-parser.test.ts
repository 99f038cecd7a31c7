import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryTemplate } from "../../test/transcoding/arbitrary-template.ts";
import { formatPathTemplate, prependToTemplate } from "./path-template.ts";
import { PathTemplateError, parsePathTemplate } from "./path-template-parser.ts";

describe("parsePathTemplate()", () => {
  it("reads segments, variables and the verb", () => {
    expect(parsePathTemplate("/v1/{name=shelves/*}/{rest=**}/tail:do")).toEqual({
      segments: [
        { kind: "literal", text: "v1" },
        { kind: "literal", text: "shelves" },
        { kind: "single" },
        { kind: "multi" },
        { kind: "literal", text: "tail" },
      ],
      verb: "do",
      variables: [
        { path: "name", start: 1, end: 3, isMultiSegment: true },
        { path: "rest", start: 3, end: 4, isMultiSegment: true },
      ],
      multiIndex: 3,
    });
  });

  it("reads a variable without a pattern as one segment", () => {
    expect(parsePathTemplate("/{id}")).toEqual(parsePathTemplate("/{id=*}"));
    expect(parsePathTemplate("/{id}").variables[0]?.isMultiSegment).toBe(false);
  });

  it("takes a variable of one literal for one segment", () => {
    expect(parsePathTemplate("/{id=me}").variables[0]?.isMultiSegment).toBe(false);
  });

  const refused = [
    { template: "", position: 0, reason: 'a template starts with "/"' },
    { template: "users", position: 0, reason: 'a template starts with "/"' },
    { template: "//", position: 1, reason: 'expected a segment, found "/"' },
    { template: "/a/", position: 3, reason: "expected a segment, found the end" },
    { template: "/a{x}", position: 2, reason: 'unexpected "{"' },
    { template: "/{x}y", position: 4, reason: 'unexpected "y"' },
    { template: "/{x", position: 3, reason: 'expected "}" to close the variable "x", found the end' },
    { template: "/{}", position: 2, reason: 'expected a field name, found "}"' },
    { template: "/{a.}", position: 4, reason: 'expected a field name, found "}"' },
    { template: "/{1a}", position: 2, reason: 'expected a field name, found "1"' },
    { template: "/{a={b}}", position: 4, reason: "a variable cannot contain another variable" },
    { template: "/{a}/x/{a}", position: 7, reason: 'the variable "a" is there twice' },
    { template: "/{a=}", position: 4, reason: 'expected a segment, found "}"' },
    { template: "/{a=b:c}", position: 5, reason: 'expected "}" to close the variable "a", found ":"' },
    { template: "/**/*", position: 4, reason: 'only literals may follow "**"' },
    { template: "/**/**", position: 4, reason: 'only literals may follow "**"' },
    { template: "/**/{a}", position: 4, reason: 'only literals may follow "**"' },
    { template: "/***", position: 3, reason: 'unexpected "*"' },
    { template: "/a*", position: 2, reason: 'unexpected "*"' },
    { template: "/a b", position: 2, reason: 'unexpected " "' },
    { template: "/é", position: 1, reason: 'expected a segment, found "é"' },
    { template: "/a:", position: 3, reason: "expected a verb, found the end" },
    { template: "/a:b:c", position: 4, reason: 'unexpected ":"' },
    { template: "/a:b/c", position: 4, reason: 'unexpected "/"' },
    { template: "/:a", position: 1, reason: 'expected a segment, found ":"' },
    { template: "/a%2", position: 2, reason: '"%" must be followed by two hexadecimal digits' },
    { template: "/a?b", position: 2, reason: 'unexpected "?"' },
  ];
  for (const { template, position, reason } of refused) {
    it(`refuses ${JSON.stringify(template)}: ${reason}`, () => {
      const parse = () => parsePathTemplate(template);
      expect(parse).toThrow(`invalid path template "${template}", character ${position + 1}: ${reason}`);
      expect(parse).toThrow(expect.objectContaining({ name: "PathTemplateError", position, template }));
    });
  }

  const canonical = [
    { template: "/", want: "/" },
    { template: "/{x=*}", want: "/{x}" },
    { template: "/{x=**}", want: "/{x=**}" },
    { template: "/users/@me", want: "/users/%40me" },
    { template: "/%75sers/%2a", want: "/users/%2A" },
    { template: "/**:%2c", want: "/**:%2C" },
  ];
  for (const { template, want } of canonical) {
    it(`has the canonical form ${want} for ${template}`, () => {
      expect(formatPathTemplate(parsePathTemplate(template))).toBe(want);
    });
  }

  it("parses what formatPathTemplate() wrote to an equal template", () => {
    fc.assert(
      fc.property(arbitraryTemplate, (text) => {
        const template = parsePathTemplate(text);
        expect(parsePathTemplate(formatPathTemplate(template))).toEqual(template);
      }),
    );
  });

  it("throws nothing but PathTemplateError", () => {
    const unit = fc.constantFrom("/", "*", "{", "}", "=", ":", ".", "%", "2", "F", "a", "_", "é", "\u0000");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit, maxLength: 30 })), (text) => {
        try {
          expect(formatPathTemplate(parsePathTemplate(text))).toMatch(/^\//);
        } catch (error) {
          expect(error).toBeInstanceOf(PathTemplateError);
          expect(error).toHaveProperty("template", text);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("prependToTemplate()", () => {
  it("puts literals in front and keeps the variables where they belong", () => {
    const template = prependToTemplate(parsePathTemplate("/v1/api"), parsePathTemplate("/a/{x=b/**}/c:do"));
    expect(template).toEqual(parsePathTemplate("/v1/api/a/{x=b/**}/c:do"));
  });
});
