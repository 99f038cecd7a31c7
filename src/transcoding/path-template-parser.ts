import type { PathSegment, PathTemplate, PathVariable } from "./path-template.ts";
import { canonicalizeSegment } from "./percent-encoding.ts";

/** A path template that does not follow the grammar of google/api/http.proto. */
export class PathTemplateError extends Error {
  override readonly name = "PathTemplateError";
  readonly template: string;
  /** Where the parser stopped, as an index into the template. */
  readonly position: number;

  constructor(template: string, position: number, reason: string) {
    super(`invalid path template "${template}", character ${position + 1}: ${reason}`);
    this.template = template;
    this.position = position;
  }
}

interface Parser {
  readonly text: string;
  position: number;
  readonly segments: PathSegment[];
  readonly variables: PathVariable[];
  multiIndex: number;
}

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const literalCharacter = /[A-Za-z0-9\-._~!$&'()+,;=@]/;
const hexPair = /^[0-9A-Fa-f]{2}$/;

/**
 * The template that `text` describes.
 *
 * The grammar is that of google/api/http.proto. Where it is silent:
 * - `/` alone is the template of the root path.
 * - A literal consists of the characters RFC 3986 allows in a segment, without `*` and `:`, which are escaped as `%2A`
 *   and `%3A` to be meant literally. An escaped and a plain spelling are the same literal.
 * - Behind `**` only literals may follow, so that a match is found without search.
 * - There is one verb, it comes last, and it is not empty.
 * - A variable does not contain another one, and no two have the same path.
 *
 * @throws {@link PathTemplateError} with the position of the first problem.
 */
export function parsePathTemplate(text: string): PathTemplate {
  const parser: Parser = { text, position: 0, segments: [], variables: [], multiIndex: -1 };
  expect(parser, "/", 'a template starts with "/"');
  if (text !== "/") parseSegments(parser, false);
  const verb = parseVerb(parser);
  if (parser.position < text.length) fail(parser, `unexpected ${describeNext(parser)}`);
  const { segments, variables, multiIndex } = parser;
  return { segments, verb, variables, multiIndex };
}

function parseSegments(parser: Parser, isInsideVariable: boolean): void {
  parseSegment(parser, isInsideVariable);
  while (peek(parser) === "/") {
    parser.position++;
    parseSegment(parser, isInsideVariable);
  }
}

function parseSegment(parser: Parser, isInsideVariable: boolean): void {
  switch (peek(parser)) {
    case "*":
      parseWildcard(parser);
      break;
    case "{":
      if (isInsideVariable) fail(parser, "a variable cannot contain another variable");
      parseVariable(parser);
      break;
    default: {
      const literal = parseLiteral(parser);
      if (literal === "") fail(parser, `expected a segment, found ${describeNext(parser)}`);
      parser.segments.push({ kind: "literal", text: literal });
    }
  }
}

function parseWildcard(parser: Parser): void {
  if (parser.multiIndex !== -1) fail(parser, 'only literals may follow "**"');
  const isMulti = parser.text.startsWith("**", parser.position);
  if (isMulti) parser.multiIndex = parser.segments.length;
  parser.segments.push({ kind: isMulti ? "multi" : "single" });
  parser.position += isMulti ? 2 : 1;
}

function parseVariable(parser: Parser): void {
  const opening = parser.position++;
  const start = parser.segments.length;
  const path = parseFieldPath(parser);
  if (parser.variables.some((other) => other.path === path)) {
    parser.position = opening;
    fail(parser, `the variable "${path}" is there twice`);
  }
  if (peek(parser) === "=") {
    parser.position++;
    parseSegments(parser, true);
  } else {
    parseImpliedWildcard(parser, opening);
  }
  expect(parser, "}", `expected "}" to close the variable "${path}", found ${describeNext(parser)}`);
  const end = parser.segments.length;
  const coversMulti = parser.multiIndex >= start;
  parser.variables.push({ path, start, end, isMultiSegment: coversMulti || end - start > 1 });
}

function parseImpliedWildcard(parser: Parser, opening: number): void {
  if (parser.multiIndex !== -1) {
    parser.position = opening;
    fail(parser, 'only literals may follow "**"');
  }
  parser.segments.push({ kind: "single" });
}

function parseFieldPath(parser: Parser): string {
  const start = parser.position;
  parseIdentifier(parser);
  while (peek(parser) === ".") {
    parser.position++;
    parseIdentifier(parser);
  }
  return parser.text.slice(start, parser.position);
}

function parseIdentifier(parser: Parser): void {
  identifier.lastIndex = parser.position;
  if (!identifier.test(parser.text)) fail(parser, `expected a field name, found ${describeNext(parser)}`);
  parser.position = identifier.lastIndex;
}

function parseVerb(parser: Parser): string {
  if (peek(parser) !== ":") return "";
  parser.position++;
  const verb = parseLiteral(parser);
  if (verb === "") fail(parser, `expected a verb, found ${describeNext(parser)}`);
  return verb;
}

function parseLiteral(parser: Parser): string {
  const start = parser.position;
  for (let next = peek(parser); next !== undefined; next = peek(parser)) {
    if (next === "%") {
      const digits = parser.text.slice(parser.position + 1, parser.position + 3);
      if (!hexPair.test(digits)) fail(parser, '"%" must be followed by two hexadecimal digits');
      parser.position += 3;
    } else if (literalCharacter.test(next)) {
      parser.position++;
    } else {
      break;
    }
  }
  const literal = parser.text.slice(start, parser.position);
  // The loop above admits well-formed ASCII only, which always has a canonical form.
  return canonicalizeSegment(literal) ?? literal;
}

function expect(parser: Parser, character: string, reason: string): void {
  if (peek(parser) !== character) fail(parser, reason);
  parser.position++;
}

function peek(parser: Parser): string | undefined {
  return parser.text[parser.position];
}

function describeNext(parser: Parser): string {
  const next = peek(parser);
  return next === undefined ? "the end" : JSON.stringify(next);
}

function fail(parser: Parser, reason: string): never {
  throw new PathTemplateError(parser.text, parser.position, reason);
}
