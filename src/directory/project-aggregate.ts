import type { ProjectRow } from "../storage/contract/index.ts";

/** The key under which commands on a project, its roles, members and grants wait for each other. */
export const projectKey = (id: string): string => `project:${id}`;

/** Where an event on this project, its roles, members or grants goes. */
export const projectOccasion = (project: ProjectRow) =>
  ({
    aggregate: { type: "project", id: project.id },
    resourceOwner: project.orgId,
    lastSequence: project.lastSequence,
  }) as const;
