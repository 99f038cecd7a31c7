import {
  type AccessTokenType,
  type Transaction,
  type UserId,
  type UserRow,
  userId,
} from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
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
   * Adds a machine and answers its id. Texts are kept as given. The id of a removed user can be taken again, and its
   * history goes on.
   * Fails with `machineNameEmpty`, `machineIdTaken`, `userAlreadyExists`.
   */
  add(caller: Caller, machine: NewMachine): Promise<{ readonly id: UserId; readonly details: ObjectDetails }>;
}

/** The rules of machines. */
export const createMachines = (dependencies: Dependencies): Machines => ({
  async add(caller, machine) {
    if (machine.userName.trim() === "" || machine.name.trim() === "") throw new DomainError("machineNameEmpty");
    const timeUs = dependencies.clock();
    const id = machine.id ?? userId(dependencies.newId());
    const sequence = await runCommand(
      dependencies,
      {
        keys: [],
        async run(tx) {
          const lastSequence = machine.id === undefined ? 0 : await findLastSequence(tx, caller, id);
          const row = machineRow(id, machine, caller, timeUs, lastSequence + 1);
          await tx.users.insert(row);
          const occasion = { ...userOccasion({ ...row, lastSequence }), caller, timeUs };
          const { userName, name, description, accessTokenType } = machine;
          return appendEvents(tx, occasion, [
            { type: "user.machine.added", payload: { userName, name, description, accessTokenType } },
          ]);
        },
      },
      {
        "user-name": "userAlreadyExists",
        "user-id": "machineIdTaken",
        // A user of another organization had the id, and its history stays there.
        "event-sequence": "machineIdTaken",
        reference: "orgUnknown",
      },
    );
    // ZITADEL answers changeDate here, where its other additions answer creationDate.
    return { id, details: { sequence, changeTimeUs: timeUs, resourceOwner: caller.orgId } };
  },
});

/** Where the history of a removed user with this id ended, so that the next one's goes on from there; 0 for a new id. */
async function findLastSequence(tx: Transaction, caller: Caller, id: UserId): Promise<number> {
  const [last] = await tx.events.list({
    aggregate: { type: "user", id },
    resourceOwner: scopeOf(caller).orgId,
    fromSequence: 0,
    isAscending: false,
    limit: 1,
  });
  return last?.sequence ?? 0;
}

const machineRow = (id: UserId, machine: NewMachine, caller: Caller, timeUs: number, sequence: number): UserRow => ({
  id,
  orgId: caller.orgId,
  state: "active",
  userName: machine.userName,
  sequence,
  lastSequence: sequence,
  creationTimeUs: timeUs,
  changeTimeUs: timeUs,
  kind: {
    type: "machine",
    name: machine.name,
    description: machine.description,
    accessTokenType: machine.accessTokenType,
  },
});
