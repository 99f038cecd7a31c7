import { type AccessTokenType, type UserId, type UserRow, userId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { userOccasion } from "./user-aggregate.ts";

/** A machine to be added. */
export interface NewMachine {
  /** The id to give it; one is made up when `undefined`. */
  readonly id: UserId | undefined;
  readonly userName: string;
  readonly name: string;
  readonly description: string;
  readonly accessTokenType: AccessTokenType;
}

/** Rules of machines. */
export interface Machines {
  /**
   * Adds a machine and answers its id. Texts are kept as given.
   * Fails with `machineNameEmpty`, `machineIdTaken`, `userAlreadyExists`.
   */
  add(caller: Caller, machine: NewMachine): Promise<{ readonly id: UserId; readonly details: ObjectDetails }>;
}

/** The rules of machines. */
export const createMachines = (dependencies: Dependencies): Machines => ({
  async add(caller, machine) {
    if (machine.userName.trim() === "" || machine.name.trim() === "") throw new DomainError("machineNameEmpty");
    const timeUs = dependencies.clock();
    const row = machineRow(machine.id ?? userId(dependencies.newId()), machine, caller, timeUs);
    await runCommand(
      dependencies,
      {
        keys: [],
        async run(tx) {
          await tx.users.insert(row);
          const occasion = { ...userOccasion({ ...row, lastSequence: 0 }), caller, timeUs };
          const { userName, name, description, accessTokenType } = machine;
          await appendEvents(tx, occasion, [
            { type: "user.machine.added", payload: { userName, name, description, accessTokenType } },
          ]);
        },
      },
      { "user-name": "userAlreadyExists", "user-id": "machineIdTaken" },
    );
    // ZITADEL answers changeDate here, where its other additions answer creationDate.
    return { id: row.id, details: { sequence: row.sequence, changeTimeUs: timeUs, resourceOwner: row.orgId } };
  },
});

const machineRow = (id: UserId, machine: NewMachine, caller: Caller, timeUs: number): UserRow => ({
  id,
  orgId: caller.orgId,
  state: "active",
  userName: machine.userName,
  sequence: 1,
  lastSequence: 1,
  creationTimeUs: timeUs,
  changeTimeUs: timeUs,
  kind: {
    type: "machine",
    name: machine.name,
    description: machine.description,
    accessTokenType: machine.accessTokenType,
  },
});
