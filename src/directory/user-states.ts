import type { UserId, UserState } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { appendEvents, type EventType, type ObjectDetails } from "./history.ts";
import { userKey, userOccasion } from "./user-aggregate.ts";

/** A transition between states: from where to where, and how it is refused. */
export interface StateRule {
  readonly from: readonly UserState[];
  readonly to: UserState;
  readonly event: EventType;
  readonly notFound: ErrorName;
  readonly wrongState: ErrorName;
  readonly endsTokens: boolean;
}

/** Locking: ends the tokens for good, as unlocking does not bring them back. */
export const lockRule: StateRule = {
  from: ["active", "initial"],
  to: "locked",
  event: "user.locked",
  notFound: "userLockNotFound",
  wrongState: "userLockState",
  endsTokens: true,
};

/** Unlocking. That the user was initial before is not kept. */
export const unlockRule: StateRule = {
  from: ["locked"],
  to: "active",
  event: "user.unlocked",
  notFound: "userUnlockNotFound",
  wrongState: "userUnlockState",
  endsTokens: false,
};

/** Takes a user through a transition. */
export async function changeUserState(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  rule: StateRule,
): Promise<ObjectDetails> {
  return runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await tx.users.lock(scopeOf(caller), id);
      if (user === undefined) throw new DomainError(rule.notFound);
      if (!rule.from.includes(user.state)) throw new DomainError(rule.wrongState);
      const timeUs = dependencies.clock();
      const sequence = await appendEvents(tx, { ...userOccasion(user), caller, timeUs }, [{ type: rule.event }]);
      await tx.users.updateState(id, rule.to, { sequence, changeTimeUs: timeUs });
      if (rule.endsTokens) await tx.tokens.deleteOfUser(id);
      return { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
    },
  });
}
