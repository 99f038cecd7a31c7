import { type Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../gen/zitadel/v1/message_pb.ts";

/** What a server refused a call for. */
export interface RosterError {
  /** Stable id of the refusal, such as `COMMAND-2M0fs`; `undefined` where a server gives none. */
  readonly id: string | undefined;
  readonly code: Code;
  /** One sentence for people, without the id. */
  readonly message: string;
  /** The fields that break a rule of the request, all of them up to 25; empty for every other refusal. */
  readonly violations: readonly FieldViolation[];
  /** Name of the error in the catalogue, such as `PROFILE_NOT_CHANGED`; `undefined` where a server gives none. */
  readonly reason: string | undefined;
  /** How long to wait before the same call may go through; `undefined` where waiting is of no use or nobody knows. */
  readonly retryAfterMs: number | undefined;
  /** How the server's log names the call; `undefined` when no server was reached. */
  readonly requestId: string | undefined;
}

/** A field that breaks a rule. */
export interface FieldViolation {
  /** Path of the field in the request, such as `email.email`. */
  readonly field: string;
  readonly description: string;
  /** The rule, such as `string.min_len`. */
  readonly rule: string;
}

/**
 * Whether a call was refused by a server of Roster, or of ZITADEL, and with this id if one is given:
 * `isRosterError(error, "COMMAND-2M0fs")`.
 */
export function isRosterError(error: unknown, id?: string): error is ConnectError {
  const found = error instanceof ConnectError ? detailOf(error)?.id : undefined;
  return found !== undefined && (id === undefined || found === id);
}

/** What is in an error of a call; `undefined` for what no call throws. */
export function rosterErrorOf(error: unknown): RosterError | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  const detail = detailOf(error);
  const [badRequest] = error.findDetails(BadRequestSchema);
  const [info] = error.findDetails(ErrorInfoSchema);
  return {
    id: detail?.id,
    code: error.code,
    message: detail?.message ?? error.rawMessage,
    violations: (badRequest?.fieldViolations ?? []).map(({ field, description, reason: rule }) => ({
      field,
      description,
      rule,
    })),
    reason: info?.reason,
    retryAfterMs: retryDelayMsOf(error),
    requestId: error.metadata.get("x-request-id") ?? undefined,
  };
}

/** How long the server asks to wait, by `google.rpc.RetryInfo`; `undefined` when it says nothing. */
export function retryDelayMsOf(error: ConnectError): number | undefined {
  const [info] = error.findDetails(RetryInfoSchema);
  const delay = info?.retryDelay;
  return delay && Number(delay.seconds) * 1_000 + delay.nanos / 1_000_000;
}

function detailOf(error: ConnectError): { readonly id: string; readonly message: string } | undefined {
  const [detail] = error.findDetails(ErrorDetailSchema);
  const [credentials] = error.findDetails(CredentialsCheckErrorSchema);
  return detail ?? credentials;
}
