import { create, type DescMethod, type Message } from "@bufbuild/protobuf";
import type { BodyReader, BodyWriter } from "./body-codec.ts";
import { parseContentType } from "./content-type.ts";
import type { Dialect } from "./dialect.ts";
import { createHeaderBinder, createHeaderWriter, type HeaderBinder, type RequestHeaders } from "./header-binder.ts";
import { type HttpBinding, listBoundPaths, listPathFields } from "./http-binding.ts";
import { createUnsupportedContentEncoding, createUnsupportedMediaType } from "./http-error.ts";
import { createHttpResponse, type HttpResponse } from "./http-response.ts";
import { quoteInput } from "./invalid-argument.ts";
import { createPathBinder, type PathBinder } from "./path-binder.ts";
import type { MultiSegmentDecoding } from "./percent-encoding.ts";
import { createQueryBinder, type QueryBinder } from "./query-binder.ts";

/** What of a request is not in its first line. */
export interface RequestContent {
  readonly headers: RequestHeaders;
  /** The whole body, empty when there is none. */
  readonly body: Uint8Array;
}

/** A binding with all that its requests and responses need, made once. */
export interface Route {
  readonly binding: HttpBinding;
  readonly dialect: Dialect;
  decode(segments: readonly string[], query: string, content: RequestContent): Message;
  encode(httpMethod: string, message: Message): HttpResponse;
}

/** Compiles a binding for a dialect. */
export function createRoute(binding: HttpBinding, dialect: Dialect, decoding: MultiSegmentDecoding): Route {
  const { method, responseField } = binding;
  const readBody = createBodyReader(binding, dialect);
  const bindPath = createPathBinder(binding.template, binding.variables, decoding);
  const bindHeaders = createHeaderBinder(method.input, listPathFields(binding));
  const bindQuery = createQuery(binding, dialect);
  const write = dialect.codec.createWriter(method.output, responseField);
  return {
    binding,
    dialect,
    decode: createDecode(method, readBody, bindPath, bindHeaders, bindQuery),
    encode: createEncode(method, dialect, write),
  };
}

/**
 * The order is body, path, headers, query: path and headers replace what the body says, and the query, which is kept from
 * naming any of the three, finds out whether a oneof is set already.
 */
function createDecode(
  method: DescMethod,
  readBody: ((content: RequestContent) => Message) | undefined,
  bindPath: PathBinder,
  bindHeaders: HeaderBinder | undefined,
  bindQuery: QueryBinder | undefined,
): Route["decode"] {
  return function decode(segments, query, content) {
    const message = readBody === undefined ? create(method.input) : readBody(content);
    bindPath(message, segments);
    bindHeaders?.(message, content.headers);
    if (query !== "") bindQuery?.(message, query);
    return message;
  };
}

function createEncode(method: DescMethod, dialect: Dialect, write: BodyWriter): Route["encode"] {
  const headers = { "content-type": dialect.codec.contentType, ...dialect.headers };
  // What has no content has no type of its own.
  const headersOfNothing = dialect.headers;
  const writeHeaders = createHeaderWriter(method.output);
  return function encode(httpMethod, message) {
    const head = dialect.renderSuccess(method, message);
    const more = writeHeaders === undefined ? head.headers : { ...writeHeaders(message), ...head.headers };
    const body = head.status === 204 ? noBody : write(message);
    const shared = body.length === 0 ? headersOfNothing : headers;
    return createHttpResponse(httpMethod, head.status, more === undefined ? shared : { ...shared, ...more }, body);
  };
}

const noBody = new Uint8Array(0);

function createBodyReader(binding: HttpBinding, dialect: Dialect): ((content: RequestContent) => Message) | undefined {
  const { method, body } = binding;
  if (body.kind === "none") return undefined;
  const read: BodyReader = dialect.codec.createReader(method.input, body.kind === "field" ? body.field : undefined);
  return function readContent(content) {
    if (content.body.length === 0) return create(method.input);
    assertReadable(content.headers, dialect);
    return read(content.body);
  };
}

function createQuery(binding: HttpBinding, dialect: Dialect): QueryBinder | undefined {
  // With body "*" all that the path leaves is the body's (google/api/http.proto).
  if (binding.body.kind === "message") return undefined;
  return createQueryBinder(binding.method.input, listBoundPaths(binding), dialect.query);
}

function assertReadable(headers: RequestHeaders, dialect: Dialect): void {
  const encoding = headers.get("content-encoding");
  if (encoding && encoding.toLowerCase() !== "identity") throw createUnsupportedContentEncoding(encoding);
  if (dialect.acceptAnyContentType) return;
  const header = headers.get("content-type");
  if (!header || header === dialect.codec.accept) return;
  const type = parseContentType(header);
  if (type !== undefined && dialect.codec.isReadable(type)) return;
  const { accept } = dialect.codec;
  throw createUnsupportedMediaType(`the content type ${quoteInput(header)} is not supported, send ${accept}`, accept);
}
