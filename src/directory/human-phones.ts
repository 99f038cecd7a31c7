import type { UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { applyHumanChanges, type PhoneInput, phoneChange, phoneRemoval, verifyPhoneInput } from "./human-changes.ts";
import { getHuman } from "./human-lookup.ts";
import { type HumanRow, lockHuman, recordOnUser, userKey } from "./user-aggregate.ts";
import { newCode, returnedCode, runCommandWithCodes, type WithCode } from "./verification-codes.ts";

/** Rules of humans' phone numbers; they hold in every state of the user. */
export interface HumanPhones {
  /** The human with its phone number. Fails with `phoneUserNotFound` or `phoneUserNotHuman`. */
  get(caller: Caller, id: UserId): Promise<HumanRow>;
  /**
   * Replaces the number, or says that it is verified; a number that is not verified gets a code. Numbers are stored and
   * compared as E.164.
   * Fails with `phoneInvalid`, `phoneHumanNotFound`, and `phoneNotChanged` when the number is the same and would not
   * become verified.
   */
  update(
    caller: Caller,
    id: UserId,
    phone: { readonly number: string; readonly isVerified: boolean },
  ): Promise<ObjectDetails>;
  /** Takes the number away. Fails with `phoneRemoveHumanNotFound`, `phoneRemoveNotFound`. */
  remove(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /**
   * Sends a new code to verify the number; an older one no longer holds.
   * Fails with `phoneResendHumanNotFound`, `phoneResendNotFound`, `phoneAlreadyVerified`.
   */
  resendVerification(caller: Caller, id: UserId): Promise<ObjectDetails>;
}

/** How an interface refuses a change of a phone number. */
interface PhoneErrors {
  readonly notFound: ErrorName;
  /** `undefined` where users that are not initialized yet can have numbers. */
  readonly initial: ErrorName | undefined;
  readonly notChanged: ErrorName;
  /** Whether a number that is the human's already is refused also when it would become verified. */
  readonly refusesSameNumber: boolean;
  readonly removeNotFound: ErrorName;
  readonly nothingToRemove: ErrorName;
}

/** How the two user interfaces of ZITADEL refuse a change of a phone number. */
export const phoneErrors = {
  v1: {
    notFound: "phoneHumanNotFound",
    initial: undefined,
    notChanged: "phoneNotChanged",
    refusesSameNumber: false,
    removeNotFound: "phoneRemoveHumanNotFound",
    nothingToRemove: "phoneRemoveNotFound",
  },
  v2: {
    notFound: "phoneV2HumanNotFound",
    initial: "phoneV2Initial",
    notChanged: "phoneV2NotChanged",
    refusesSameNumber: true,
    removeNotFound: "phoneV2HumanNotFound",
    nothingToRemove: "phoneV2NotFound",
  },
} as const satisfies Record<string, PhoneErrors>;

const lookupErrors = { notFound: "phoneUserNotFound", notHuman: "phoneUserNotHuman" } as const;

const toNumber = (recipient: string) => ({ channel: "sms", recipient }) as const;

/** The rules of humans' phone numbers. */
export function createHumanPhones(dependencies: Dependencies): HumanPhones {
  const { clock } = dependencies;
  return {
    get: (caller, id) => getHuman(dependencies, caller, id, lookupErrors),
    async update(caller, id, { number, isVerified }) {
      const phone: PhoneInput = { number, verification: { kind: isVerified ? "verified" : "send" } };
      return (await changePhone(dependencies, caller, id, phone, phoneErrors.v1)).details;
    },
    remove: (caller, id) => removePhone(dependencies, caller, id, phoneErrors.v1),
    resendVerification: (caller, id) =>
      runCommandWithCodes(dependencies, {
        keys: [userKey(id)],
        async run(tx) {
          const user = await lockHuman(tx, caller, id, "phoneResendHumanNotFound");
          if (user.kind.phone === "") throw new DomainError("phoneResendNotFound");
          if (user.kind.isPhoneVerified) throw new DomainError("phoneAlreadyVerified");
          const code = newCode(dependencies, user, "phone", toNumber(user.kind.phone));
          const timeUs = clock();
          const sequence = await recordOnUser(tx, user, { caller, timeUs, events: [code.event] });
          return { result: { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId }, codes: [code] };
        },
      }),
  };
}

/** Gives a human of the organization of the call another phone number, or says that the one it has is verified. */
export async function changePhone(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  input: PhoneInput,
  errors: PhoneErrors,
): Promise<WithCode> {
  const phone = verifyPhoneInput(input);
  return runCommandWithCodes(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockHuman(tx, caller, id, errors.notFound);
      assertMayHavePhone(user, errors);
      const isRefused = errors.refusesSameNumber && phone.number === user.kind.phone;
      const change = isRefused ? undefined : phoneChange(dependencies, user, phone);
      if (change === undefined) throw new DomainError(errors.notChanged);
      const deed = { caller, timeUs: dependencies.clock(), userName: user.userName };
      const details = await applyHumanChanges(tx, user, [change], deed);
      return { result: { details, code: returnedCode(change.codes, "phone") }, codes: change.codes };
    },
  });
}

/** Takes the phone number of a human of the organization of the call away. */
export const removePhone = (
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  errors: PhoneErrors,
): Promise<ObjectDetails> =>
  runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockHuman(tx, caller, id, errors.removeNotFound);
      assertMayHavePhone(user, errors);
      const removal = phoneRemoval(user);
      if (removal === undefined) throw new DomainError(errors.nothingToRemove);
      const deed = { caller, timeUs: dependencies.clock(), userName: user.userName };
      return applyHumanChanges(tx, user, [removal], deed);
    },
  });

function assertMayHavePhone(user: HumanRow, { initial }: PhoneErrors): void {
  if (user.state === "initial" && initial !== undefined) throw new DomainError(initial);
}
