import postgres from "postgres";
import { StorageOpenError } from "../contract/errors.ts";
import { ConnectionLostError, messageOf } from "./errors.ts";

/** What may be shown of a database's URL: everything but the user's password. */
export function describeServer(url: string): string {
  const { hostname, port, pathname, username } = new URL(url);
  return `database ${decodeURIComponent(pathname.slice(1))} on ${hostname}:${port || "5432"} as ${decodeURIComponent(username)}`;
}

/**
 * Throws when the URL is not one of a PostgreSQL database.
 *
 * @throws StorageOpenError, which never shows the URL: it may hold a password.
 */
export function assertUrl(url: string): void {
  const example = "it must look like postgres://user:password@host:5432/database";
  if (!URL.canParse(url)) throw new StorageOpenError(`the database URL is not a URL; ${example}`);
  const { protocol, pathname, hostname } = new URL(url);
  if (protocol !== "postgres:" && protocol !== "postgresql:") {
    throw new StorageOpenError(`the database URL begins with ${protocol}//; ${example}`);
  }
  if (pathname.length < 2) throw new StorageOpenError(`the database URL names no database; ${example}`);
  if (hostname.includes(",")) {
    throw new StorageOpenError(
      "the database URL names several hosts; name one, such as that of a proxy or a virtual IP",
    );
  }
}

/** Why the first connection failed, and what to change. */
export function openError(url: string, error: unknown): StorageOpenError {
  const root = rootCause(error);
  const where = describeServer(url);
  const advice = adviceFor(root);
  return new StorageOpenError(`cannot open the ${where}: ${messageOf(root)}${advice && `; ${advice}`}`, {
    cause: error,
  });
}

function rootCause(error: unknown): unknown {
  let root = error;
  while (root instanceof ConnectionLostError && root.cause !== undefined) root = root.cause;
  // Several addresses of one host name: the first one's reason stands for all.
  return root instanceof AggregateError && root.errors.length > 0 ? root.errors[0] : root;
}

function adviceFor(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof postgres.PostgresError) {
    if (error.code.startsWith("28"))
      return "check the user name and the password in the URL, and the server's pg_hba.conf";
    if (error.code === "3D000") return "create the database, or correct its name in the URL";
    if (error.code === "42501") return "give the user the right to create tables in the database's schema";
    if (error.code === "53300")
      return "the server has no connection free; raise max_connections or lower the pool size";
    if (error.code === "57P03") return "the server is starting or stopping; try again";
    return "";
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the host name cannot be resolved; correct it in the URL";
  if (code === "ECONNREFUSED") return "no server listens there; start it, or correct host and port in the URL";
  if (code === "CONNECT_TIMEOUT" || code === "ETIMEDOUT" || code === "EHOSTUNREACH" || code === "ENETUNREACH") {
    return "the server does not answer; check host, port and the firewalls between";
  }
  return "check the URL, and that a PostgreSQL server listens there";
}
