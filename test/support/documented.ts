import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { FaceName } from "../../src/faces/index.ts";
import { projectFolder } from "./built-program.ts";
import { asArray, asObject, read } from "./json-values.ts";
import { xmlToJson } from "./xml-to-json.ts";

/** An answer as it came over HTTP. */
export interface HttpAnswer {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null | undefined;
  readonly text: string;
}

/** An operation of a document. */
export interface DocumentedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject;
}

/** A face's document, for tests to hold answers and requests against. */
export interface ApiDocument {
  readonly json: JsonObject;
  readonly operations: readonly DocumentedOperation[];
  /** The operation that a request is for; `undefined` for a path or a method that the document does not have. */
  find(method: string, path: string): DocumentedOperation | undefined;
  /** What is wrong with an answer, "" for nothing. Keys that the document does not name are wrong. */
  describeMisfit(operation: DocumentedOperation, answer: Omit<HttpAnswer, "method" | "path">): string;
  /** What is wrong with a request's body, "" for nothing. */
  describeBodyMisfit(operation: DocumentedOperation, body: JsonValue): string;
}

const documents = new Map<FaceName, ApiDocument>();

/** The document of a face, as it is committed. */
export function documentOf(face: FaceName): ApiDocument {
  const known = documents.get(face);
  if (known !== undefined) return known;
  const made = openDocument(JSON.parse(readFileSync(join(projectFolder, "docs/openapi", `${face}.json`), "utf8")));
  documents.set(face, made);
  return made;
}

/**
 * Throws when an answer is not as the face's document says. A request that no route has can only be refused.
 */
export function assertDocumented(face: FaceName, answer: HttpAnswer): void {
  const document = documentOf(face);
  // In Camunda's paths a slash at the end is none.
  const target = face === "camunda" ? answer.path.replace(/\/(?=$|\?)/, "") : answer.path;
  const found = document.find(answer.method, target);
  const misfit =
    found === undefined || isBeforeRoutes(answer) ? describeUnknown(answer) : document.describeMisfit(found, answer);
  if (misfit === "") return;
  const { method, path, status, text } = answer;
  throw new Error(`${method} ${path} was answered ${status}, not as documented: ${misfit}\n${text.slice(0, 2000)}`);
}

/** Whether HTTP itself gave the answer, or a server that does not serve the face. */
const isBeforeRoutes = ({ status, text }: HttpAnswer): boolean =>
  status === 431 || (status === 404 && text === '{"code":5,"message":"Not Found"}');

const describeUnknown = ({ status }: HttpAnswer): string => (status >= 400 ? "" : "the document has no such operation");

function openDocument(json: JsonObject): ApiDocument {
  const ajv = createValidator(json);
  const operations = listOperations(json);
  const routes = operations.map((found) => ({ found, pattern: toPattern(found) })).sort(byLiterals);
  const validators = new Map<string, ValidateFunction>();
  const compile = (pointer: string): ValidateFunction => {
    const validator = validators.get(pointer) ?? ajv.compile({ $ref: `document${pointer}` });
    validators.set(pointer, validator);
    return validator;
  };
  const check = (pointer: string, value: unknown): string => {
    const validate = compile(pointer);
    return validate(value) ? "" : ajv.errorsText(validate.errors, { dataVar: "body" });
  };
  return {
    json,
    operations,
    find: (method, target) => {
      const path = target.replace(/\?.*$/s, "");
      return routes.find(({ found, pattern }) => found.method === method && pattern.test(path))?.found;
    },
    describeMisfit(found, { status, contentType, text }) {
      const pointer = responsePointer(json, found, status);
      if (pointer === undefined) return `the status ${status} is not documented`;
      const response = read(json, pointer);
      const [type] = Object.keys(asObject(response["content"]));
      if (type === undefined) return text === "" ? "" : "it has a body";
      const given = contentType?.replace(/;.*/, "");
      if (given !== type) return `the content type is ${given}, not ${type}`;
      const schema = `${pointer}/content/${escapePointer(type)}/schema`;
      return check(schema, parseBody(type, text, json, schema));
    },
    describeBodyMisfit({ method, path, operation }, body) {
      const [type = ""] = Object.keys(asObject(asObject(operation["requestBody"])["content"]));
      return check(`${operationPointer(method, path)}/requestBody/content/${escapePointer(type)}/schema`, body);
    },
  };
}

function createValidator(json: JsonObject): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, formats: anyNumber });
  // The package's types are those of a CommonJS module, whose default is the function.
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(closed(json) as JsonObject, "document");
  return ajv;
}

/** Formats that say how large a number is; a pattern or bounds say so, too. */
const anyNumber = { int32: true, int64: true, uint64: true } as const;

/** The document with schemas that refuse keys they do not name, so that no answer has more than is documented. */
function closed(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(closed);
  const members = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, closed(member)]));
  const isOpen = value["type"] === "object" && value["properties"] !== undefined;
  return isOpen && value["additionalProperties"] === undefined ? { ...members, additionalProperties: false } : members;
}

const methods = ["get", "put", "post", "delete", "patch", "options"];

const listOperations = (json: JsonObject): readonly DocumentedOperation[] =>
  Object.entries(asObject(json["paths"])).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = asObject(item)[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation: asObject(operation) }];
    }),
  );

/** What matches the paths of an operation. Variables that take several segments are marked. */
function toPattern({ path, operation }: DocumentedOperation): RegExp {
  const parameters = asArray(operation["parameters"]).map(asObject);
  const text = path
    .split(/(\{[^}]*\})/)
    .map((part) => {
      if (!part.startsWith("{")) return part.replace(/[$()*+.?[\\\]^|]/g, "\\$&");
      const parameter = parameters.find(({ name }) => name === part.slice(1, -1));
      return parameter?.["x-multi-segment"] === true ? ".+" : "[^/]+";
    })
    .join("");
  return new RegExp(`^${text}$`, "s");
}

/** Paths with fewer variables come first, and of two with as many the longer one. */
const byLiterals = (a: { found: DocumentedOperation }, b: { found: DocumentedOperation }): number =>
  countVariables(a.found) - countVariables(b.found) || b.found.path.length - a.found.path.length;

const countVariables = ({ path }: DocumentedOperation): number => path.split("{").length;

function responsePointer(json: JsonObject, found: DocumentedOperation, status: number): string | undefined {
  const responses = asObject(found.operation["responses"]);
  const key = String(status) in responses ? String(status) : "default";
  if (!(key in responses)) return undefined;
  const { $ref } = asObject(responses[key]);
  const pointer = `${operationPointer(found.method, found.path)}/responses/${key}`;
  return typeof $ref === "string" && read(json, $ref) !== undefined ? $ref : pointer;
}

const operationPointer = (method: string, path: string): string =>
  `#/paths/${escapePointer(path)}/${method.toLowerCase()}`;

/** RFC 6901 inside a fragment. */
const escapePointer = (key: string): string => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));

function parseBody(type: string, text: string, json: JsonObject, pointer: string): unknown {
  switch (type) {
    case "application/json":
      return JSON.parse(text);
    case "application/xml":
      return xmlToJson(text, read(json, pointer), (ref) => read(json, ref));
    default:
      return read(json, pointer)["type"] === "integer" ? Number(text) : text;
  }
}
