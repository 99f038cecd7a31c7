import { type DescMessage, fromJson } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { ConnectError } from "@connectrpc/connect";
import { expect } from "vitest";
import { findField, resolveFieldPath } from "../../src/transcoding/field-path.ts";
import { type FieldValue, findFieldText } from "../../src/transcoding/field-text.ts";
import { compileHttpBinding } from "../../src/transcoding/http-binding.ts";
import { listHttpRoutes } from "../../src/transcoding/http-rule.ts";
import { convertCodeToHttpStatus } from "../../src/transcoding/http-status.ts";
import { formatPathTemplate } from "../../src/transcoding/path-template.ts";
import { PathTemplateError, parsePathTemplate } from "../../src/transcoding/path-template-parser.ts";
import {
  decodeSegment,
  decodeSegments,
  encodeQueryText,
  encodeSegment,
  encodeSegments,
} from "../../src/transcoding/percent-encoding.ts";
import { createQueryBinder } from "../../src/transcoding/query-binder.ts";
import { encodeRequest } from "../../src/transcoding/request-encoder.ts";
import { parseTimeoutMs } from "../../src/transcoding/timeout.ts";
import type { Vector } from "./vector.ts";
import { expectMessage } from "./vector-compare.ts";
import { runBody, runEndToEnd, runError, runResponse } from "./vector-exchange.ts";
import { runMatch } from "./vector-match.ts";
import { runRuleValidation } from "./vector-rules.ts";
import { getRpcOfMessage, parseRule } from "./vector-services.ts";

/** Runs a vector; throws when what comes out is not what it expects. */
export function runVector(vector: Vector): void {
  const run = runners[vector.kind];
  if (run === undefined) throw new Error(`no way to run a vector of the kind ${vector.kind}`);
  run(vector);
}

const runners: Readonly<Record<string, (vector: Vector) => void>> = {
  "template-parse": runTemplateParse,
  "template-format": runTemplateFormat,
  match: runMatch,
  route: runMatch,
  unescape: runUnescape,
  query: runQuery,
  "path-param": runPathParam,
  "field-path": runFieldPath,
  body: runBody,
  response: runResponse,
  error: runError,
  "error-status": runErrorStatus,
  "http-error": runEndToEnd,
  "http-rule": runHttpRule,
  "rule-validation": runRuleValidation,
  timeout: runTimeout,
  "param-encode": runParamEncode,
  "path-encode": runPathEncode,
  e2e: runEndToEnd,
};

function runTemplateParse(vector: Vector): void {
  const { template = "", expect: wanted } = vector;
  if (wanted.valid === false) {
    expect(() => parsePathTemplate(template)).toThrow(PathTemplateError);
    return;
  }
  const parsed = parsePathTemplate(template);
  if (wanted.segments === undefined) return;
  expect(listSegments(template)).toEqual(wanted.segments);
  expect(parsed.verb).toBe(wanted.verb);
  const length = parsed.segments.length;
  expect(
    parsed.variables.map(({ path, start, end }) => ({
      path,
      start,
      end,
      multi: start <= parsed.multiIndex && parsed.multiIndex < end,
    })),
  ).toEqual(wanted.variables?.map((v) => ({ ...v, end: v.end < 0 ? length + 1 + v.end : v.end })));
}

function runTemplateFormat(vector: Vector): void {
  const { template = "", expect: wanted } = vector;
  expect(formatPathTemplate(parsePathTemplate(template))).toBe(wanted.canonical);
  expect(listSegments(template)).toEqual(wanted.segments);
}

function listSegments(template: string): string[] {
  return parsePathTemplate(template).segments.map((segment) => {
    if (segment.kind === "literal") return segment.text;
    return segment.kind === "single" ? "*" : "**";
  });
}

function runUnescape(vector: Vector): void {
  const { input = "", expect: wanted } = vector;
  const isSingle = vector.mode === "single";
  const decoded = isSingle ? decodeSegment(input) : decodeSegments(input, "all-except-slash");
  expect(decoded).toBe(wanted.decoded);
  expect(isSingle ? encodeSegment(decoded ?? "") : encodeSegments(decoded ?? "")).toBe(wanted.reencoded);
}

function runQuery(vector: Vector): void {
  const { expect: wanted, query = [], initial = {} } = vector;
  const desc = getRpcOfMessage(vector.message).input;
  const pairs = typeof query === "string" ? [] : query;
  const rawQuery = pairs.map((pair) => pair.map(encodeQueryText).join("=")).join("&");
  const bind = createQueryBinder(desc, new Set(vector.alreadyBound), { unknownKeys: "ignore", boundKeys: "ignore" });
  const message = fromJson(desc, initial);
  if (wanted.error !== undefined) {
    expect(() => bind(message, rawQuery)).toThrow(ConnectError);
    return;
  }
  bind(message, rawQuery);
  expectMessage(desc, message, wanted.message ?? {});
}

function runPathParam(vector: Vector): void {
  const { expect: wanted, type } = vector;
  const field = parameterValues().fields.find((f) => f.fieldKind === "message" && f.message.typeName === type);
  const text = field === undefined ? undefined : findFieldText(field);
  const value = text?.parse(String(vector.value));
  if (wanted.error !== undefined) expect(value).toBeUndefined();
  else expect(value === undefined ? undefined : text?.format(value)).toBe(wanted.value);
}

function runFieldPath(vector: Vector): void {
  const { expect: wanted, fieldPath = "" } = vector;
  const result = resolveFieldPath(getRpcOfMessage(vector.message).input, fieldPath);
  if (result.kind !== "found") throw new Error(`${fieldPath} is ${result.kind}`);
  if (wanted.fields !== undefined) expect(result.fields.map((field) => field.name)).toEqual(wanted.fields);
  const last = result.fields.at(-1);
  if (last !== undefined && wanted.isUrlParameter !== undefined) {
    expect(findFieldText(last) !== undefined).toBe(wanted.isUrlParameter);
  }
}

function runErrorStatus(vector: Vector): void {
  // Code has no member for OK, which is no error; success is 200 without a table.
  if (vector.number === 0) expect(vector.expect.httpStatus).toBe(200);
  else expect(convertCodeToHttpStatus(vector.number ?? -1)).toBe(vector.expect.httpStatus);
}

function runHttpRule(vector: Vector): void {
  const problems: string[] = [];
  const routes = listHttpRoutes(parseRule(vector.rule ?? {}), problems);
  expect(problems).toEqual([]);
  expect(routes.map(({ httpMethod, template, body }) => ({ method: httpMethod, template, body }))).toEqual(
    vector.expect.routes,
  );
}

function runTimeout(vector: Vector): void {
  const timeoutMs = parseTimeoutMs(vector.headers?.[0]?.[1]);
  const { deadlineNanoseconds } = vector.expect;
  expect(timeoutMs === undefined ? null : String(Math.round(timeoutMs * 1e6))).toBe(deadlineNanoseconds);
}

function runParamEncode(vector: Vector): void {
  const desc = parameterValues();
  const field = findField(desc, vector.field ?? "");
  const message = reflect(desc, fromJson(desc, vector.value ?? {}));
  if (field === undefined) throw new Error(`there is no field ${vector.field}`);
  // The fields of these vectors are scalars and messages with a text form.
  expect(findFieldText(field)?.format(message.get(field) as FieldValue)).toBe(vector.expect.text);
}

function runPathEncode(vector: Vector): void {
  const rpc = getRpcOfMessage(vector.message);
  const { template = "", bodyField: body = "" } = vector;
  const problems: string[] = [];
  const binding = compileHttpBinding(rpc, { httpMethod: "POST", template, body, responseBody: "" }, problems);
  if (binding === undefined) throw new Error(problems.join());
  const { path, query } = encodeRequest(binding, fromJson(rpc.input, vector.value ?? {}));
  expect({ path, query }).toEqual({ path: vector.expect.path, query: vector.expect.query });
}

function parameterValues(): DescMessage {
  return getRpcOfMessage("vg.ParameterValues").input;
}
