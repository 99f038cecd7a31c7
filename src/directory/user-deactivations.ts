import { everyOrg, type UserId } from "../storage/contract/index.ts";
import { systemCaller } from "./administrator.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { userKey } from "./user-aggregate.ts";
import { enterState, stateRules } from "./user-states.ts";

/** Rules of users that become inactive on a day that was set before. */
export interface UserDeactivations {
  /**
   * Deactivates every user whose day has come, as the process itself, and answers how many. The server asks at its start
   * and every minute, so that a user past its day is inactive for every interface, with an event in its history.
   */
  runDue(): Promise<number>;
}

const batchSize = 100;

/** The rules of users that become inactive on a day. */
export function createUserDeactivations(dependencies: Dependencies): UserDeactivations {
  const { storage, clock } = dependencies;
  return {
    async runDue() {
      let count = 0;
      for (;;) {
        const due = await storage.reader.userDeactivations.listDue(dayOf(clock()), batchSize);
        for (const { userId } of due) if (await deactivateIfDue(dependencies, userId)) count++;
        if (due.length < batchSize) return count;
      }
    },
  };
}

/** The day in UTC, such as `2030-01-31`, that began before this moment. */
export const dayOf = (timeUs: number): string => new Date(timeUs / 1000).toISOString().slice(0, 10);

const deactivateIfDue = (dependencies: Dependencies, id: UserId): Promise<boolean> =>
  runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await tx.users.lock(everyOrg, id);
      const [row] = await tx.userDeactivations.findMany([id]);
      const timeUs = dependencies.clock();
      // Another process was first, or somebody has set another day meanwhile.
      if (user === undefined || row === undefined || row.day > dayOf(timeUs)) return false;
      await tx.userDeactivations.delete(id);
      if (user.state === "inactive") return false;
      await enterState(tx, user, stateRules.v1.deactivate, { caller: systemCaller(user.orgId), timeUs });
      return true;
    },
  });
