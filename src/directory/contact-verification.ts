import type { UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import type { ObjectDetails } from "./history.ts";
import { emailErrors } from "./human-emails.ts";
import { phoneErrors } from "./human-phones.ts";
import { changeUser, lockHuman, userKey } from "./user-aggregate.ts";
import { checkCode } from "./verification-codes.ts";

const rules = {
  email: { errors: emailErrors.v2, fields: { isEmailVerified: true }, event: "user.human.email.verified" },
  phone: { errors: phoneErrors.v2, fields: { isPhoneVerified: true }, event: "user.human.phone.verified" },
} as const;

/**
 * Makes an address or a number of a human of the organization of the call verified, with the code that was sent to it.
 *
 * Fails with the `notFound` and `initial` of `emailErrors.v2` or `phoneErrors.v2`, and with `codeV2Invalid` for a wrong
 * code, an old one, and none.
 */
export async function verifyContact(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  contact: "email" | "phone",
  code: string,
): Promise<ObjectDetails> {
  const { errors, fields, event } = rules[contact];
  const details = await runCommand<ObjectDetails | undefined>(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const user = await lockHuman(tx, caller, id, errors.notFound);
      if (user.state === "initial") throw new DomainError(errors.initial);
      const timeUs = dependencies.clock();
      // A wrong answer was counted, so the command must not fail.
      if ((await checkCode(tx, id, contact, code, timeUs)) !== "right") return undefined;
      const kind = { ...user.kind, ...fields };
      return changeUser(tx, user, { caller, timeUs, fields: { kind }, events: [{ type: event }] });
    },
  });
  if (details === undefined) throw new DomainError("codeV2Invalid");
  return details;
}
