import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import { ErrorDetailSchema } from "../../../gen/camunda/identity/v7/error_detail_pb.ts";
import { http } from "../../../gen/google/api/annotations_pb.ts";
import { DomainError, type ErrorName } from "../../directory/errors.ts";
import {
  createDialect,
  type Dialect,
  type ErrorContext,
  HttpError,
  type RenderedError,
} from "../../transcoding/index.ts";
import { createCamundaCodec } from "./body-codec.ts";
import { engineOfTarget } from "./engine.ts";
import { type CamundaError, errorTypes } from "./errors.ts";

const encoder = new TextEncoder();
const noBody = new Uint8Array(0);

/**
 * JSON over HTTP as Camunda 7's clients know it.
 *
 * - An answer without content is 204; answers to GET are not to be cached.
 * - Errors are `{"type","message","code"}`, always with the three keys. 401 has no body, and names the engine as the realm.
 * - What was not understood of a body is not said, as there: `message` is empty.
 */
export const createCamundaDialect = (): Dialect =>
  createDialect({
    name: "camunda",
    codec: createCamundaCodec(),
    trailingSlash: "ignore",
    renderSuccess: (method) => ({
      status: method.output.fields.length === 0 ? 204 : 200,
      headers: isRead(method) ? { "cache-control": "no-cache" } : {},
    }),
    renderError,
  });

const isRead = (method: DescMethod): boolean => getOption(method, http).pattern.case === "get";

function renderError(error: ConnectError, context: ErrorContext): RenderedError {
  if (error.code === Code.Unauthenticated) {
    // In the quotes of RFC 9110 (5.6.4), without what could end them or the header.
    const realm = engineOfTarget(context.target).replace(/[^ !#-[\]-~]/g, "");
    return { status: 401, headers: { "www-authenticate": `Basic realm="${realm}"` }, body: noBody };
  }
  const { status, ...body } = describe(error, context);
  return {
    status,
    headers: { "content-type": "application/json" },
    body: encoder.encode(JSON.stringify(body)),
  };
}

interface ErrorBody {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly code: number | null;
  readonly [further: string]: unknown;
}

function describe(error: ConnectError, context: ErrorContext): ErrorBody {
  const [detail] = error.findDetails(ErrorDetailSchema);
  if (detail !== undefined) {
    return { status: detail.status, type: detail.type, message: error.rawMessage, code: detail.code ?? null };
  }
  if (error instanceof HttpError) return describeHttpError(error);
  if (error.cause instanceof DomainError) return describeDomainError(error.cause, context);
  return {
    status: context.status,
    type: typeByStatus[context.status] ?? "RestException",
    message: error.rawMessage,
    code: null,
  };
}

const typeByStatus: Readonly<Record<number, string>> = { 400: "InvalidRequestException" };

const jaxRs: Readonly<Record<number, { readonly type: string; readonly phrase: string }>> = {
  404: { type: "NotFoundException", phrase: "Not Found" },
  405: { type: "NotAllowedException", phrase: "Method Not Allowed" },
  413: { type: "ClientErrorException", phrase: "Request Entity Too Large" },
  415: { type: "NotSupportedException", phrase: "Unsupported Media Type" },
};

function describeHttpError({ status, rawMessage }: HttpError): ErrorBody {
  const known = jaxRs[status];
  return {
    status,
    type: known?.type ?? "RestException",
    message: known === undefined ? rawMessage : `HTTP ${status} ${known.phrase}`,
    code: null,
  };
}

/** Errors of the directory that Camunda has a text for. */
const knownErrors: Readonly<Partial<Record<ErrorName, CamundaError & { readonly message: string }>>> = {
  orgExternallyManaged: { ...errorTypes.readOnly, message: "Identity service implementation is read-only." },
  userAlreadyExists: { ...errorTypes.badUserRequest, message: "The user already exists" },
  groupAlreadyExists: { ...errorTypes.badUserRequest, message: "The group already exists" },
  orgAlreadyExists: { ...errorTypes.badUserRequest, message: "The tenant already exists" },
  orgDomainAlreadyExists: { ...errorTypes.badUserRequest, message: "The tenant already exists" },
  ...Object.fromEntries(
    (
      [
        "setPasswordTooShort",
        "setPasswordWithoutLower",
        "setPasswordWithoutUpper",
        "setPasswordWithoutNumber",
        "setPasswordWithoutSymbol",
      ] as const
    ).map((name) => [name, { ...errorTypes.engine, message: "Password does not match policy" }]),
  ),
};

function describeDomainError(error: DomainError, context: ErrorContext): ErrorBody {
  const known = knownErrors[error.errorName];
  if (known !== undefined) {
    return { status: known.status, type: known.type, message: known.message, code: known.code ?? null };
  }
  if (error.errorName === "orgUnknown") {
    const engine = engineOfTarget(context.target);
    return {
      status: 404,
      type: "InvalidRequestException",
      message: `Process engine ${engine} not available`,
      code: null,
    };
  }
  // Who has no role at all in the organization may do nothing there.
  if (error.kind === "permission-denied" || error.errorName === "membershipNotFound") return denied(context);
  const type = { "failed-precondition": "ProcessEngineException", unavailable: "ProcessEngineException" }[
    error.kind as "failed-precondition"
  ];
  return {
    status: error.kind === "failed-precondition" ? 500 : context.status,
    type: type ?? "InvalidRequestException",
    message: error.text,
    code: type === undefined ? null : 0,
  };
}

function denied({ method }: ErrorContext): ErrorBody {
  const permissionName = permissionOf(method?.name ?? "");
  const resourceName = resourceOf(method?.name ?? "");
  return {
    status: 403,
    type: "AuthorizationException",
    message: `The user does not have '${permissionName}' permission on resource '${resourceName}'.`,
    code: 0,
    userId: null,
    permissionName,
    resourceName,
    resourceId: null,
    missingAuthorizations: [{ permissionName, resourceName, resourceId: null }],
  };
}

function permissionOf(rpc: string): string {
  if (/^(Create|Add)/.test(rpc)) return "CREATE";
  if (/^(Update|Unlock)/.test(rpc)) return "UPDATE";
  return /^(Delete|Remove)/.test(rpc) ? "DELETE" : "READ";
}

function resourceOf(rpc: string): string {
  if (/Tenant(User|Group)/.test(rpc)) return "TenantMembership";
  if (rpc.includes("Tenant")) return "Tenant";
  if (/GroupMember/.test(rpc)) return "GroupMembership";
  return rpc.includes("Group") ? "Group" : "User";
}
