import type { UserRow } from "../storage/contract/index.ts";

/** The key under which commands on a user wait for each other. */
export const userKey = (id: string): string => `user:${id}`;

/** Where an event on this user goes. */
export const userOccasion = (user: UserRow) =>
  ({
    aggregate: { type: "user", id: user.id },
    resourceOwner: user.orgId,
    lastSequence: user.lastSequence,
  }) as const;
