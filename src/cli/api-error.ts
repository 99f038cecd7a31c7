import { Code, type ConnectError } from "@connectrpc/connect";
import { rosterErrorOf } from "../client/index.ts";

/** What a person reads of a call that failed: why, what to change, and the error's id for a search. */
export function describeApiError(error: ConnectError, url: string | undefined): string {
  const known = rosterErrorOf(error);
  const message = known?.message ?? error.rawMessage;
  const fields = (known?.violations ?? []).map(({ field, description }) => `\n  - ${field}: ${description}`).join("");
  const id = known?.id === undefined ? "" : ` (${known.id})`;
  return `${toSentence(message)}${id}${adviceFor(error.code, url)}${fields}`;
}

function adviceFor(code: Code, url: string | undefined): string {
  if (url === undefined) return "";
  switch (code) {
    case Code.Unauthenticated:
      return ` The server at ${url} does not take this token: set ROSTER_TOKEN to one that is good there.`;
    case Code.PermissionDenied:
      return " The token's user lacks a role for this, such as IAM_OWNER.";
    case Code.Unavailable:
    case Code.DeadlineExceeded:
      return ` Is a server running at ${url}? "roster doctor --url ${url}" looks closer.`;
    default:
      return "";
  }
}

const toSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
