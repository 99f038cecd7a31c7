import { randomInt } from "node:crypto";
import type { UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { hashPassword } from "./password.ts";
import { changeUser, isMachine, lockMachine, userKey } from "./user-aggregate.ts";
import { getUser, loginNamesOf } from "./users.ts";

/** A client secret that was just made: the only moment at which its text exists. */
export interface NewSecret {
  /** What the machine calls itself with the secret: its preferred login name. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly details: ObjectDetails;
}

/** Rules of machines' client secrets. */
export interface MachineSecrets {
  /**
   * Makes a secret in place of the one before, which no longer holds.
   * Fails with `userNotFound`, `userOfOtherOrg`, `secretUserNotMachine`.
   */
  generate(caller: Caller, id: UserId): Promise<NewSecret>;
  /** Takes the secret away. Fails with `secretRemoveUserNotMachine`, `secretNotFound`. */
  remove(caller: Caller, id: UserId): Promise<ObjectDetails>;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const secretLength = 64;

const newSecretText = (): string =>
  Array.from({ length: secretLength }, () => alphabet[randomInt(alphabet.length)]).join("");

/** The rules of machines' client secrets. */
export const createMachineSecrets = (dependencies: Dependencies): MachineSecrets => ({
  async generate(caller, id) {
    if (!isMachine(await getUser(dependencies, caller, id))) throw new DomainError("secretUserNotMachine");
    const clientSecret = newSecretText();
    // Hashed before the command: it takes its time on purpose.
    const secretHash = await hashPassword(clientSecret);
    return runCommand(dependencies, {
      keys: [userKey(id)],
      async run(tx) {
        const user = await lockMachine(tx, caller, id, "secretUserNotMachine");
        const timeUs = dependencies.clock();
        const { sequence, resourceOwner } = await changeUser(tx, user, {
          caller,
          timeUs,
          fields: { kind: { ...user.kind, secretHash } },
          events: [{ type: "user.machine.secret.set" }],
        });
        const [clientId] = loginNamesOf(user);
        return { clientId, clientSecret, details: { sequence, creationTimeUs: timeUs, resourceOwner } };
      },
    });
  },
  remove: (caller, id) =>
    runCommand(dependencies, {
      keys: [userKey(id)],
      async run(tx) {
        const user = await lockMachine(tx, caller, id, "secretRemoveUserNotMachine");
        if (user.kind.secretHash === undefined) throw new DomainError("secretNotFound");
        return changeUser(tx, user, {
          caller,
          timeUs: dependencies.clock(),
          fields: { kind: { ...user.kind, secretHash: undefined } },
          events: [{ type: "user.machine.secret.removed" }],
        });
      },
    }),
});
