import { type Human, type HumanProfile, type UserId, userId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { isEmailAddress } from "./email.ts";
import type { NewEvent, ObjectDetails } from "./history.ts";
import { insertHuman } from "./human-addition.ts";
import { applyHumanChanges, type HumanChange, profileChange } from "./human-changes.ts";
import { clearLoginFailures } from "./login-failures.ts";
import { hashPassword } from "./password.ts";
import { assertPasswordFits } from "./password-policy.ts";
import { type HumanRow, isHuman, lockHuman, userKey } from "./user-aggregate.ts";
import { assertUserNameDomainFree, verifyUserName } from "./user-name.ts";

/** What an interface without requirements knows of a human. Empty is what is not known. */
export interface PlainProfile {
  readonly firstName: string;
  readonly lastName: string;
  /** Any text. */
  readonly email: string;
}

/** A human to be added. */
export interface NewPlainHuman extends PlainProfile {
  readonly userName: string;
  /** Empty when it cannot log in. */
  readonly password: string;
}

/**
 * Humans as interfaces see them that ask for less than ZITADEL does. The one place that decides what the directory holds
 * for what ZITADEL requires and they lack:
 *
 * - A first or last name that is missing is empty. ZITADEL's reads show it so; its changes of a profile replace it.
 * - A display name that was made of the names, or of the user name where there were none, follows them; one that
 *   somebody chose stays. It is never empty.
 * - An email address can be any text, or none. An address that mail could be sent to counts as verified, because the
 *   caller vouches for it; anything else does not, and no code is ever sent there. The same address stays as it is.
 * - Nick name, language, gender, phone number and metadata are not touched.
 * - A human is active at once, and its password need not be changed.
 */
export interface PlainHumans {
  /** The human of the organization with exactly this user name. */
  find(caller: Caller, userName: string): Promise<HumanRow | undefined>;
  /**
   * Adds a human and answers its id. Fails with `orgExternallyManaged`, `userNameBlank`, `userNameDomainReserved`, a
   * password error of the `set` kind, `userAlreadyExists`.
   */
  add(caller: Caller, human: NewPlainHuman): Promise<UserId>;
  /**
   * Replaces first name, last name and email address; the same ones change nothing and succeed. Fails with
   * `orgExternallyManaged`, `profileNotFound`.
   */
  update(caller: Caller, id: UserId, profile: PlainProfile): Promise<ObjectDetails>;
  /** Forgets wrong passwords; of a user of another organization nothing. */
  forgetLoginFailures(caller: Caller, id: UserId): Promise<void>;
}

/** The rules of humans without requirements. */
export function createPlainHumans(dependencies: Dependencies): PlainHumans {
  const { storage } = dependencies;
  return {
    async find(caller, userName) {
      const user = await storage.reader.users.findByUserName(scopeOf(caller), userName);
      return isHuman(user) && user.userName === userName ? user : undefined;
    },
    async add(caller, { password, ...input }) {
      const userName = verifyUserName(input.userName);
      await assertUserNameDomainFree(storage.reader.orgs, userName, caller.orgId);
      if (password !== "") assertPasswordFits(password, "set");
      const hash = password === "" ? undefined : await hashPassword(password);
      const { id } = await insertHuman(dependencies, caller, {
        id: userId(dependencies.newId()),
        human: {
          userName,
          profile: {
            firstName: input.firstName,
            lastName: input.lastName,
            nickName: "",
            displayName: displayNameFor(input, userName),
            preferredLanguage: "und",
            gender: "unspecified",
          },
          email: input.email,
          isEmailVerified: isEmailAddress(input.email),
          phone: "",
          isPhoneVerified: false,
        },
        state: "active",
        password: hash === undefined ? undefined : { hash, isChangeRequired: false },
        idTaken: "userAlreadyExists",
      });
      return id;
    },
    update: (caller, id, profile) =>
      runCommand(dependencies, {
        keys: [userKey(id)],
        async run(tx) {
          const user = await lockHuman(tx, caller, id, "profileNotFound");
          const changes = [
            profileChange(user, namesAfter(user, profile)),
            emailChange(user.kind, profile.email),
          ].filter((change) => change !== undefined);
          if (changes.length === 0) {
            return { sequence: user.sequence, changeTimeUs: user.changeTimeUs, resourceOwner: user.orgId };
          }
          const deed = { caller, timeUs: dependencies.clock(), userName: user.userName };
          return applyHumanChanges(tx, user, changes, deed);
        },
      }),
    async forgetLoginFailures(caller, id) {
      if ((await storage.reader.users.find(scopeOf(caller), id)) !== undefined) {
        await clearLoginFailures(dependencies, id);
      }
    },
  };
}

type Names = Pick<HumanProfile, "firstName" | "lastName">;

/** What to call somebody with these names: the names there are, else the user name. */
export const displayNameFor = ({ firstName, lastName }: Names, userName: string): string =>
  [firstName, lastName].filter((name) => name !== "").join(" ") || userName;

/** The names after a change of some, with the display name that follows them unless somebody chose it. */
export function namesAfter(
  { kind, userName }: HumanRow,
  { firstName = kind.firstName, lastName = kind.lastName }: Partial<Names>,
): Names & Partial<HumanProfile> {
  const isMade = kind.displayName === "" || kind.displayName === displayNameFor(kind, userName);
  const names = { firstName, lastName };
  return isMade ? { ...names, displayName: displayNameFor(names, userName) } : names;
}

function emailChange(before: Human, email: string): HumanChange | undefined {
  if (email === before.email) return undefined;
  const isEmailVerified = isEmailAddress(email);
  const changed: NewEvent = { type: "user.human.email.changed", payload: { email } };
  const events: readonly NewEvent[] = isEmailVerified ? [changed, { type: "user.human.email.verified" }] : [changed];
  return { fields: { email, isEmailVerified }, events, codes: [], endedCodes: ["email"] };
}
