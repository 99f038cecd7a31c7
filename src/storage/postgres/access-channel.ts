import type { Query } from "../connection.ts";
import type { AccessChange } from "../contract/access-changes.ts";
import { userId } from "../contract/ids.ts";

/** The channel on which processes tell each other whose access they have changed. */
export const accessChannel = "roster_access";

/** Begins the texts that prove that a session hears; they are about nobody's access. */
export const proofPrefix = "proof ";

/** PostgreSQL takes less than 8,000 bytes. */
const maxPayloadBytes = 7_000;

const everybody = "*";

/** The statement that tells all who listen, when its transaction commits. */
export function notifyQuery(change: AccessChange): Query {
  const users = change === "everybody" ? everybody : JSON.stringify([...change]);
  return notifyText(Buffer.byteLength(users) <= maxPayloadBytes ? users : everybody);
}

/** The statement that sends this very text to all who listen. */
export const notifyText = (payload: string): Query => ({
  sql: "select pg_notify($1, $2)",
  parameters: [accessChannel, payload],
  isFixed: true,
  // It changes no rows.
  isWrite: false,
});

/** What a payload says; a text that nobody here would send stands for everybody. */
export function parsePayload(payload: string): AccessChange {
  try {
    const ids: unknown = JSON.parse(payload);
    if (Array.isArray(ids) && ids.every((id) => typeof id === "string")) return new Set(ids.map(userId));
  } catch {
    // The star, or what a newer process may send.
  }
  return "everybody";
}
