import { Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { fromJson, fromJsonString, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { BadRequestSchema } from "../../../gen/google/rpc/error_details_pb.ts";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../../gen/zitadel/v1/message_pb.ts";
import { assertDocumented } from "../documented.ts";
import { type CallError, type Client, headersOf, toCredentialsDetail } from "./client.ts";
import { type HttpCall, toHttpCall } from "./http-route.ts";
import { speaksOAuth, toForm, toOAuthError } from "./oauth-form.ts";
import { trustOf } from "./test-certificate.ts";

/** Plain JSON over HTTP/1.1 at the `google.api.http` routes. Every answer must be as the face's document says. */
export function createRestClient(baseUrl: string): Client {
  const trust = trustOf(baseUrl);
  const agent =
    trust.ca === undefined ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true, ...trust });
  return {
    name: "rest",
    async call(method, message, options = {}) {
      const isOAuth = speaksOAuth(method.parent);
      const call = toHttpCall(method, message);
      const answer = await exchange(baseUrl, agent, isOAuth ? asForm(call) : call, headersOf(options));
      const { status, headers, text } = answer;
      const type = headers.get("content-type");
      const face = method.parent.typeName.startsWith("roster.") ? "roster" : "zitadel";
      assertDocumented(face, { method: call.verb, path: call.path, status, contentType: type, text });
      if (type !== "application/json") throw new Error(`${method.name} was answered with content type ${type}`);
      if (status === 200) return { ok: fromJsonString(method.output, text), headers };
      return { error: (isOAuth ? toOAuthError : toCallError)(status, headers, text), headers };
    },
    close: () => agent.destroy(),
  };
}

const asForm = (call: HttpCall): HttpCall =>
  call.body === undefined
    ? call
    : { ...call, body: toForm(call.body), contentType: "application/x-www-form-urlencoded" };

/** The HTTP status of each error code. */
const statusOfCode: Readonly<Partial<Record<Code, number>>> = {
  [Code.InvalidArgument]: 400,
  [Code.FailedPrecondition]: 400,
  [Code.Unauthenticated]: 401,
  [Code.PermissionDenied]: 403,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.ResourceExhausted]: 429,
  [Code.Unknown]: 500,
  [Code.Internal]: 500,
  [Code.Unavailable]: 503,
  [Code.DeadlineExceeded]: 504,
};

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

function exchange(
  baseUrl: string,
  agent: HttpAgent,
  { verb, path, body, contentType = "application/json" }: HttpCall,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Node gives a DELETE no length of its own accord, and the body would be taken for the next request.
    const content =
      body === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(body) };
    const request = agent instanceof HttpsAgent ? requestHttps : requestHttp;
    const outgoing = request(baseUrl, { agent, method: verb, path, headers: { ...content, ...headers } });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.once("error", reject);
      incoming.once("end", () =>
        resolve({ status: incoming.statusCode ?? 0, headers: toHeaders(incoming.headers), text }),
      );
    });
    outgoing.end(body);
  });
}

function toHeaders(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return headers;
}

function toCallError(status: number, headers: Headers, text: string): CallError {
  const body: { readonly code: Code; readonly message: string; readonly details?: readonly JsonObject[] } =
    JSON.parse(text);
  // A route that is missing, or has other verbs, has no code of its own.
  const isRouting = status === 405 || (status === 404 && body.message === "Not Found");
  if (!isRouting && statusOfCode[body.code] !== status) {
    throw new Error(`HTTP status ${status} does not belong to code ${body.code}: ${text}`);
  }
  const details = body.details ?? [];
  const detail = findDetail(details, "zitadel.v1.ErrorDetail");
  const credentials = findDetail(details, "zitadel.v1.CredentialsCheckError");
  const badRequest = findDetail(details, "google.rpc.BadRequest");
  const { fieldViolations } = fromJson(BadRequestSchema, badRequest ?? {});
  return {
    code: body.code,
    message: body.message,
    detail: detail && toErrorDetail(detail),
    credentials: credentials && toCredentialsDetail(fromJson(CredentialsCheckErrorSchema, credentials)),
    violations: fieldViolations.map(({ field, description }) => ({ field, description })),
    headers,
  };
}

function toErrorDetail(json: JsonValue): { readonly id: string; readonly message: string } {
  const { id, message } = fromJson(ErrorDetailSchema, json);
  return { id, message };
}

function findDetail(details: readonly JsonObject[], typeName: string): JsonObject | undefined {
  const found = details.find((detail) => detail["@type"] === `type.googleapis.com/${typeName}`);
  if (found === undefined) return undefined;
  const { "@type": _type, ...json } = found;
  return json;
}
