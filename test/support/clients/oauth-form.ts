import type { JsonObject } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { OAuthService } from "../../../gen/roster/oauth/v1/oauth_pb.ts";
import type { CallError } from "./client.ts";

/** Whether calls of this service speak OAuth's forms and errors over HTTP, instead of ZITADEL's JSON. */
export const speaksOAuth = ({ typeName }: { readonly typeName: string }): boolean => typeName === OAuthService.typeName;

/** A JSON request as OAuth clients write it: a form, with the names in snake case. */
export function toForm(json: string): string {
  // The text is a request that was just written as JSON.
  const fields = JSON.parse(json) as JsonObject;
  const toSnakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) form.set(toSnakeCase(name), String(value));
  return String(form);
}

/** Status of each error code (RFC 6749, section 5.2), and the code of the same error in other protocols. */
const errorCodes: Readonly<Record<string, { readonly status: number; readonly code: Code }>> = {
  invalid_request: { status: 400, code: Code.InvalidArgument },
  invalid_scope: { status: 400, code: Code.InvalidArgument },
  unsupported_grant_type: { status: 400, code: Code.InvalidArgument },
  invalid_grant: { status: 400, code: Code.Unauthenticated },
  invalid_client: { status: 401, code: Code.Unauthenticated },
};

/** The error of an answer. Throws when its status does not belong to it. */
export function toOAuthError(status: number, headers: Headers, text: string): CallError {
  const body: { readonly error: string; readonly error_description: string } = JSON.parse(text);
  const known = errorCodes[body.error];
  if (known?.status !== status) throw new Error(`HTTP status ${status} does not belong to this error: ${text}`);
  const message = body.error_description;
  return { code: known.code, message, detail: undefined, credentials: undefined, violations: [], headers };
}
