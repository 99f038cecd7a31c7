import type { UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import type { Dependencies } from "./dependencies.ts";
import { verifyEmail } from "./email.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import {
  applyHumanChanges,
  type EmailInput,
  emailChange,
  verifyEmailInput,
  verifyVerification,
} from "./human-changes.ts";
import { getHuman } from "./human-lookup.ts";
import { changeUser, type HumanRow, lockHuman, recordOnUser, userKey } from "./user-aggregate.ts";
import { type Delivery, newCode, returnedCode, runCommandWithCodes, type WithCode } from "./verification-codes.ts";

/** Rules of humans' email addresses. */
export interface HumanEmails {
  /** The human with its address. Fails with `emailUserNotFound` or `emailUserNotHuman`. */
  get(caller: Caller, id: UserId): Promise<HumanRow>;
  /**
   * Replaces the address, or says that it is verified; an address that is not verified gets a code.
   * Fails with `emailInvalid`, `emailNotFound`, `emailInitial`, and `emailNotChanged` when the address is the same and
   * would not become verified.
   */
  update(
    caller: Caller,
    id: UserId,
    email: { readonly address: string; readonly isVerified: boolean },
  ): Promise<ObjectDetails>;
  /**
   * Sends a new code to verify the address; an older one no longer holds.
   * Fails with `emailResendNotFound`, `emailResendInitial`, `emailAlreadyVerified`.
   */
  resendVerification(caller: Caller, id: UserId): Promise<ObjectDetails>;
  /**
   * Sends a new code to set the account up, to another address when one is given that differs from the human's; an
   * older code no longer holds. Fails with `emailInvalid`, `initializationNotFound`, `initializationDone`.
   */
  resendInitialization(caller: Caller, id: UserId, otherAddress: string): Promise<ObjectDetails>;
}

/** How an interface refuses a change of an address. */
interface EmailErrors {
  readonly notFound: ErrorName;
  readonly initial: ErrorName;
  readonly notChanged: ErrorName;
  /** Whether an address that is the human's already is refused also when it would become verified. */
  readonly refusesSameAddress: boolean;
}

/** How an interface refuses to make another code. */
interface EmailCodeErrors {
  readonly notFound: ErrorName;
  readonly initial: ErrorName;
  readonly verified: ErrorName;
}

/** How the two user interfaces of ZITADEL refuse a change of an address. */
export const emailErrors = {
  v1: {
    notFound: "emailNotFound",
    initial: "emailInitial",
    notChanged: "emailNotChanged",
    refusesSameAddress: false,
  },
  v2: {
    notFound: "emailV2NotFound",
    initial: "emailV2Initial",
    notChanged: "emailV2NotChanged",
    refusesSameAddress: true,
  },
} as const satisfies Record<string, EmailErrors>;

/** How the two user interfaces of ZITADEL refuse to make another code. */
export const emailCodeErrors = {
  v1: { notFound: "emailResendNotFound", initial: "emailResendInitial", verified: "emailAlreadyVerified" },
  v2: { notFound: "emailV2NotFound", initial: "emailV2Initial", verified: "emailV2NothingToVerify" },
} as const satisfies Record<string, EmailCodeErrors>;

const lookupErrors = { notFound: "emailUserNotFound", notHuman: "emailUserNotHuman" } as const;

const toAddress = (recipient: string) => ({ channel: "email", recipient }) as const;

/** The rules of humans' email addresses. */
export function createHumanEmails(dependencies: Dependencies): HumanEmails {
  const { clock } = dependencies;
  return {
    get: (caller, id) => getHuman(dependencies, caller, id, lookupErrors),
    async update(caller, id, { address, isVerified }) {
      const email: EmailInput = { address, verification: { kind: isVerified ? "verified" : "send" } };
      return (await changeEmail(dependencies, caller, id, email, emailErrors.v1)).details;
    },
    async resendVerification(caller, id) {
      return (await newEmailCode(dependencies, caller, id, { kind: "send" }, emailCodeErrors.v1)).details;
    },
    async resendInitialization(caller, id, otherAddress) {
      const other = otherAddress === "" ? undefined : verifyEmail(otherAddress);
      return runCommandWithCodes(dependencies, {
        keys: [userKey(id)],
        async run(tx) {
          const user = await lockHuman(tx, caller, id, "initializationNotFound");
          if (user.state !== "initial") throw new DomainError("initializationDone");
          const email = other ?? user.kind.email;
          const isOther = email !== user.kind.email;
          const code = newCode(dependencies, user, "initialization", toAddress(email));
          const changed = { type: "user.human.email.changed", payload: { email } } as const;
          const result = await changeUser(tx, user, {
            caller,
            timeUs: clock(),
            fields: isOther ? { kind: { ...user.kind, email, isEmailVerified: false } } : {},
            events: [...(isOther ? [changed] : []), code.event],
          });
          return { result, codes: [code] };
        },
      });
    },
  };
}

/** Gives a human of the organization of the call another address, or says that the one it has is verified. */
export async function changeEmail(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  input: EmailInput,
  errors: EmailErrors,
): Promise<WithCode> {
  const email = verifyEmailInput(input);
  return runCommandWithCodes(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockHuman(tx, caller, id, errors.notFound);
      if (user.state === "initial") throw new DomainError(errors.initial);
      const isRefused = errors.refusesSameAddress && email.address === user.kind.email;
      const change = isRefused ? undefined : emailChange(dependencies, user, email);
      if (change === undefined) throw new DomainError(errors.notChanged);
      const deed = { caller, timeUs: dependencies.clock(), userName: user.userName };
      const details = await applyHumanChanges(tx, user, [change], deed);
      return { result: { details, code: returnedCode(change.codes, "email") }, codes: change.codes };
    },
  });
}

/** Makes another code to verify the address of a human of the organization of the call; an older one no longer holds. */
export async function newEmailCode(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  delivery: Delivery,
  errors: EmailCodeErrors,
): Promise<WithCode> {
  verifyVerification(delivery);
  return runCommandWithCodes(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockHuman(tx, caller, id, errors.notFound);
      if (user.state === "initial") throw new DomainError(errors.initial);
      if (user.kind.isEmailVerified) throw new DomainError(errors.verified);
      verifyEmail(user.kind.email);
      const code = newCode(dependencies, user, "email", toAddress(user.kind.email), delivery);
      const timeUs = dependencies.clock();
      const sequence = await recordOnUser(tx, user, { caller, timeUs, events: [code.event] });
      const details = { sequence, changeTimeUs: timeUs, resourceOwner: user.orgId };
      return { result: { details, code: returnedCode([code], "email") }, codes: [code] };
    },
  });
}
