import { Code } from "@connectrpc/connect";
import { type ErrorEntry, type ErrorKind, errorCatalogue } from "../src/directory/error-catalogue.ts";
import type { ErrorName } from "../src/directory/errors.ts";
import { codeOf } from "../src/interceptors/error-mapping.ts";
import { toReason } from "../src/interceptors/error-reason.ts";
import { convertCodeToHttpStatus } from "../src/transcoding/index.ts";

/** What a caller does about each kind of error. */
const adviceByKind: Readonly<Record<ErrorKind, string>> = {
  "invalid-argument": "Change the request as the text says. Sending the same one again gives the same error.",
  "failed-precondition":
    "The request is sound, but the directory is not in the state for it. Read the object, and decide anew: often what was asked for is so already.",
  "not-found":
    "Look at the id, and at the organization that `x-zitadel-orgid` names: an object is found in its own only.",
  "already-exists": "Choose another name, or use the object that is there.",
  "permission-denied": "Ask an administrator for a role that carries the permission. The RPC's documentation names it.",
  unauthenticated: "Show who calls: with a token that is valid, or as the interface wants it.",
  "resource-exhausted": "Wait as long as the `retry-after` header and the `google.rpc.RetryInfo` say, then call again.",
  unavailable: "Call again after a pause that grows from one try to the next. Nothing was written.",
  unknown: "Read what the call was to change, to see whether it happened, and then decide whether to call again.",
};

/** Every error of the catalogue, in a table per kind. */
export function renderErrors(): string {
  const entries = Object.entries(errorCatalogue) as readonly (readonly [ErrorName, ErrorEntry])[];
  return (Object.keys(adviceByKind) as readonly ErrorKind[])
    .map((kind) =>
      renderKind(
        kind,
        entries.filter(([, entry]) => entry.kind === kind),
      ),
    )
    .join("\n\n");
}

function renderKind(kind: ErrorKind, entries: readonly (readonly [ErrorName, ErrorEntry])[]): string {
  const code = codeOf(kind);
  const name = Code[code].replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const rows = entries
    .map(([errorName, { id, text }]) => ({ reason: toReason(errorName), id, text }))
    .sort((a, b) => (a.reason < b.reason ? -1 : 1));
  return [
    `## ${name}: gRPC ${code}, HTTP ${convertCodeToHttpStatus(code)}`,
    "",
    `**What to do:** ${adviceByKind[kind]}`,
    "",
    "| reason | id | text |",
    "| --- | --- | --- |",
    ...rows.map(
      ({ reason, id, text }) => `| \`${reason}\` | ${id === "" ? "" : `\`${id}\``} | ${escapeMarkdown(text)} |`,
    ),
  ].join("\n");
}

const escapeMarkdown = (text: string): string => text.replace(/[\\|<>]/g, "\\$&");
