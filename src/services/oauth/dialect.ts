import { Code, type ConnectError } from "@connectrpc/connect";
import { DomainError } from "../../directory/errors.ts";
import { createDialect, createFormCodec, createJsonCodec, type Dialect } from "../../transcoding/index.ts";

/** Error codes of RFC 6749, section 5.2, with their statuses. */
const statusOfError = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  invalid_scope: 400,
  unsupported_grant_type: 400,
} as const;

/** What is said of the rest: the RFC has these two for the other endpoint only, and leaves this one without a word. */
type ErrorCode = keyof typeof statusOfError | "temporarily_unavailable" | "server_error";

/** Members have their registered names, in snake case; lists are there also when they are empty. */
const json = createJsonCodec({ useProtoFieldName: true, alwaysEmitImplicit: true });

const encoder = new TextEncoder();

/** How the token endpoint speaks HTTP: forms in, JSON out, errors as in RFC 6749, nothing of it cached (section 5.1). */
export const tokenDialect: Dialect = createDialect({
  name: "oauth-token",
  codec: createFormCodec({ responses: json }),
  headers: { "cache-control": "no-store", pragma: "no-cache" },
  renderError,
});

/**
 * How keys and metadata speak HTTP. Both may be kept for five minutes: signing keys are published a month ahead of
 * their end, and who meets a new one looks again.
 */
export const metadataDialect: Dialect = createDialect({
  name: "oauth-metadata",
  codec: json,
  renderSuccess: () => ({ status: 200, headers: { "cache-control": "max-age=300" } }),
  renderError,
});

function renderError(error: ConnectError, { status }: { readonly status: number }) {
  const code = codeOf(error);
  const body = JSON.stringify({ error: code, error_description: describe(error) });
  return {
    status: statusOf(code, status),
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      ...(code === "invalid_client" ? { "www-authenticate": 'Basic realm="roster", charset="UTF-8"' } : {}),
    },
    body: encoder.encode(body),
  };
}

function codeOf({ code, cause }: ConnectError): ErrorCode {
  if (cause instanceof DomainError && isErrorCode(cause.key)) return cause.key;
  switch (code) {
    case Code.Internal:
    case Code.Unknown:
    case Code.DataLoss:
      return "server_error";
    case Code.Unavailable:
    case Code.DeadlineExceeded:
    case Code.Canceled:
      return "temporarily_unavailable";
    default:
      return "invalid_request";
  }
}

const isErrorCode = (key: string): key is keyof typeof statusOfError => Object.hasOwn(statusOfError, key);

/** Errors of the RFC have its statuses; what HTTP itself is about, such as a method or a size, keeps its own. */
function statusOf(code: ErrorCode, status: number): number {
  const isOfHttp = status === 404 || status === 405 || status === 413 || status === 429 || status >= 500;
  return isOfHttp || !isErrorCode(code) ? status : statusOfError[code];
}

/** Only the characters that RFC 6749 allows in a description pass: quotation marks become apostrophes. */
const describe = ({ rawMessage }: ConnectError): string =>
  rawMessage.replaceAll('"', "'").replace(/[^ !#-[\]-~]/gu, "?");
