import {
  everyOrg,
  type GroupId,
  type MembershipRow,
  type OrgId,
  type ProjectId,
  type Transaction,
  type UserId,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { appendEvents, type NewEvent, type Occasion } from "./history.ts";
import { lockInstance } from "./instance-aggregate.ts";
import { orgOccasion } from "./org-aggregate.ts";
import { projectOccasion } from "./project-aggregate.ts";

/** What histories of others tell of something that is removed. */
export interface Losses {
  /**
   * Notes the memberships and groups that a user is lost to: those whose owner, an organization or the instance, is told
   * to, which are all of them if nothing is said.
   */
  addUser(userId: UserId, isTold?: (owner: string) => boolean): Promise<void>;
  /** Notes something that a project loses. */
  addToProject(id: ProjectId, event: NewEvent): void;
  /**
   * Writes what was noted, all events of an aggregate at once, in the order in which aggregates were first noted. Answers
   * the last event's sequence; `undefined` when nobody lost anything.
   */
  write(): Promise<number | undefined>;
}

/** An aggregate that a command holds, with the way to store its last sequence. */
interface Held {
  readonly occasion: Occasion;
  setLastSequence(sequence: number): Promise<void>;
}

interface Note {
  lock(): Promise<Held | undefined>;
  readonly events: NewEvent[];
}

/** An account of losses in one command. */
export function createLosses(tx: Transaction, caller: Caller, timeUs: number): Losses {
  const notes = new Map<string, Note>();

  const note = (key: string, lock: Note["lock"], event: NewEvent): void => {
    const existing = notes.get(key);
    if (existing === undefined) notes.set(key, { lock, events: [event] });
    else existing.events.push(event);
  };
  const addToProject = (id: ProjectId, event: NewEvent) => note(`project:${id}`, () => lockProject(tx, id), event);
  const addToGroup = (id: GroupId, event: NewEvent) => note(`group:${id}`, () => lockGroup(tx, id), event);

  async function addMembership({ scope, userId }: MembershipRow): Promise<void> {
    switch (scope.type) {
      case "instance": {
        const event = { type: "instance.member.cascade.removed", payload: { userId } } as const;
        return note("instance", () => lockRoot(tx), event);
      }
      case "org": {
        const event = { type: "org.member.cascade.removed", payload: { userId } } as const;
        return note(`org:${scope.id}`, () => lockOrg(tx, scope.id), event);
      }
      case "project":
        return addToProject(scope.id, { type: "project.member.cascade.removed", payload: { userId } });
      case "project-role": {
        const payload = { userId, roleKey: scope.roleKey };
        return addToProject(scope.id, { type: "project.role.administrator.cascade.removed", payload });
      }
      case "project-grant": {
        const grant = await tx.projectGrants.find(scope.id);
        if (grant === undefined) return;
        const payload = { userId, grantId: scope.id };
        const type = "project.grant.member.cascade.removed";
        return addToProject(grant.projectId, { type, payload, projectGrantId: scope.id });
      }
      case "group":
        return addToGroup(scope.id, { type: "group.administrator.cascade.removed", payload: { userId } });
    }
  }

  return {
    async addUser(userId, isTold = () => true) {
      for (const membership of await tx.memberships.listOfUser(userId)) {
        if (isTold(membership.resourceOwner)) await addMembership(membership);
      }
      for (const { id, orgId } of await tx.groups.listOfUser(userId)) {
        if (isTold(orgId)) addToGroup(id, { type: "group.member.cascade.removed", payload: { userId } });
      }
    },
    addToProject,
    async write() {
      let lastSequence: number | undefined;
      for (const { lock, events } of notes.values()) {
        const held = await lock();
        if (held === undefined) continue;
        lastSequence = await appendEvents(tx, { caller, timeUs }, held.occasion, events);
        await held.setLastSequence(lastSequence);
      }
      return lastSequence;
    },
  };
}

async function lockRoot(tx: Transaction): Promise<Held | undefined> {
  const locked = await lockInstance(tx);
  // The instance's history is the only place that keeps its sequence.
  return locked && { occasion: locked.occasion, setLastSequence: async () => {} };
}

async function lockOrg(tx: Transaction, id: OrgId): Promise<Held | undefined> {
  const org = await tx.orgs.lock(id);
  return org && { occasion: orgOccasion(org), setLastSequence: (sequence) => tx.orgs.setLastSequence(id, sequence) };
}

async function lockProject(tx: Transaction, id: ProjectId): Promise<Held | undefined> {
  const project = await tx.projects.lock(everyOrg, id);
  return (
    project && {
      occasion: projectOccasion(project),
      setLastSequence: (sequence) => tx.projects.setLastSequence(id, sequence),
    }
  );
}

async function lockGroup(tx: Transaction, id: GroupId): Promise<Held | undefined> {
  const group = await tx.groups.lock(everyOrg, id);
  if (group === undefined) return undefined;
  const aggregate = { type: "group", id } as const;
  return {
    occasion: { aggregate, resourceOwner: group.orgId, lastSequence: group.lastSequence },
    setLastSequence: (sequence) => tx.groups.setLastSequence(id, sequence),
  };
}
