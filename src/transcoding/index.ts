export type { BodyCodec, BodyReader, BodyWriter } from "./body-codec.ts";
export { createBearerChallenge } from "./challenge.ts";
export { type ContentType, isJsonContentType, parseContentType } from "./content-type.ts";
export {
  createDialect,
  createStatusRenderer,
  type Dialect,
  type DialectOptions,
  type ErrorContext,
  type RenderedError,
  type ResponseHead,
} from "./dialect.ts";
export { type FailedRequest, renderError } from "./error-response.ts";
export { createFormCodec } from "./form-codec.ts";
export type { RequestHeaders } from "./header-binder.ts";
export { decodeHeaderText, encodeHeaderText } from "./header-text.ts";
export type { BodyRule, HttpBinding } from "./http-binding.ts";
export {
  createContentTooLarge,
  createMethodNotAllowed,
  createRouteNotFound,
  createUnsupportedContentEncoding,
  createUnsupportedMediaType,
  getErrorStatus,
  HttpError,
  toShownError,
} from "./http-error.ts";
export type { HttpResponse } from "./http-response.ts";
export { HttpRuleError } from "./http-rule-error.ts";
export { convertCodeToHttpStatus, statusClientClosedRequest } from "./http-status.ts";
export { createInvalidArgument } from "./invalid-argument.ts";
export { createJsonCodec, type JsonCodecOptions } from "./json-codec.ts";
export { createJsonMessageReader, type JsonMessage, type JsonMessageReader } from "./json-message-reader.ts";
export { createJsonMessageWriter, type JsonMessageWriter } from "./json-message-writer.ts";
export { parseJson } from "./json-text.ts";
export { formatPathTemplate, type PathSegment, type PathTemplate, type PathVariable } from "./path-template.ts";
export { PathTemplateError, parsePathTemplate } from "./path-template-parser.ts";
export type { MultiSegmentDecoding } from "./percent-encoding.ts";
export type { QueryKeyPolicy, QueryOptions } from "./query-binder.ts";
export { parseQuery, type QueryParameter, type QueryProblem } from "./query-string.ts";
export { type EncodedRequest, encodeRequest } from "./request-encoder.ts";
export type { RequestContent } from "./route.ts";
export { createStatusJson } from "./status-json.ts";
export { headerGrpcTimeout, parseTimeoutMs } from "./timeout.ts";
export {
  createTranscoder,
  type RouteMatch,
  type RouteMiss,
  type Transcoder,
  type TranscoderOptions,
  type TranscoderService,
} from "./transcoder.ts";
export { createXmlCodec } from "./xml-codec.ts";
export { isXmlName, isXmlText, xmlNamePattern } from "./xml-text.ts";
