import type { Caller } from "../../directory/caller.ts";

/**
 * The key of commands that do a whole call of this interface. Those of an organization wait for each other in this
 * process, because what they touch is known when they have read it; whatever else changes the same rows waits at the rows.
 */
export const commandKeyOf = ({ orgId }: Caller): string => `adobe-commands:${orgId}`;
