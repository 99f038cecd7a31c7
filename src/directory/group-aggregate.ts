import type { GroupRow } from "../storage/contract/index.ts";

/** The key under which commands on a group wait for each other. */
export const groupKey = (id: string): string => `group:${id}`;

/** Where an event on this group goes. */
export const groupOccasion = (group: GroupRow) =>
  ({
    aggregate: { type: "group", id: group.id },
    resourceOwner: group.orgId,
    lastSequence: group.lastSequence,
  }) as const;
