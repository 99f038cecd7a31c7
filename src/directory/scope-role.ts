import type { Transaction, UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { appendEvents, type NewEvent } from "./history.ts";
import type { MemberHome, MemberRules } from "./members.ts";

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

/**
 * Gives one role on a scope to users and takes it from others; other roles that they have there stay. Whoever has the
 * role already, or has it not, stays as it is. Removals come first. Answers the aggregate's last sequence, which is the
 * one before when nothing changed; the caller stores it.
 */
export async function changeScopeRole(
  tx: Transaction,
  caller: Caller,
  home: MemberHome,
  { role, events: types }: ScopeRoleRules,
  { add, remove }: ScopeRoleChanges,
  timeUs: number,
): Promise<number> {
  const { scope, resourceOwner, facts } = home;
  const events: NewEvent[] = [];
  const note = (type: NewEvent["type"], userId: UserId, roles?: readonly string[]): number => {
    events.push({ type, payload: { ...facts, userId, ...(roles === undefined ? {} : { roles }) } });
    return home.lastSequence + events.length;
  };
  for (const userId of new Set(remove)) {
    const member = await tx.memberships.find(scope, userId);
    if (member === undefined || !member.roles.includes(role)) continue;
    const roles = member.roles.filter((held) => held !== role);
    if (roles.length === 0) {
      note(types.removed, userId);
      await tx.memberships.delete(scope, userId);
    } else {
      await tx.memberships.update({
        ...member,
        roles,
        sequence: note(types.changed, userId, roles),
        changeTimeUs: timeUs,
      });
    }
  }
  for (const userId of new Set(add)) {
    const member = await tx.memberships.find(scope, userId);
    if (member?.roles.includes(role) === true) continue;
    const roles = [...(member?.roles ?? []), role];
    if (member === undefined) {
      const record = { sequence: note(types.added, userId, roles), creationTimeUs: timeUs, changeTimeUs: timeUs };
      await tx.memberships.insert({ scope, userId, resourceOwner, roles, ...record });
    } else {
      await tx.memberships.update({
        ...member,
        roles,
        sequence: note(types.changed, userId, roles),
        changeTimeUs: timeUs,
      });
    }
  }
  return events.length === 0 ? home.lastSequence : appendEvents(tx, { ...home, caller, timeUs }, events);
}
