import { type AccessTokenType, type UserId, type UserRow, userId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { changedFields } from "./changed-fields.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import {
  changeUser,
  findPreviousSequence,
  lockMachine,
  type UserChangeDetails,
  userKey,
  userOccasion,
} from "./user-aggregate.ts";
import { assertUserNameDomainFree, renamingEvents, verifyUserName } from "./user-name.ts";

/** What of a machine can be replaced. */
export interface MachineFields {
  readonly name: string;
  readonly description: string;
  readonly accessTokenType: AccessTokenType;
}

/** A machine to be added. */
export interface NewMachine extends MachineFields {
  /** The id to give it; one is made up when `undefined`. */
  readonly id: UserId | undefined;
  readonly userName: string;
}

/** Rules of machines. */
export interface Machines {
  /**
   * Adds a machine and answers its id. Texts are kept as given. The id of a removed user can be taken again, and its
   * history goes on.
   * Fails with `machineNameEmpty`, `machineIdTaken`, `userAlreadyExists`.
   */
  add(caller: Caller, machine: NewMachine): Promise<{ readonly id: UserId; readonly details: ObjectDetails }>;
  /** Replaces name, description and access token type. Fails with `machineNotFound`, then `machineNotChanged`. */
  update(caller: Caller, id: UserId, fields: MachineFields): Promise<ObjectDetails>;
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
          const lastSequence = machine.id === undefined ? 0 : await findPreviousSequence(tx, caller, id);
          const row = machineRow(id, machine, caller, timeUs, lastSequence + 1);
          await tx.users.insert(row);
          const occasion = userOccasion({ ...row, lastSequence });
          const { userName, name, description, accessTokenType } = machine;
          return appendEvents(tx, { caller, timeUs }, occasion, [
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
  async update(caller, id, fields) {
    const details = await updateMachine(dependencies, caller, id, fields, "machineNotFound");
    if (!details.isChanged) throw new DomainError("machineNotChanged");
    return details;
  },
});

/** What to change of a machine. Parts that are not there stay as they are. */
export interface MachineUpdate extends Partial<MachineFields> {
  readonly userName?: string | undefined;
}

/**
 * Changes all parts of a machine of the organization of the call in one command. Where nothing differs nothing is
 * written, and the details are those of the last change.
 * Fails with `userNameBlank`, `notFound`, `userNameDomainReserved`, `userAlreadyExists`.
 */
export async function updateMachine(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  { userName: newName, ...fields }: MachineUpdate,
  notFound: ErrorName,
): Promise<UserChangeDetails & { readonly isChanged: boolean }> {
  const verifiedName = newName === undefined ? undefined : verifyUserName(newName);
  return runCommand(
    dependencies,
    {
      keys: [userKey(id)],
      async run(tx) {
        const user = await lockMachine(tx, caller, id, notFound);
        const userName = verifiedName ?? user.userName;
        if (userName !== user.userName) await assertUserNameDomainFree(tx.orgs, userName, user.orgId);
        const changes = changedFields<MachineFields>(machineFields, user.kind, { ...user.kind, ...fields });
        const isOther = Object.keys(changes).length > 0;
        if (!isOther && userName === user.userName) {
          const { sequence, changeTimeUs, orgId: resourceOwner } = user;
          return { sequence, changeTimeUs, resourceOwner, isChanged: false };
        }
        const details = await changeUser(tx, user, {
          caller,
          timeUs: dependencies.clock(),
          fields: { userName, kind: { ...user.kind, ...changes } },
          events: [
            ...renamingEvents(user, userName),
            ...(isOther ? ([{ type: "user.machine.changed", payload: changes }] as const) : []),
          ],
        });
        return { ...details, isChanged: true };
      },
    },
    { "user-name": "userAlreadyExists" },
  );
}

const machineFields = ["name", "description", "accessTokenType"] as const;

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
    secretHash: undefined,
  },
});
