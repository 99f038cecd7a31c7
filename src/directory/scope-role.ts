import type { MembershipScope, Transaction, UserId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type NewEvent } from "./history.ts";
import type { MemberRules } from "./members.ts";
import { assertPermittedOn } from "./permissions.ts";
import { projectOccasion } from "./project-aggregate.ts";

/** Which users get and which lose one role on a scope. */
export interface ScopeRoleChanges {
  readonly add: readonly UserId[];
  readonly remove: readonly UserId[];
}

/** The role, and how the history tells of who has it. */
export interface ScopeRoleRules {
  readonly role: string;
  readonly events: MemberRules["events"];
}

/** A project, or one of its roles: what happens there is told in the project's history. */
type ScopeOfProject = Extract<MembershipScope, { readonly type: "project" | "project-role" }>;

/**
 * Gives one role on a scope to users and takes it from others; other roles that they have there stay. Whoever has the
 * role already, or has it not, stays as it is. Removals come first. Fails with `projectNotFound`, `permissionLacking`,
 * `permissionOfOtherObject`.
 */
export async function changeScopeRole(
  tx: Transaction,
  caller: Caller,
  scope: ScopeOfProject,
  { role, events: types }: ScopeRoleRules,
  { add, remove }: ScopeRoleChanges,
  timeUs: number,
): Promise<void> {
  const project = await tx.projects.lock(scopeOf(caller), scope.id);
  if (project === undefined) throw new DomainError("projectNotFound");
  assertPermittedOn(caller.permissions, "project.member.write", [scope.id]);
  const home = projectOccasion(project);
  const facts = scope.type === "project-role" ? { roleKey: scope.roleKey } : {};
  const events: NewEvent[] = [];

  async function replace(userId: UserId, rolesFor: (held: readonly string[]) => readonly string[]): Promise<void> {
    const member = await tx.memberships.find(scope, userId);
    const held = member?.roles ?? [];
    const roles = rolesFor(held);
    if (roles.length === held.length) return;
    const type = member === undefined ? types.added : roles.length === 0 ? types.removed : types.changed;
    events.push({ type, payload: { ...facts, userId, ...(roles.length === 0 ? {} : { roles }) } });
    const replaced = { roles, sequence: home.lastSequence + events.length, changeTimeUs: timeUs };
    if (roles.length === 0) {
      await tx.memberships.delete(scope, userId);
    } else if (member !== undefined) {
      await tx.memberships.update({ ...member, ...replaced });
    } else {
      const { resourceOwner } = home;
      await tx.memberships.insert({ scope, userId, resourceOwner, creationTimeUs: timeUs, ...replaced });
    }
  }

  for (const userId of new Set(remove)) await replace(userId, (held) => held.filter((each) => each !== role));
  for (const userId of new Set(add)) {
    await replace(userId, (held) => (held.includes(role) ? held : [...held, role]));
  }
  if (events.length === 0) return;
  await tx.projects.setLastSequence(project.id, await appendEvents(tx, { caller, timeUs }, home, events));
}
