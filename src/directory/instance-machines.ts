import type { UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import type { ObjectDetails } from "./history.ts";
import { type MachineUpdate, updateMachine } from "./machines.ts";
import { enterOrgOfUser } from "./user-access.ts";
import { isMachine } from "./user-aggregate.ts";

/** Rules of machines of the whole instance: `user.write` in the machine's own organization, or being the machine. */
export interface InstanceMachines {
  /**
   * Changes all parts that are there in one command; where nothing differs it succeeds and leaves no event.
   * Fails with `userV2UpdateNotFound` (also for humans), `membershipNotFound`, `permissionLacking`,
   * `permissionOfOtherObject`, then as {@link updateMachine} says.
   */
  update(caller: Caller, id: UserId, update: MachineUpdate): Promise<ObjectDetails>;
}

/** The rules of machines of the whole instance. */
export const createInstanceMachines = (dependencies: Dependencies): InstanceMachines => ({
  async update(caller, id, update) {
    const notFound = "userV2UpdateNotFound";
    const access = { permission: "user.write", isOpenToSelf: true, isKind: isMachine, notFound } as const;
    const inside = await enterOrgOfUser(dependencies, caller, id, access);
    return updateMachine(dependencies, inside.caller, id, update, notFound);
  },
});
