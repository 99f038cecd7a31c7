import type { OrgRow } from "../storage/contract/index.ts";

/** The key under which commands on an organization wait for each other. */
export const orgKey = (id: string): string => `org:${id}`;

/** Where an event on this organization goes. */
export const orgOccasion = (org: OrgRow) =>
  ({
    aggregate: { type: "org", id: org.id },
    resourceOwner: org.id,
    lastSequence: org.lastSequence,
  }) as const;
