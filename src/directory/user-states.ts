import type { Transaction, UserId, UserRow, UserState } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { EventType } from "./event-types.ts";
import { lockUser } from "./external-management.ts";
import type { ObjectDetails } from "./history.ts";
import { changeUser, type UserChangeDetails, userKey } from "./user-aggregate.ts";

/** A transition between states: to where, from where not, and how it is refused. */
interface StateRule {
  readonly to: UserState;
  readonly event: EventType;
  readonly notFound: ErrorName;
  /** The states it does not start from. */
  readonly refusals: Readonly<Partial<Record<UserState, ErrorName>>>;
}

/** Locking. */
const lockRule: StateRule = {
  to: "locked",
  event: "user.locked",
  notFound: "userLockNotFound",
  refusals: { inactive: "userLockState", locked: "userLockState" },
};

/** Unlocking. That the user was initial before is not kept. */
const unlockRule: StateRule = {
  to: "active",
  event: "user.unlocked",
  notFound: "userUnlockNotFound",
  refusals: { initial: "userUnlockState", active: "userUnlockState", inactive: "userUnlockState" },
};

/** Deactivating. */
const deactivateRule: StateRule = {
  to: "inactive",
  event: "user.deactivated",
  notFound: "userDeactivateNotFound",
  refusals: { initial: "userDeactivateInitial", inactive: "userDeactivateState" },
};

/** Reactivating. That the user was locked before is not kept. */
const reactivateRule: StateRule = {
  to: "active",
  event: "user.reactivated",
  notFound: "userReactivateNotFound",
  refusals: { initial: "userReactivateState", active: "userReactivateState", locked: "userReactivateState" },
};

/** The transitions, as the two user interfaces of ZITADEL refuse them. */
export const stateRules = {
  v1: { deactivate: deactivateRule, reactivate: reactivateRule, lock: lockRule, unlock: unlockRule },
  v2: {
    deactivate: {
      ...deactivateRule,
      notFound: "userV2DeactivateNotFound",
      refusals: { initial: "userV2DeactivateInitial", inactive: "userV2DeactivateState" },
    },
    reactivate: {
      ...reactivateRule,
      notFound: "userV2ReactivateNotFound",
      refusals: refuseAll("userV2ReactivateState", ["initial", "active", "locked"]),
    },
    lock: {
      ...lockRule,
      notFound: "userV2LockNotFound",
      refusals: refuseAll("userV2LockState", ["inactive", "locked"]),
    },
    unlock: {
      ...unlockRule,
      notFound: "userV2UnlockNotFound",
      refusals: refuseAll("userV2UnlockState", ["initial", "active", "inactive"]),
    },
  },
} as const satisfies Record<string, Record<Transition, StateRule>>;

/** Name of a transition. */
export type Transition = "deactivate" | "reactivate" | "lock" | "unlock";

function refuseAll(error: ErrorName, states: readonly UserState[]): StateRule["refusals"] {
  return Object.fromEntries(states.map((state) => [state, error]));
}

/** Takes a user through a transition. Fails with the errors of the rule. */
export const changeUserState = (
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  rule: StateRule,
): Promise<ObjectDetails> =>
  runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockUser(tx, caller, id);
      if (user === undefined) throw new DomainError(rule.notFound);
      const refusal = rule.refusals[user.state];
      if (refusal !== undefined) throw new DomainError(refusal);
      return enterState(tx, user, rule, { caller, timeUs: dependencies.clock() });
    },
  });

/**
 * Takes a user that is locked in this command to the state of a transition, whichever it is in.
 *
 * - What cannot log in any more loses its tokens for good: the way back does not bring them back.
 * - What becomes active has its wrong passwords forgotten: else the next one would lock it again.
 */
export async function enterState(
  tx: Transaction,
  user: UserRow,
  { to, event }: Pick<StateRule, "to" | "event">,
  { caller, timeUs }: { readonly caller: Caller; readonly timeUs: number },
): Promise<UserChangeDetails> {
  if (to === "active") await tx.logins.deleteFailures(user.id);
  else await tx.tokens.deleteOfUser(user.id);
  return changeUser(tx, user, { caller, timeUs, fields: { state: to }, events: [{ type: event }] });
}
