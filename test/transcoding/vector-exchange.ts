import { type DescMessage, fromJson, type JsonObject, type JsonValue, type Message } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect } from "vitest";
import {
  createDialect,
  createJsonCodec,
  createTranscoder,
  type HttpResponse,
  type RouteMatch,
  renderError,
} from "../../src/transcoding/index.ts";
import { encodeSegment } from "../../src/transcoding/percent-encoding.ts";
import { getRouteTable, type Vector } from "./vector.ts";
import { expectBody, expectMessage } from "./vector-compare.ts";
import {
  answer,
  getRpcOfMessage,
  getRpcOfVector,
  listTableRules,
  parseRule,
  vectorServices,
} from "./vector-services.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Exchange {
  readonly found: string | undefined;
  readonly match: RouteMatch | undefined;
  readonly request: Message | undefined;
  readonly response: HttpResponse;
}

/** Runs a vector that sends an HTTP request to a service. */
export function runEndToEnd(vector: Vector): void {
  const { expect: wanted } = vector;
  const { found, match, request, response } = exchange(vector);
  if (wanted.match !== undefined) expect(found).toBe(wanted.match);
  if (wanted.status !== undefined) expect(response.status, decoder.decode(response.body)).toBe(wanted.status);
  const expected = wanted.queryIgnored === true ? JSON.parse(String(vector.body)) : wanted.request;
  if (expected !== undefined) {
    if (match === undefined || request === undefined) throw new Error("the request reached no RPC");
    expectMessage(match.method.input, request, expected);
  }
  expectHeaders(response, wanted.headers ?? {}, wanted.absentHeaders ?? []);
  expectResponseBody(vector, match?.method.output, response);
}

/** Runs a vector that reads a body, with fields of the path woven in. */
export function runBody(vector: Vector): void {
  const { expect: wanted, bindings = [], bodyField = "" } = vector;
  const rpc = getRpcOfMessage(vector.message ?? "Weave");
  const rule = { post: `/body${bindings.map(([path]) => `/{${path}}`).join("")}`, body: bodyField };
  const target = `/body${bindings.map(([, text]) => `/${encodeSegment(text)}`).join("")}`;
  const transcoder = createTranscoder({ services: vectorServices, rules: [parseRule(rule, rpc)] });
  const match = transcoder.find("POST", target);
  if (match.kind !== "match") throw new Error(match.kind);
  const body = encoder.encode(vector.rawBody ?? JSON.stringify(vector.body));
  const decode = () => match.decode({ headers: new Headers(), body });
  if (wanted.merged !== undefined) expectMessage(rpc.input, decode(), wanted.merged);
  else expect(catchError(decode).code).toBe(parseCode(wanted.errorCode ?? ""));
}

/** Runs a vector that writes a response. */
export function runResponse(vector: Vector): void {
  const { output } = getRpcOfMessage(vector.message);
  const alwaysEmitImplicit = vector.options?.alwaysPrintPrimitiveFields === true;
  const write = createJsonCodec({ alwaysEmitImplicit }).createWriter(output, undefined);
  const written = decoder.decode(write(fromJson(output, vector.messages?.[0] ?? {})));
  expect(JSON.parse(written)).toEqual(JSON.parse(String(vector.expect.body)));
}

/** Runs a vector that shows an error. */
export function runError(vector: Vector): void {
  const { error, expect: wanted } = vector;
  const shown = new ConnectError(error?.message ?? "", parseCode(error?.code ?? ""));
  shown.details = (error?.details ?? []).map((type) => ({ type, value: new Uint8Array(0) }));
  const response = renderError(shown, createDialect());
  expect(response.status).toBe(wanted.status);
  expectHeaders(response, { ...wanted.headers, "content-type": wanted.contentType ?? "" }, []);
  expect(JSON.parse(decoder.decode(response.body))).toMatchObject(Object(wanted.body));
}

function exchange(vector: Vector): Exchange {
  const { method = "", path = "", query } = vector;
  const transcoder = createTranscoder({ services: vectorServices, rules: listRules(vector) });
  const match = transcoder.find(method, typeof query === "string" ? `${path}?${query}` : path);
  if (match.kind !== "match") {
    return { found: undefined, match: undefined, request: undefined, response: match.renderError(match.error) };
  }
  const found = `${method} ${findTemplate(vector, match)}`;
  let request: Message | undefined;
  try {
    request = match.decode({
      headers: new Headers((vector.headers ?? []).map(([k, v]) => [k, v])),
      body: getBody(vector),
    });
    return { found, match, request, response: match.encode(answer(vector, match.method, request)) };
  } catch (error) {
    return { found, match, request, response: match.renderError(error) };
  }
}

function listRules(vector: Vector) {
  if (vector.rules !== undefined) return listTableRules(vector.rules, getRouteTable(vector.rules).rules ?? []);
  return [parseRule(vector.rule ?? {}, getRpcOfVector(vector))];
}

function findTemplate(vector: Vector, { binding }: RouteMatch): string | undefined {
  const rules = listRules(vector);
  const selector = `${binding.method.parent.typeName}.${binding.method.name}`;
  return rules.find((rule) => rule.selector === selector)?.pattern.value?.toString();
}

function getBody(vector: Vector): Uint8Array {
  if (vector.bodyBase64 !== undefined) return base64Decode(vector.bodyBase64);
  return encoder.encode(typeof vector.body === "string" ? vector.body : "");
}

function expectHeaders(
  response: HttpResponse,
  present: Readonly<Record<string, string>>,
  absent: readonly string[],
): void {
  for (const [name, value] of Object.entries(present)) expect(response.headers[name.toLowerCase()], name).toBe(value);
  for (const name of absent) expect(response.headers).not.toHaveProperty(name);
}

/** Bodies of errors that arise in transcoding are compared without their text, which is in our own words. */
function expectResponseBody(vector: Vector, output: DescMessage | undefined, response: HttpResponse): void {
  const { body, bodySample } = vector.expect;
  const actual = decoder.decode(response.body);
  const { response_body: responseField } = vector.rule ?? {};
  const responseBody = String(responseField ?? "");
  if (typeof body === "string") expectBody(output ?? emptyOutput(), responseBody, actual, body);
  else if (isObject(body)) expect(JSON.parse(actual)).toMatchObject(pickCode(body));
  if (bodySample !== undefined) expectBody(output ?? emptyOutput(), responseBody, actual, JSON.stringify(bodySample));
}

function pickCode({ code }: JsonObject): JsonObject {
  return code === undefined ? {} : { code };
}

function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function emptyOutput(): DescMessage {
  return getRpcOfMessage("Shelf").output;
}

function catchError(run: () => unknown): ConnectError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConnectError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** The code behind a name such as NOT_FOUND. */
function parseCode(name: string): Code {
  const entry = Object.entries(Code).find(([key]) => key.toUpperCase() === name.replaceAll("_", ""));
  if (typeof entry?.[1] !== "number") throw new Error(`no code is named ${name}`);
  return entry[1];
}
