import type { HumanProfile, UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import {
  type AddedHuman,
  type HumanInput,
  insertHuman,
  type NewPassword,
  type VerifiedHuman,
  verifyHuman,
} from "./human-addition.ts";
import { applyHumanChanges, profileChange } from "./human-changes.ts";
import { getHuman } from "./human-lookup.ts";
import { parseLanguage } from "./language.ts";
import { hashPassword } from "./password.ts";
import { assertPasswordFits } from "./password-policy.ts";
import { changeUser, type HumanRow, lockHuman, userKey } from "./user-aggregate.ts";
import { assertUserNameDomainFree } from "./user-name.ts";

/** A human to be added. */
export interface NewHuman extends HumanInput {
  /** Empty when none is given. It has to be changed at the first login. */
  readonly initialPassword: string;
}

/** A human that comes from another system. */
export interface ImportedHuman extends HumanInput {
  /** Empty when none is given. */
  readonly password: string;
  /** An encoded hash, which wins over a password; empty when none is given. It is not looked at. */
  readonly passwordHash: string;
  readonly isPasswordChangeRequired: boolean;
  /** Whether a link is asked for under which the human registers a passwordless login. */
  readonly wantsPasswordless: boolean;
  /** Identity providers that the human is linked to. */
  readonly identityProviderIds: readonly string[];
}

/** Rules of humans. */
export interface Humans {
  /**
   * Adds a human and answers its id.
   * - Names are trimmed; an empty display name becomes "first last"; the phone number becomes E.164.
   * - The state is `initial` unless the email address is verified and a password is given.
   * - Codes go out: to set the account up when it is `initial`, and to verify a phone number that is not.
   * - Fails, in this order, with `emailInvalid`, `userNameEmpty`, `firstNameEmpty`, `lastNameEmpty`, `phoneInvalid`,
   *   `userNameDomainReserved`, a password error, `userAlreadyExists`.
   */
  add(caller: Caller, human: NewHuman): Promise<AddedHuman>;
  /**
   * Adds a human with a password or a password's hash from elsewhere, under the same rules as {@link Humans.add}.
   * Fails, in this order, with `emailInvalid`, `importUserNameEmpty`, `importFirstNameEmpty`, `importLastNameEmpty`,
   * `phoneInvalid`, `userNameDomainReserved`, a password error of the `set` kind, `identityProviderUnknown` (Roster has
   * none), `passwordlessUnsupported`, `userAlreadyExists`.
   */
  import(caller: Caller, human: ImportedHuman): Promise<AddedHuman>;
  /** The human. Fails with `humanNotFound` or `userNotHuman`. */
  get(caller: Caller, id: UserId): Promise<HumanRow>;
  /**
   * Replaces the profile, all six fields, in any state of the user.
   * - A language that cannot be read becomes `und`.
   * - Fails with `profileNotFound` (unknown, of another organization, or a machine), then `profileNotChanged`.
   */
  updateProfile(caller: Caller, id: UserId, profile: HumanProfile): Promise<ObjectDetails>;
  /** Takes the human's picture away. There never is one, so only the history tells. Fails with `avatarUserNotFound`. */
  removeAvatar(caller: Caller, id: UserId): Promise<ObjectDetails>;
}

const lookupErrors = { notFound: "humanNotFound", notHuman: "userNotHuman" } as const;
const blankInNew = { userName: "userNameEmpty", firstName: "firstNameEmpty", lastName: "lastNameEmpty" } as const;
const blankInImport = {
  userName: "importUserNameEmpty",
  firstName: "importFirstNameEmpty",
  lastName: "importLastNameEmpty",
} as const;

/** The rules of humans. */
export const createHumans = (dependencies: Dependencies): Humans => ({
  async add(caller, input) {
    const human = verifyHuman(input, blankInNew);
    await assertUserNameDomainFree(dependencies.storage.reader.orgs, human.userName, caller.orgId);
    const { initialPassword } = input;
    if (initialPassword !== "") assertPasswordFits(initialPassword, "initial");
    const hash = initialPassword === "" ? "" : await hashPassword(initialPassword);
    return insertWithState(dependencies, caller, human, { hash, isChangeRequired: true });
  },
  async import(caller, input) {
    const human = verifyHuman(input, blankInImport);
    await assertUserNameDomainFree(dependencies.storage.reader.orgs, human.userName, caller.orgId);
    const { password, passwordHash, isPasswordChangeRequired: isChangeRequired } = input;
    if (password !== "") assertPasswordFits(password, "set");
    if (input.identityProviderIds.length > 0) throw new DomainError("identityProviderUnknown");
    if (input.wantsPasswordless) throw new DomainError("passwordlessUnsupported");
    const hash = password === "" || passwordHash !== "" ? passwordHash : await hashPassword(password);
    return insertWithState(dependencies, caller, human, { hash, isChangeRequired });
  },
  get: (caller, id) => getHuman(dependencies, caller, id, lookupErrors),
  updateProfile: (caller, id, profile) => updateProfile(dependencies, caller, id, profile),
  removeAvatar: (caller, id) =>
    runCommand(dependencies, {
      keys: [userKey(id)],
      async run(tx) {
        const user = await lockHuman(tx, caller, id, "avatarUserNotFound");
        const events = [{ type: "user.human.avatar.removed" }] as const;
        return changeUser(tx, user, { caller, timeUs: dependencies.clock(), fields: {}, events });
      },
    }),
});

/** Stores the human; whoever can log in at once is active. An empty hash is no password. */
const insertWithState = (dependencies: Dependencies, caller: Caller, human: VerifiedHuman, password: NewPassword) =>
  insertHuman(dependencies, caller, {
    id: undefined,
    human,
    state: human.isEmailVerified && password.hash !== "" ? "active" : "initial",
    password: password.hash === "" ? undefined : password,
    idTaken: "userAlreadyExists",
  });

async function updateProfile(dependencies: Dependencies, caller: Caller, id: UserId, input: HumanProfile) {
  const profile: HumanProfile = { ...input, preferredLanguage: parseLanguage(input.preferredLanguage) };
  return runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockHuman(tx, caller, id, "profileNotFound");
      const change = profileChange(user, profile);
      if (change === undefined) throw new DomainError("profileNotChanged");
      return applyHumanChanges(tx, user, [change], { caller, timeUs: dependencies.clock(), userName: user.userName });
    },
  });
}
