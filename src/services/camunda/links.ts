import type { HandlerContext } from "@connectrpc/connect";
import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import { isPermittedOn } from "../../directory/permissions.ts";

/** An operation of a resource, and what the caller needs for it; nothing for one that everybody has who reads. */
export interface Operation {
  readonly method: string;
  /** Behind the path of the engine. */
  readonly path: string;
  readonly rel: string;
  readonly permission?: string;
}

/** The operations that are open to the caller: those that write only where users are kept here. */
export async function openOperations(
  { externalManagement }: Directory,
  caller: Caller,
  engine: string,
  context: HandlerContext,
  operations: readonly Operation[],
) {
  const isReadOnly = await externalManagement.isSet(caller);
  const base = `${baseUrlOf(context)}/engine-rest${engine === "" ? "" : `/engine/${encodeURIComponent(engine)}`}`;
  return operations
    .filter(
      ({ permission }) =>
        permission === undefined || (!isReadOnly && isPermittedOn(caller.permissions, permission, [])),
    )
    .map(({ method, path, rel }) => ({ method, href: `${base}${path}`, rel }));
}

/**
 * Where the caller found the server, as its request says; empty, so that links are relative, when it does not say. It
 * only ever comes back to the caller itself.
 */
function baseUrlOf({ requestHeader }: HandlerContext): string {
  const host = requestHeader.get("host");
  if (host === null) return "";
  return `${requestHeader.get("x-forwarded-proto") === "https" ? "https" : "http"}://${host}`;
}

/** The operations of a collection such as `/user`. */
export const collectionOperations = (path: string, permission: string): readonly Operation[] => [
  { method: "GET", path, rel: "list" },
  { method: "GET", path: `${path}/count`, rel: "count" },
  { method: "POST", path: `${path}/create`, rel: "create", permission },
];
