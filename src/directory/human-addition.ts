import {
  type HumanProfile,
  type OrgId,
  type Transaction,
  type UserId,
  type UserRow,
  type UserState,
  userId,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { isEmailAddress, verifyEmail } from "./email.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import { assertManagedHere } from "./external-management.ts";
import { appendEvents, type NewEvent, type ObjectDetails } from "./history.ts";
import { pickProfile } from "./human-changes.ts";
import { parseLanguage } from "./language.ts";
import { type MetadataEntry, setEntriesOf, userOwner } from "./metadata.ts";
import { verifyPhone } from "./phone.ts";
import { findPreviousSequence, userOccasion } from "./user-aggregate.ts";
import { type Delivery, type NewCode, newCode, returnedCode, runCommandWithCodes } from "./verification-codes.ts";

/** What every way of adding a human asks for, as the caller wrote it. */
export interface HumanInput {
  readonly userName: string;
  readonly profile: HumanProfile;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly phone: { readonly number: string; readonly isVerified: boolean } | undefined;
}

/** A human whose fields passed the rules. */
export interface VerifiedHuman {
  readonly userName: string;
  readonly profile: HumanProfile;
  readonly email: string;
  readonly isEmailVerified: boolean;
  /** E.164; empty when there is none. */
  readonly phone: string;
  readonly isPhoneVerified: boolean;
}

/** A password as it is stored with a new human. */
export interface NewPassword {
  readonly hash: string;
  readonly isChangeRequired: boolean;
}

/** A human that was added, with the codes that were asked to be answered. */
export interface AddedHuman {
  readonly id: UserId;
  readonly details: ObjectDetails;
  readonly emailCode: string | undefined;
  readonly phoneCode: string | undefined;
}

/** A human to be stored. */
export interface HumanAddition {
  /** The id to give to it; one is made up when `undefined`. */
  readonly id: UserId | undefined;
  readonly human: VerifiedHuman;
  readonly state: UserState;
  readonly password: NewPassword | undefined;
  /** How it is refused that another user has the id. */
  readonly idTaken: ErrorName;
  /** What becomes of the codes; they are sent when nothing is said. */
  readonly delivery?: { readonly email: Delivery; readonly phone: Delivery };
  readonly metadata?: readonly MetadataEntry[];
  /** What else is done in the same command, once the human is stored. */
  readonly also?: (tx: Transaction, row: UserRow, timeUs: number) => Promise<void>;
}

/** Which errors blank names get; the ways of adding a human differ in them. */
export type BlankNameErrors = Readonly<Record<"userName" | "firstName" | "lastName", ErrorName>>;

/**
 * The human in the form it is stored in: names trimmed, an empty display name as "first last", the phone number as
 * E.164, a language that cannot be read as `und`. Fails with `emailInvalid`, the errors given for blank names, in the
 * order user name, first name, last name, then `phoneInvalid`.
 */
export function verifyHuman(input: HumanInput, errors: BlankNameErrors): VerifiedHuman {
  const email = verifyEmail(input.email);
  const userName = verifyNotBlank(input.userName, errors.userName);
  const firstName = verifyNotBlank(input.profile.firstName, errors.firstName);
  const lastName = verifyNotBlank(input.profile.lastName, errors.lastName);
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

function verifyNotBlank(text: string, error: ErrorName): string {
  const trimmed = text.trim();
  if (trimmed === "") throw new DomainError(error);
  return trimmed;
}

/**
 * Stores a new human in the organization of the call with its metadata, sends the codes that its state asks for, and
 * answers its id. The id of a removed user can be taken again, and its history goes on.
 *
 * Fails with `orgExternallyManaged`, `userAlreadyExists`, or `idTaken` when there is a user with this id already.
 */
export function insertHuman(dependencies: Dependencies, caller: Caller, addition: HumanAddition): Promise<AddedHuman> {
  const { human, metadata = [], idTaken } = addition;
  const id = addition.id ?? userId(dependencies.newId());
  const timeUs = dependencies.clock();
  const codes = additionCodes(dependencies, { id, orgId: caller.orgId }, addition);
  const events = additionEvents(human, codes);
  return runCommandWithCodes(
    dependencies,
    {
      keys: [],
      async run(tx) {
        await assertManagedHere(tx.orgs, caller.orgId);
        const lastSequence = addition.id === undefined ? 0 : await findPreviousSequence(tx, caller, id);
        const row = toRow(addition, { id, orgId: caller.orgId }, timeUs, lastSequence + events.length);
        await tx.users.insert(row);
        await appendEvents(tx, { caller, timeUs }, userOccasion({ ...row, lastSequence }), events);
        const last =
          metadata.length === 0
            ? row
            : await setEntriesOf(tx, caller, { owner: userOwner(id), entries: metadata, timeUs });
        await addition.also?.(tx, row, timeUs);
        const details = { sequence: last.sequence ?? row.sequence, creationTimeUs: timeUs, resourceOwner: row.orgId };
        const result = {
          id,
          details,
          emailCode: returnedCode(codes, "email"),
          phoneCode: returnedCode(codes, "phone"),
        };
        return { result, codes };
      },
    },
    {
      "user-name": "userAlreadyExists",
      "user-id": idTaken,
      // A user of another organization had the id, and its history stays there.
      "event-sequence": idTaken,
      reference: "orgUnknown",
    },
  );
}

const toRow = (
  { human, state, password }: Pick<HumanAddition, "human" | "state" | "password">,
  { id, orgId }: NewId,
  timeUs: number,
  sequence: number,
): UserRow => ({
  id,
  orgId,
  state,
  userName: human.userName,
  sequence,
  lastSequence: sequence,
  creationTimeUs: timeUs,
  changeTimeUs: timeUs,
  kind: {
    type: "human",
    email: human.email,
    isEmailVerified: human.isEmailVerified,
    phone: human.phone,
    isPhoneVerified: human.isPhoneVerified,
    passwordHash: password?.hash,
    isPasswordChangeRequired: password?.isChangeRequired ?? false,
    passwordChangeTimeUs: password === undefined ? undefined : timeUs,
    ...pickProfile(human.profile),
  },
});

interface NewId {
  readonly id: UserId;
  readonly orgId: OrgId;
}

/** The code to set the account up, or else to verify the address; and one to verify the phone number. */
function additionCodes(
  dependencies: Dependencies,
  user: NewId,
  { human, state, delivery }: HumanAddition,
): readonly NewCode[] {
  const codes: NewCode[] = [];
  const byEmail = { channel: "email", recipient: human.email } as const;
  if (state === "initial") codes.push(newCode(dependencies, user, "initialization", byEmail));
  else if (!human.isEmailVerified && isEmailAddress(human.email))
    codes.push(newCode(dependencies, user, "email", byEmail, delivery?.email));
  if (human.phone !== "" && !human.isPhoneVerified) {
    const bySms = { channel: "sms", recipient: human.phone } as const;
    codes.push(newCode(dependencies, user, "phone", bySms, delivery?.phone));
  }
  return codes;
}

function additionEvents(human: VerifiedHuman, codes: readonly NewCode[]): readonly NewEvent[] {
  const { userName, profile, email, phone } = human;
  const events: NewEvent[] = [{ type: "user.human.added", payload: { userName, ...profile, email, phone } }];
  if (human.isEmailVerified) events.push({ type: "user.human.email.verified" });
  events.push(...codes.map(({ event }) => event));
  if (phone !== "" && human.isPhoneVerified) events.push({ type: "user.human.phone.verified" });
  return events;
}
