import {
  type Page,
  type PageOf,
  type ProjectId,
  type ProjectListQuery,
  type ProjectRow,
  type ProjectSettings,
  type ProjectState,
  projectId,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { type ConstraintErrors, runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { EventType } from "./event-types.ts";
import { stripGroupRoleKeys } from "./group-cascades.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { verifyPage } from "./paging.ts";
import { limitsOf } from "./permissions.ts";
import { projectKey, projectOccasion } from "./project-aggregate.ts";
import { removeUserGrants } from "./user-grant-cascades.ts";

/** Which projects of the caller's organization to list. */
export interface ProjectListRequest extends Pick<ProjectListQuery, "names"> {
  /** Only projects that all of these organizations own: none, unless each is the organization of the call. */
  readonly owners: readonly string[];
  /** Only these projects. Default: all. */
  readonly ids?: readonly string[];
  readonly page: Page;
}

/** Rules of projects. */
export interface Projects {
  /** The project. Fails with `projectNotFound`. */
  get(caller: Caller, id: ProjectId): Promise<ProjectRow>;
  /**
   * One page of the organization's projects, by id. A caller whose permission is limited to single projects sees these
   * only; one that may only read its own (ORG_PROJECT_CREATOR) sees none. Fails with `limitExceeded`.
   */
  list(caller: Caller, request: ProjectListRequest): Promise<PageOf<ProjectRow>>;
  /** Adds a project, without members. Fails with `projectAlreadyExists`. */
  add(caller: Caller, settings: ProjectSettings): Promise<{ readonly id: ProjectId; readonly details: ObjectDetails }>;
  /**
   * Replaces all settings; the same settings change nothing and succeed. Fails with `projectChangeNotFound`,
   * `projectAlreadyExists`.
   */
  update(caller: Caller, id: ProjectId, settings: ProjectSettings): Promise<ObjectDetails>;
  /** Makes an active project inactive. Fails with `projectDeactivateNotFound`, `projectNotActive`. */
  deactivate(caller: Caller, id: ProjectId): Promise<ObjectDetails>;
  /** Makes an inactive project active. Fails with `projectChangeNotFound`, `projectNotInactive`. */
  reactivate(caller: Caller, id: ProjectId): Promise<ObjectDetails>;
  /**
   * Removes the project with its roles, members, grants and every user grant on it, whoever gave it; their histories
   * stay. Fails with `projectChangeNotFound`.
   */
  remove(caller: Caller, id: ProjectId): Promise<ObjectDetails>;
}

const constraintErrors: ConstraintErrors = { "project-name": "projectAlreadyExists" };

/** The rules of projects. */
export function createProjects(dependencies: Dependencies): Projects {
  const { storage, clock } = dependencies;
  return {
    async get(caller, id) {
      const project = await storage.reader.projects.find(scopeOf(caller), id);
      if (project === undefined) throw new DomainError("projectNotFound");
      return project;
    },
    async list(caller, { names, owners, ids: wanted, page }) {
      const verified = verifyPage(page);
      if (owners.some((owner) => owner !== caller.orgId)) return { items: [], total: 0 };
      const limits = limitsOf(caller.permissions, "project.read");
      const ids = wanted === undefined ? limits && [...limits] : wanted.filter((id) => limits?.has(id) ?? true);
      return storage.reader.projects.list({ scope: scopeOf(caller), names, ids, page: verified });
    },
    async add(caller, settings) {
      const id = projectId(dependencies.newId());
      const timeUs = clock();
      const row: ProjectRow = {
        ...settings,
        id,
        orgId: caller.orgId,
        state: "active",
        sequence: 1,
        lastSequence: 1,
        creationTimeUs: timeUs,
        changeTimeUs: timeUs,
      };
      await runCommand(
        dependencies,
        {
          keys: [],
          async run(tx) {
            await tx.projects.insert(row);
            const occasion = { ...projectOccasion(row), lastSequence: 0 };
            await appendEvents(tx, { caller, timeUs }, occasion, [{ type: "project.added", payload: { ...settings } }]);
          },
        },
        constraintErrors,
      );
      return { id, details: { sequence: 1, creationTimeUs: timeUs, resourceOwner: caller.orgId } };
    },
    update: (caller, id, settings) =>
      runCommand(
        dependencies,
        {
          keys: [projectKey(id)],
          async run(tx) {
            const project = await tx.projects.lock(scopeOf(caller), id);
            if (project === undefined) throw new DomainError("projectChangeNotFound");
            const changed = changedSettings(project, settings);
            if (Object.keys(changed).length === 0) return detailsOf(project);
            const timeUs = clock();
            const event = { type: "project.changed", payload: changed } as const;
            const sequence = await appendEvents(tx, { caller, timeUs }, projectOccasion(project), [event]);
            await tx.projects.update(id, { ...settings, state: project.state }, { sequence, changeTimeUs: timeUs });
            return { sequence, changeTimeUs: timeUs, resourceOwner: project.orgId };
          },
        },
        constraintErrors,
      ),
    deactivate: (caller, id) => changeState(dependencies, caller, id, deactivation),
    reactivate: (caller, id) => changeState(dependencies, caller, id, reactivation),
    remove: (caller, id) =>
      runCommand(dependencies, {
        keys: [projectKey(id)],
        async run(tx) {
          const project = await tx.projects.lock(scopeOf(caller), id);
          if (project === undefined) throw new DomainError("projectChangeNotFound");
          const timeUs = clock();
          const event = { type: "project.removed", payload: { name: project.name } } as const;
          const sequence = await appendEvents(tx, { caller, timeUs }, projectOccasion(project), [event]);
          await removeUserGrants(tx, caller, [{ kind: "project", id }], timeUs);
          const groupGrants = { projectId: id, projectGrantId: undefined, roleKey: undefined };
          await stripGroupRoleKeys(tx, caller, groupGrants, "every-key", timeUs);
          await tx.projects.delete(id);
          return { sequence, changeTimeUs: timeUs, resourceOwner: project.orgId };
        },
      }),
  };
}

/** The settings that differ from the project's. */
function changedSettings(project: ProjectRow, settings: ProjectSettings): Partial<ProjectSettings> {
  const { name, isRoleAsserted, isRoleChecked, isProjectChecked, privateLabelingSetting } = settings;
  return {
    ...(name === project.name ? {} : { name }),
    ...(isRoleAsserted === project.isRoleAsserted ? {} : { isRoleAsserted }),
    ...(isRoleChecked === project.isRoleChecked ? {} : { isRoleChecked }),
    ...(isProjectChecked === project.isProjectChecked ? {} : { isProjectChecked }),
    ...(privateLabelingSetting === project.privateLabelingSetting ? {} : { privateLabelingSetting }),
  };
}

/** A transition between states, and how it is refused. */
interface StateRule {
  readonly to: ProjectState;
  readonly event: EventType;
  readonly notFound: ErrorName;
  readonly alreadyThere: ErrorName;
}

const deactivation: StateRule = {
  to: "inactive",
  event: "project.deactivated",
  notFound: "projectDeactivateNotFound",
  alreadyThere: "projectNotActive",
};

const reactivation: StateRule = {
  to: "active",
  event: "project.reactivated",
  notFound: "projectChangeNotFound",
  alreadyThere: "projectNotInactive",
};

const changeState = (dependencies: Dependencies, caller: Caller, id: ProjectId, rule: StateRule) =>
  runCommand(dependencies, {
    keys: [projectKey(id)],
    async run(tx) {
      const project = await tx.projects.lock(scopeOf(caller), id);
      if (project === undefined) throw new DomainError(rule.notFound);
      if (project.state === rule.to) throw new DomainError(rule.alreadyThere);
      const timeUs = dependencies.clock();
      const sequence = await appendEvents(tx, { caller, timeUs }, projectOccasion(project), [{ type: rule.event }]);
      await tx.projects.update(id, { ...project, state: rule.to }, { sequence, changeTimeUs: timeUs });
      return { sequence, changeTimeUs: timeUs, resourceOwner: project.orgId };
    },
  });

const detailsOf = ({ sequence, changeTimeUs, orgId }: ProjectRow): ObjectDetails => ({
  sequence,
  changeTimeUs,
  resourceOwner: orgId,
});
