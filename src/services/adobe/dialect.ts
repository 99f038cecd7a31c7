import type { DescMethod, Message } from "@bufbuild/protobuf";
import { isMessage } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { Code, type ConnectError } from "@connectrpc/connect";
import { ErrorDetailSchema } from "../../../gen/adobe/usermanagement/v2/error_detail_pb.ts";
import { PagingSchema } from "../../../gen/adobe/usermanagement/v2/paging_pb.ts";
import { ProductService } from "../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { findDomainError } from "../../directory/errors.ts";
import { createDialect, type Dialect, type ErrorContext, type RenderedError } from "../../transcoding/index.ts";
import { createAdobeCodec } from "./body-codec.ts";
import { canonicalPathOf } from "./canonical-path.ts";
import { findPagingField, saysIfLastPage } from "./paging.ts";

/** What Adobe takes as a body, at most: 1 MiB. */
const maxBodyBytes = 1_048_576;

const encoder = new TextEncoder();
const noBody = new Uint8Array(0);

/**
 * JSON over HTTP as Adobe's clients know it.
 *
 * - Pages tell where they stand in headers, and every answer of a route carries the route in `canonical-resource`.
 * - 401 and 403 have no body. What the reason was stands in `x-error-message`, which Adobe does not send.
 * - 429 has the body of the gateway that Adobe has before all of them.
 * - Other errors are `{"errorMessage","errorCode"}` on products and `{"result","message"}` elsewhere, with
 *   `"lastPage": false` where the answer would have been a page.
 */
export const createAdobeDialect = (): Dialect =>
  createDialect({
    name: "adobe",
    codec: createAdobeCodec(),
    query: { ignoreBooleanCase: true },
    emptySegments: "reject",
    maxBodyBytes,
    renderSuccess: (method, message) => ({
      status: 200,
      headers: { ...canonicalHeader(method), ...pagingHeaders(method, message) },
    }),
    renderError,
  });

const canonicalHeader = (method: DescMethod | undefined): Readonly<Record<string, string>> => {
  const path = method && canonicalPathOf(method);
  return path === undefined ? {} : { "canonical-resource": path };
};

function pagingHeaders(method: DescMethod, message: Message): Readonly<Record<string, string>> {
  const field = findPagingField(method.output);
  if (field?.fieldKind !== "message") return {};
  const { message: paging } = reflect(method.output, message).get(field);
  if (!isMessage(paging, PagingSchema)) return {};
  return {
    "x-total-count": String(paging.totalCount),
    "x-page-count": String(paging.pageCount),
    "x-current-page": String(paging.currentPage),
    "x-page-size": String(paging.pageSize),
  };
}

function renderError(error: ConnectError, { status: ownStatus, method }: ErrorContext): RenderedError {
  const isUnknownHere = isNobody(error);
  const status = isUnknownHere ? 401 : ownStatus;
  const headers = canonicalHeader(method);
  if (status === 401 || status === 403) {
    return {
      status,
      headers: { ...headers, ...refusalHeaders(status, isUnknownHere ? nobodyText : error.rawMessage) },
      body: noBody,
    };
  }
  const body = encoder.encode(JSON.stringify(errorBody(error, status, method)));
  return { status, headers: { ...headers, "content-type": "application/json" }, body };
}

/** Whoever has no role in the organization is told no more than who has no token, also when there is none such. */
function isNobody(error: ConnectError): boolean {
  const name = findDomainError(error.cause)?.errorName;
  return name === "membershipNotFound" || name === "orgUnknown";
}

const nobodyText = "The organization in the path does not exist, or you have no role in it";

function refusalHeaders(status: 401 | 403, reasonText: string): Readonly<Record<string, string>> {
  const reason = { "content-type": "*/*", "x-error-message": reasonText.replace(/[^ -~]/g, " ") };
  if (status === 403) return reason;
  const challenge = 'Bearer realm="JIL", error="invalid_token", error_description="The access token is invalid"';
  return { ...reason, "www-authenticate": challenge };
}

/** What Adobe's clients look for in the body of a 429. */
const tooManyCallsBody = { error_code: "429050", message: "Too many requests" };

function errorBody(error: ConnectError, status: number, method: DescMethod | undefined): Record<string, unknown> {
  if (status === 429) return tooManyCallsBody;
  const [detail] = error.findDetails(ErrorDetailSchema);
  const { rawMessage: message } = error;
  if (method?.parent.typeName === ProductService.typeName) {
    return { errorMessage: message, errorCode: detail?.code ?? productCodeOf(status) };
  }
  const isPage = method !== undefined && saysIfLastPage(method.output);
  return { ...(isPage ? { lastPage: false } : {}), result: detail?.code ?? actionCodeOf(status, error), message };
}

/** Errors from before the handler have no detail of this interface. */
function productCodeOf(status: number): string {
  if (status < 500) return status === 404 ? "NOT_FOUND" : "BAD_REQUEST";
  return status === 503 ? "SERVICE_UNAVAILABLE" : "INTERNAL_ERROR";
}

function actionCodeOf(status: number, { code }: ConnectError): string {
  if (status === 404 || status === 405) return "error.api.not_available";
  if (status < 500) return "error.command.malformed";
  return code === Code.Unavailable ? "error.throttled_by_external_service" : "error.internal.exceptionflys";
}
