import type { HumanProfile } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import {
  applyHumanChanges,
  type EmailInput,
  emailChange,
  type PhoneInput,
  phoneChange,
  profileChange,
  verifyEmailInput,
  verifyPhoneInput,
} from "./human-changes.ts";
import { parseLanguage } from "./language.ts";
import { type PasswordInput, preparePassword, verifyPasswordInput } from "./password-change.ts";
import { type HumanRow, lockHuman, userKey } from "./user-aggregate.ts";
import { assertUserNameDomainFree, verifyUserName } from "./user-name.ts";
import { returnedCode, runCommandWithCodes } from "./verification-codes.ts";

/** What to change of a human. Parts that are not there stay as they are. */
export interface HumanUpdate {
  readonly userName?: string | undefined;
  readonly profile?: Partial<HumanProfile> | undefined;
  readonly email?: EmailInput | undefined;
  readonly phone?: PhoneInput | undefined;
  readonly password?: PasswordInput | undefined;
}

/** What came of a change, with the codes that were asked to be answered. */
export interface ChangedHuman {
  readonly details: ObjectDetails;
  readonly emailCode: string | undefined;
  readonly phoneCode: string | undefined;
}

/**
 * The update in the form that is stored. Fails, in this order, with `emailInvalid`, `linkTemplateInvalid`,
 * `phoneInvalid`, `passwordV2HashUnsupported`, `userNameBlank`.
 */
export function verifyHumanUpdate({ userName, profile, email, phone, password }: HumanUpdate): HumanUpdate {
  const language = profile?.preferredLanguage;
  return {
    email: email && verifyEmailInput(email),
    phone: phone && verifyPhoneInput(phone),
    password: password && verifyPasswordInput(password),
    userName: userName === undefined ? undefined : verifyUserName(userName),
    profile: language === undefined ? profile : { ...profile, preferredLanguage: parseLanguage(language) },
  };
}

/**
 * Changes all parts of a human in one command, in the organization of the call. Where nothing differs nothing is written,
 * and the details are those of the last change.
 *
 * Fails, in this order, with `userNameDomainReserved`, what {@link preparePassword} says, `notFound`,
 * `userAlreadyExists`.
 */
export async function updateHuman(
  dependencies: Dependencies,
  caller: Caller,
  seen: HumanRow,
  update: HumanUpdate,
  notFound: ErrorName,
): Promise<ChangedHuman> {
  const { userName = seen.userName, profile, email, phone, password } = update;
  // Looked at twice: first, so that the errors come in their order, then where it cannot change any more.
  if (userName !== seen.userName) {
    await assertUserNameDomainFree(dependencies.storage.reader.orgs, userName, seen.orgId);
  }
  const prepared = password && (await preparePassword(dependencies, caller, seen, password));
  const outcome = await runCommandWithCodes<ChangedHuman | ErrorName>(
    dependencies,
    {
      keys: [userKey(seen.id)],
      async run(tx) {
        const user = await lockHuman(tx, caller, seen.id, notFound);
        const timeUs = dependencies.clock();
        const refusal = await prepared?.settle(tx, user, timeUs);
        if (refusal !== undefined) return { result: refusal, codes: [] };
        const newName = update.userName ?? user.userName;
        if (newName !== user.userName) await assertUserNameDomainFree(tx.orgs, newName, user.orgId);
        const changes = [
          profile && profileChange(user, profile),
          email && emailChange(dependencies, user, email),
          phone && phoneChange(dependencies, user, phone),
          prepared?.change(timeUs),
        ].filter((change) => change !== undefined);
        const codes = changes.flatMap((change) => change.codes);
        const details =
          changes.length === 0 && newName === user.userName
            ? { sequence: user.sequence, changeTimeUs: user.changeTimeUs, resourceOwner: user.orgId }
            : await applyHumanChanges(tx, user, changes, { caller, timeUs, userName: newName });
        const result = { details, emailCode: returnedCode(codes, "email"), phoneCode: returnedCode(codes, "phone") };
        return { result, codes };
      },
    },
    { "user-name": "userAlreadyExists" },
  );
  if (typeof outcome === "string") throw new DomainError(outcome);
  return outcome;
}
