import type { LoginFailures, UserId, UserRow } from "../storage/contract/index.ts";
import { everyOrg, userId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { changeUser, recordOnUser, userKey } from "./user-aggregate.ts";

/** So many wrong passwords in a row lock the user. */
export const maxLoginFailures = 10;

const firstDelayS = 3;
const maxDelayS = 60;

/** How long after so many wrong passwords in a row no password is right: 3 s, 6 s, 12 s, 24 s, 48 s, then 60 s. */
export const loginDelayUs = (failureCount: number): number =>
  failureCount === 0 ? 0 : Math.min(firstDelayS * 2 ** (failureCount - 1), maxDelayS) * 1_000_000;

/** Whether no password is right at this time, because of the wrong ones before. */
export const isLoginDelayed = (failures: LoginFailures | undefined, timeUs: number): boolean =>
  failures !== undefined && timeUs < failures.lastTimeUs + loginDelayUs(failures.count);

/** A wrong password: through which interface it came, and when. */
export interface LoginFailure {
  readonly face: string;
  readonly timeUs: number;
}

/**
 * Counts a wrong password, in the user's history too; the tenth in a row locks the user. Its tokens rest while it is
 * locked, and do not end as they do when somebody locks it: whoever guesses could end them for good.
 *
 * It counts for the time at which it happened. A user that is gone, or cannot log in any more, is left alone.
 */
export const recordLoginFailure = (
  dependencies: Dependencies,
  seen: UserRow,
  { face, timeUs }: LoginFailure,
): Promise<void> =>
  runCommand(dependencies, {
    keys: [userKey(seen.id)],
    async run(tx) {
      const user = await tx.users.lock(everyOrg, seen.id);
      if (user === undefined || (user.state !== "active" && user.state !== "initial")) return;
      const count = ((await tx.logins.findFailures(user.id))?.count ?? 0) + 1;
      await tx.logins.setFailures(user.id, { count, lastTimeUs: timeUs });
      const failed = { type: "user.human.password.check.failed" } as const;
      const caller = nobodyIn(user, face);
      if (count < maxLoginFailures) {
        await recordOnUser(tx, user, { caller, timeUs, events: [failed] });
        return;
      }
      const events = [failed, { type: "user.locked", payload: { failedLogins: count } }] as const;
      await changeUser(tx, user, { caller, timeUs, fields: { state: "locked" }, events });
    },
  });

/** Forgets wrong passwords, once the right one was given. */
export const clearLoginFailures = (dependencies: Dependencies, id: UserId): Promise<void> =>
  runCommand(dependencies, { keys: [userKey(id)], run: (tx) => tx.logins.deleteFailures(id) });

/** Whoever gives a wrong password is nobody as yet. */
const nobodyIn = ({ orgId }: UserRow, face: string): Caller => ({ userId: userId(""), orgId, face, permissions: [] });
