import { everyOrg, type HumanProfile, type OrgId, type UserId, userId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { type AddedHuman, type BlankNameErrors, insertHuman, type NewPassword, verifyHuman } from "./human-addition.ts";
import { type EmailInput, type PhoneInput, type Verification, verifyVerification } from "./human-changes.ts";
import { createMachines, type MachineFields } from "./machines.ts";
import type { MetadataEntry } from "./metadata.ts";
import { hashPassword, isKnownHash } from "./password.ts";
import type { PasswordInput } from "./password-change.ts";
import { assertPasswordFits } from "./password-policy.ts";
import { assertPermittedIn } from "./permissions.ts";
import { assertUserNameDomainFree } from "./user-name.ts";
import type { Delivery } from "./verification-codes.ts";

/** What every user that is created has. */
interface CreatedUser {
  /** Organization that is to own it. */
  readonly orgId: OrgId;
  /** The id to give to it; one is made up when `undefined`. */
  readonly id: UserId | undefined;
}

/** A human to be created. */
export interface CreatedHuman extends CreatedUser {
  /** The email address when `undefined`. */
  readonly userName: string | undefined;
  readonly profile: HumanProfile;
  readonly email: EmailInput;
  readonly phone: PhoneInput | undefined;
  readonly password: Omit<PasswordInput, "proof"> | undefined;
  readonly metadata: readonly MetadataEntry[];
  /** Accounts with identity providers, of which Roster has none. */
  readonly identityProviderIds: readonly string[];
  readonly totpSecret: string | undefined;
}

/** A machine to be created. */
export interface CreatedMachine extends CreatedUser, MachineFields {
  /** The id when `undefined`. */
  readonly userName: string | undefined;
}

/**
 * The creation of users in any organization: the permission, `user.write`, is asked in the one that is to own them.
 *
 * Both fail with what they say of the form of their input, then with `membershipNotFound`, `permissionLacking`,
 * `permissionOfOtherObject` or `orgUnknown`, then with the rest.
 */
export interface UserCreation {
  /**
   * Adds a human, active at once; codes go out, or are answered, for what is not verified.
   * Fails with `emailInvalid`, `userNameEmpty`, `firstNameEmpty`, `lastNameEmpty`, `phoneInvalid`,
   * `linkTemplateInvalid`, `humanV2HashUnsupported`, `humanV2TotpUnsupported`; then with `humanV2IdTaken`,
   * `userNameDomainReserved`, a password error, `identityProviderUnknown`, `userAlreadyExists`.
   */
  addHuman(caller: Caller, human: CreatedHuman): Promise<AddedHuman>;
  /** Adds a machine. Fails with `machineNameEmpty`; then with `machineIdTaken`, `userAlreadyExists`. */
  addMachine(
    caller: Caller,
    machine: CreatedMachine,
  ): Promise<{ readonly id: UserId; readonly details: ObjectDetails }>;
}

const blankNames: BlankNameErrors = {
  userName: "userNameEmpty",
  firstName: "firstNameEmpty",
  lastName: "lastNameEmpty",
};

/** The rules of creating users in any organization. */
export function createUserCreation(dependencies: Dependencies): UserCreation {
  const { storage, newId } = dependencies;
  const machines = createMachines(dependencies);

  /** The caller in the organization that is to own the user. */
  async function enterOrg(caller: Caller, orgId: OrgId, id: UserId): Promise<Caller> {
    await assertPermittedIn(storage.reader.memberships, caller, orgId, "user.write", id);
    if ((await storage.reader.orgs.find(orgId)) === undefined) throw new DomainError("orgUnknown");
    return { ...caller, orgId };
  }

  return {
    async addHuman(caller, input) {
      const { email, phone, password } = input;
      const human = verifyHuman(
        {
          userName: input.userName ?? email.address,
          profile: input.profile,
          email: email.address,
          isEmailVerified: email.verification.kind === "verified",
          phone: phone && { number: phone.number, isVerified: phone.verification.kind === "verified" },
        },
        blankNames,
      );
      const delivery = { email: deliveryOf(email.verification), phone: deliveryOf(phone?.verification) };
      if (password?.secret.kind === "hash" && !isKnownHash(password.secret.encoded)) {
        throw new DomainError("humanV2HashUnsupported");
      }
      if (input.totpSecret !== undefined) throw new DomainError("humanV2TotpUnsupported");

      const inside = await enterOrg(caller, input.orgId, input.id ?? userId(""));
      if (input.id !== undefined && (await storage.reader.users.find(everyOrg, input.id)) !== undefined) {
        throw new DomainError("humanV2IdTaken");
      }
      await assertUserNameDomainFree(storage.reader.orgs, human.userName, input.orgId);
      const stored = password && (await toNewPassword(password));
      if (input.identityProviderIds.length > 0) throw new DomainError("identityProviderUnknown");
      return insertHuman(dependencies, inside, {
        id: input.id,
        human,
        state: "active",
        password: stored,
        idTaken: "humanV2IdTaken",
        delivery,
        metadata: input.metadata,
      });
    },
    async addMachine(caller, { orgId, userName, ...machine }) {
      const id = machine.id ?? userId(newId());
      const inside = await enterOrg(caller, orgId, id);
      return machines.add(inside, { ...machine, id, userName: userName ?? id });
    },
  };
}

/** What becomes of the code, where there is to be one. */
function deliveryOf(verification: Verification | undefined): Delivery {
  if (verification === undefined || verification.kind === "verified") return { kind: "send" };
  return verifyVerification(verification);
}

async function toNewPassword({ secret, isChangeRequired }: Omit<PasswordInput, "proof">): Promise<NewPassword> {
  if (secret.kind === "hash") return { hash: secret.encoded, isChangeRequired };
  assertPasswordFits(secret.text, "initial");
  return { hash: await hashPassword(secret.text), isChangeRequired };
}
