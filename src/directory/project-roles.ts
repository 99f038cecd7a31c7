import type {
  Page,
  PageOf,
  ProjectGrantRow,
  ProjectId,
  ProjectRoleListQuery,
  ProjectRoleRow,
  ProjectRoleView,
  ProjectRow,
  Transaction,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { stripGroupRoleKeys } from "./group-cascades.ts";
import { appendEvents, type NewEvent, type ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
import { stripRoleKeys, withoutKeys } from "./user-grant-cascades.ts";

/** What is said about a role when it is added or changed. */
export interface NewProjectRole {
  readonly key: string;
  readonly displayName: string;
  readonly group: string;
}

/** Which roles of a project to list. */
export interface ProjectRoleListRequest extends Pick<ProjectRoleListQuery, "keys" | "displayNames"> {
  readonly page: Page;
}

/** Rules of a project's roles. */
export interface ProjectRoles {
  /** One page of the project's roles, by key; none for an unknown project. Fails with `limitExceeded`. */
  list(caller: Caller, id: ProjectId, request: ProjectRoleListRequest): Promise<PageOf<ProjectRoleRow>>;
  /** The roles of the organization's projects whose key or display name is this, case aside, by project and key. */
  listNamed(caller: Caller, name: string): Promise<readonly ProjectRoleView[]>;
  /**
   * Adds roles, all or none, in one command. None at all is a success with an owner as its only detail. Keys are unique
   * in the project without regard to case. Fails with `projectMissing`, `projectRoleAlreadyExists`.
   */
  add(caller: Caller, id: ProjectId, roles: readonly NewProjectRole[]): Promise<ObjectDetails>;
  /**
   * Replaces display name and group; the same ones change nothing and succeed. The key is compared with regard to case.
   * Fails with `projectRoleNotFound`.
   */
  update(caller: Caller, id: ProjectId, role: NewProjectRole): Promise<ObjectDetails>;
  /**
   * Removes a role, and its key from every project grant and user grant that carries it; grants stay, also without
   * roles. An unknown role is a success with an owner as its only detail.
   */
  remove(caller: Caller, id: ProjectId, key: string): Promise<ObjectDetails>;
}

/** The rules of a project's roles. */
export function createProjectRoles(dependencies: Dependencies): ProjectRoles {
  const { storage, clock } = dependencies;
  return {
    async list(caller, id, { keys, displayNames, page }) {
      const verified = verifyPage(page);
      if ((await storage.reader.projects.find(scopeOf(caller), id)) === undefined) return { items: [], total: 0 };
      const query = { projectId: id, onlyKeys: undefined, keys, displayNames, page: verified };
      return storage.reader.projectRoles.list(query);
    },
    listNamed: (caller, name) => storage.reader.projectRoles.listNamed(caller.orgId, name),
    add: (caller, id, roles) =>
      runCommand(
        dependencies,
        {
          keys: [projectKey(id)],
          async run(tx) {
            const project = await tx.projects.lock(scopeOf(caller), id);
            if (project === undefined) throw new DomainError("projectMissing");
            if (roles.length === 0) return { resourceOwner: project.orgId };
            const timeUs = clock();
            const events = roles.map((role) => ({ type: "project.role.added", payload: { ...role } }) as const);
            const sequence = await appendEvents(tx, { caller, timeUs }, projectOccasion(project), events);
            await tx.projectRoles.insert(
              roles.map((role, index) => ({
                ...role,
                projectId: id,
                sequence: project.lastSequence + 1 + index,
                creationTimeUs: timeUs,
                changeTimeUs: timeUs,
              })),
            );
            await tx.projects.setLastSequence(id, sequence);
            return { sequence, creationTimeUs: timeUs, resourceOwner: project.orgId };
          },
        },
        { "project-role": "projectRoleAlreadyExists" },
      ),
    update: (caller, id, { key, displayName, group }) =>
      runCommand(dependencies, {
        keys: [projectKey(id)],
        async run(tx) {
          const project = await tx.projects.lock(scopeOf(caller), id);
          if (project === undefined) throw new DomainError("projectRoleNotFound");
          const [role] = await tx.projectRoles.findMany(id, [key]);
          if (role === undefined) throw new DomainError("projectRoleNotFound");
          const { orgId: resourceOwner } = project;
          if (role.displayName === displayName && role.group === group) {
            return { sequence: role.sequence, changeTimeUs: role.changeTimeUs, resourceOwner };
          }
          const timeUs = clock();
          const event = { type: "project.role.changed", payload: { key, displayName, group } } as const;
          const sequence = await appendEvents(tx, { caller, timeUs }, projectOccasion(project), [event]);
          await tx.projectRoles.update({ ...role, displayName, group, sequence, changeTimeUs: timeUs });
          await tx.projects.setLastSequence(id, sequence);
          return { sequence, changeTimeUs: timeUs, resourceOwner };
        },
      }),
    remove: (caller, id, key) =>
      runCommand(dependencies, {
        keys: [projectKey(id)],
        async run(tx) {
          const project = await tx.projects.lock(scopeOf(caller), id);
          if (project === undefined) return { resourceOwner: caller.orgId };
          if ((await tx.projectRoles.findMany(id, [key])).length === 0) return { resourceOwner: project.orgId };
          const timeUs = clock();
          await removeRole(tx, caller, project, key, timeUs);
          return { sequence: project.lastSequence + 1, changeTimeUs: timeUs, resourceOwner: project.orgId };
        },
      }),
  };
}

async function removeRole(
  tx: Transaction,
  caller: Caller,
  project: ProjectRow,
  key: string,
  timeUs: number,
): Promise<void> {
  const keys: ReadonlySet<string> = new Set([key]);
  const withKey = [
    { kind: "project", id: project.id },
    { kind: "role", key },
  ] as const;
  const grants = (await tx.projectGrants.listAll(withKey)).map(
    (grant, index): ProjectGrantRow => ({
      ...grant,
      roleKeys: withoutKeys(grant.roleKeys, keys),
      // The role's own event comes first.
      sequence: project.lastSequence + 2 + index,
      changeTimeUs: timeUs,
    }),
  );
  const events: readonly NewEvent[] = [
    { type: "project.role.removed", payload: { key } },
    ...grants.map(
      ({ id: projectGrantId, roleKeys }) =>
        ({ type: "project.grant.cascade.changed", projectGrantId, payload: { roleKeys } }) as const,
    ),
  ];
  const sequence = await appendEvents(tx, { caller, timeUs }, projectOccasion(project), events);
  await tx.projectRoles.delete(project.id, key);
  for (const grant of grants) await tx.projectGrants.update(grant);
  await stripRoleKeys(tx, caller, withKey, keys, timeUs);
  const groupGrants = { projectId: project.id, projectGrantId: undefined, roleKey: key };
  await stripGroupRoleKeys(tx, caller, groupGrants, keys, timeUs);
  await tx.projects.setLastSequence(project.id, sequence);
}

/** Whether the project has a role for each of these keys. */
export async function hasRoles(tx: Transaction, id: ProjectId, keys: readonly string[]): Promise<boolean> {
  const distinct = [...new Set(keys)];
  return distinct.length === 0 || (await tx.projectRoles.findMany(id, distinct)).length === distinct.length;
}
