import type { Human, HumanProfile, UserId, UserRow } from "../storage/contract/index.ts";
import { userId } from "../storage/contract/index.ts";
import { type Caller, scopeOf } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyEmail } from "./email.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type NewEvent, type ObjectDetails } from "./history.ts";
import { parseLanguage } from "./language.ts";
import { assertPasswordFits, hashPassword } from "./password.ts";
import { verifyPhone } from "./phone.ts";
import { userKey, userOccasion } from "./user-aggregate.ts";
import { assertUserNameDomainFree } from "./user-name.ts";

/** A human to be added, as the caller wrote it. */
export interface NewHuman {
  readonly userName: string;
  readonly profile: HumanProfile;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly phone: { readonly number: string; readonly isVerified: boolean } | undefined;
  /** Empty when none is given. It has to be changed at the first login. */
  readonly initialPassword: string;
}

/** Rules of humans. */
export interface Humans {
  /**
   * Adds a human and answers its id.
   * - Names are trimmed; an empty display name becomes "first last"; the phone number becomes E.164.
   * - The state is `initial` unless the email address is verified and a password is given.
   * - Fails, in this order, with `emailInvalid`, `userNameEmpty`, `firstNameEmpty`, `lastNameEmpty`, `phoneInvalid`,
   *   `userNameDomainReserved`, a password error, `userAlreadyExists`.
   */
  add(caller: Caller, human: NewHuman): Promise<{ readonly id: UserId; readonly details: ObjectDetails }>;
  /** The human. Fails with `humanNotFound` or `userNotHuman`. */
  get(caller: Caller, id: UserId): Promise<{ readonly user: UserRow; readonly human: Human }>;
  /**
   * Replaces the profile, all six fields, in any state of the user.
   * - A language that cannot be read becomes `und`.
   * - Fails with `profileNotFound` (unknown, of another organization, or a machine), then `profileNotChanged`.
   */
  updateProfile(caller: Caller, id: UserId, profile: HumanProfile): Promise<ObjectDetails>;
}

/** The rules of humans. */
export function createHumans(dependencies: Dependencies): Humans {
  return {
    add: (caller, human) => addHuman(dependencies, caller, human),
    async get(caller, id) {
      const user = await dependencies.storage.reader.users.find(scopeOf(caller), id);
      if (user === undefined) throw new DomainError("humanNotFound");
      if (user.kind.type !== "human") throw new DomainError("userNotHuman");
      return { user, human: user.kind };
    },
    updateProfile: (caller, id, profile) => updateProfile(dependencies, caller, id, profile),
  };
}

async function addHuman(dependencies: Dependencies, caller: Caller, input: NewHuman) {
  const human = verifyHuman(input);
  await assertUserNameDomainFree(dependencies.storage.reader.orgs, human.userName, caller.orgId);
  const hasPassword = input.initialPassword !== "";
  if (hasPassword) assertPasswordFits(input.initialPassword);
  const passwordHash = hasPassword ? await hashPassword(input.initialPassword) : undefined;

  const id = userId(dependencies.newId());
  const timeUs = dependencies.clock();
  const state = human.isEmailVerified && hasPassword ? "active" : "initial";
  const events = additionEvents(human, state);
  const row: UserRow = {
    id,
    orgId: caller.orgId,
    state,
    userName: human.userName,
    sequence: events.length,
    lastSequence: events.length,
    creationTimeUs: timeUs,
    changeTimeUs: timeUs,
    kind: {
      ...human.profile,
      type: "human",
      email: human.email,
      isEmailVerified: human.isEmailVerified,
      phone: human.phone,
      isPhoneVerified: human.isPhoneVerified,
      passwordHash,
      isPasswordChangeRequired: hasPassword,
      passwordChangeTimeUs: hasPassword ? timeUs : undefined,
    },
  };
  await runCommand(
    dependencies,
    {
      keys: [],
      async run(tx) {
        await tx.users.insert(row);
        await appendEvents(tx, { ...userOccasion({ ...row, lastSequence: 0 }), caller, timeUs }, events);
      },
    },
    { "user-name": "userAlreadyExists", "user-id": "userAlreadyExists", reference: "orgUnknown" },
  );
  return { id, details: { sequence: row.sequence, creationTimeUs: timeUs, resourceOwner: row.orgId } };
}

interface VerifiedHuman {
  readonly userName: string;
  readonly profile: HumanProfile;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly phone: string;
  readonly isPhoneVerified: boolean;
}

function verifyHuman(input: NewHuman): VerifiedHuman {
  const email = verifyEmail(input.email);
  const userName = input.userName.trim();
  if (userName === "") throw new DomainError("userNameEmpty");
  const firstName = input.profile.firstName.trim();
  if (firstName === "") throw new DomainError("firstNameEmpty");
  const lastName = input.profile.lastName.trim();
  if (lastName === "") throw new DomainError("lastNameEmpty");
  const profile: HumanProfile = {
    firstName,
    lastName,
    nickName: input.profile.nickName.trim(),
    displayName: input.profile.displayName.trim() || `${firstName} ${lastName}`,
    preferredLanguage: parseLanguage(input.profile.preferredLanguage),
    gender: input.profile.gender,
  };
  return {
    userName,
    profile,
    email,
    isEmailVerified: input.isEmailVerified,
    phone: input.phone === undefined ? "" : verifyPhone(input.phone.number),
    isPhoneVerified: input.phone?.isVerified ?? false,
  };
}

function additionEvents(human: VerifiedHuman, state: "active" | "initial"): readonly NewEvent[] {
  const events: NewEvent[] = [
    {
      type: "user.human.added",
      payload: { userName: human.userName, ...human.profile, email: human.email, phone: human.phone },
    },
  ];
  if (human.isEmailVerified) events.push({ type: "user.human.email.verified" });
  if (state === "initial") events.push({ type: "user.human.initialization.code.added" });
  if (human.phone !== "") {
    events.push({ type: human.isPhoneVerified ? "user.human.phone.verified" : "user.human.phone.code.added" });
  }
  return events;
}

async function updateProfile(dependencies: Dependencies, caller: Caller, id: UserId, input: HumanProfile) {
  const profile: HumanProfile = { ...input, preferredLanguage: parseLanguage(input.preferredLanguage) };
  return runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await tx.users.lock(scopeOf(caller), id);
      if (user === undefined || user.kind.type !== "human") throw new DomainError("profileNotFound");
      const changes = changedFields(user.kind, profile);
      if (Object.keys(changes).length === 0) throw new DomainError("profileNotChanged");
      const changeTimeUs = dependencies.clock();
      const sequence = await appendEvents(tx, { ...userOccasion(user), caller, timeUs: changeTimeUs }, [
        { type: "user.human.profile.changed", payload: changes },
      ]);
      await tx.users.updateProfile(id, profile, { sequence, changeTimeUs });
      return { sequence, changeTimeUs, resourceOwner: user.orgId };
    },
  });
}

const profileFields = ["firstName", "lastName", "nickName", "displayName", "preferredLanguage", "gender"] as const;

function changedFields(before: HumanProfile, after: HumanProfile): Partial<HumanProfile> {
  return Object.fromEntries(
    profileFields.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]),
  );
}
