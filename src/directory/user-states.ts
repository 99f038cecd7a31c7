import type { UserId, UserState } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { EventType } from "./event-types.ts";
import { lockUser } from "./external-management.ts";
import type { ObjectDetails } from "./history.ts";
import { changeUser, userKey } from "./user-aggregate.ts";

/** A transition between states: to where, from where not, and how it is refused. */
interface StateRule {
  readonly to: UserState;
  readonly event: EventType;
  readonly notFound: ErrorName;
  /** The states it does not start from. */
  readonly refusals: Readonly<Partial<Record<UserState, ErrorName>>>;
  readonly endsTokens: boolean;
}

/** Locking: ends the tokens for good, as unlocking does not bring them back. */
const lockRule: StateRule = {
  to: "locked",
  event: "user.locked",
  notFound: "userLockNotFound",
  refusals: { inactive: "userLockState", locked: "userLockState" },
  endsTokens: true,
};

/** Unlocking. That the user was initial before is not kept. */
const unlockRule: StateRule = {
  to: "active",
  event: "user.unlocked",
  notFound: "userUnlockNotFound",
  refusals: { initial: "userUnlockState", active: "userUnlockState", inactive: "userUnlockState" },
  endsTokens: false,
};

/** Deactivating: ends the tokens for good, as reactivating does not bring them back. */
const deactivateRule: StateRule = {
  to: "inactive",
  event: "user.deactivated",
  notFound: "userDeactivateNotFound",
  refusals: { initial: "userDeactivateInitial", inactive: "userDeactivateState" },
  endsTokens: true,
};

/** Reactivating. That the user was locked before is not kept. */
const reactivateRule: StateRule = {
  to: "active",
  event: "user.reactivated",
  notFound: "userReactivateNotFound",
  refusals: { initial: "userReactivateState", active: "userReactivateState", locked: "userReactivateState" },
  endsTokens: false,
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

/** Takes a user through a transition. */
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
      if (rule.endsTokens) await tx.tokens.deleteOfUser(id);
      // Else the next wrong password would lock the user again.
      if (rule.to === "active") await tx.logins.deleteFailures(id);
      return changeUser(tx, user, {
        caller,
        timeUs: dependencies.clock(),
        fields: { state: rule.to },
        events: [{ type: rule.event }],
      });
    },
  });
