import { createHash, randomInt } from "node:crypto";
import type {
  CodePurpose,
  CodeRow,
  Command,
  OrgId,
  OutboxRow,
  Transaction,
  UserId,
} from "../storage/contract/index.ts";
import { type ConstraintErrors, runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import type { EventType } from "./event-types.ts";
import type { NewEvent, ObjectDetails } from "./history.ts";
import { renderLink } from "./link-template.ts";

/** A code that was just made: the only moment at which its text exists outside its message. */
export interface NewCode {
  readonly code: string;
  readonly row: CodeRow;
  /** What takes it to the user; `undefined` for a code that the call itself answers. */
  readonly message: OutboxRow | undefined;
  /** Tells of the code in the user's history. */
  readonly event: NewEvent;
}

/** What came of an answer to a code. */
export type CodeCheck = "right" | "wrong" | "none";

/** Where a code is sent. */
export type Recipient = Pick<OutboxRow, "channel" | "recipient">;

/** What becomes of a code: it is sent, with a link when there is a template of one, or the call answers it. */
export type Delivery =
  | { readonly kind: "send"; readonly linkTemplate?: string | undefined }
  | { readonly kind: "return" };

/** Letters and digits that nobody takes for one another: no I, O, 0 and 1. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/** Short enough to be typed: 30 bits, which is plenty for five guesses. */
export const codeLength = 6;
/** After so many wrong answers a code is none any more. */
export const maxFailedAttempts = 5;
const hourUs = 3_600_000_000;

/** How long a code holds, as in ZITADEL's defaults, and what is said and recorded of it. */
const rules: Readonly<
  Record<CodePurpose, { readonly lifetimeUs: number; readonly event: EventType; readonly subject: string }>
> = {
  initialization: {
    lifetimeUs: 72 * hourUs,
    event: "user.human.initialization.code.added",
    subject: "Your account is ready. The code to set it up",
  },
  email: { lifetimeUs: hourUs, event: "user.human.email.code.added", subject: "The code to verify your email address" },
  phone: { lifetimeUs: hourUs, event: "user.human.phone.code.added", subject: "The code to verify your phone number" },
  password: { lifetimeUs: hourUs, event: "user.human.password.code.added", subject: "The code to set a new password" },
};

/** A new code for a user, and the message that takes it there unless the call answers it. Nothing is stored yet. */
export function newCode(
  { clock, newId }: Dependencies,
  user: { readonly id: UserId; readonly orgId: OrgId },
  purpose: CodePurpose,
  { channel, recipient }: Recipient,
  delivery: Delivery = { kind: "send" },
): NewCode {
  const timeUs = clock();
  const { lifetimeUs, event, subject } = rules[purpose];
  const code = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join("");
  const toMessage = (linkTemplate: string | undefined): OutboxRow => ({
    id: newId(),
    userId: user.id,
    purpose,
    channel,
    recipient,
    text:
      linkTemplate === undefined
        ? `${subject}: ${code}`
        : `${subject}: ${code}\n${renderLink(linkTemplate, { user, code })}`,
    creationTimeUs: timeUs,
  });
  return {
    code,
    row: { userId: user.id, purpose, hash: hashCode(code), expirationTimeUs: timeUs + lifetimeUs, failedAttempts: 0 },
    message: delivery.kind === "send" ? toMessage(delivery.linkTemplate) : undefined,
    event: { type: event, payload: { channel, lifetimeUs } },
  };
}

/** The form in which a code is stored: SHA-256, hexadecimal. Case and white space around it do not count. */
const hashCode = (code: string): string => createHash("sha256").update(code.trim().toUpperCase()).digest("hex");

/** What came of a change, with the code if it was asked to be answered. */
export interface WithCode {
  readonly details: ObjectDetails;
  readonly code: string | undefined;
}

/** What a command that makes codes comes to. */
export interface OutcomeWithCodes<Result> {
  readonly result: Result;
  readonly codes: readonly NewCode[];
}

/**
 * The result of a command that makes codes, once it is durable. The codes and their messages are stored in the same
 * transaction; the notifier gets the messages afterwards, so that nobody reads of what did not happen.
 */
export async function runCommandWithCodes<Result>(
  dependencies: Dependencies,
  { keys, run }: Command<OutcomeWithCodes<Result>>,
  constraintErrors?: ConstraintErrors,
): Promise<Result> {
  const command: Command<OutcomeWithCodes<Result>> = {
    keys,
    async run(tx) {
      const outcome = await run(tx);
      for (const { row, message } of outcome.codes) {
        await tx.codes.set(row);
        if (message !== undefined) await tx.outbox.insert(message);
      }
      return outcome;
    },
  };
  const { result, codes } = await runCommand(dependencies, command, constraintErrors);
  for (const { message } of codes) if (message !== undefined) dependencies.notifier.notify(message);
  return result;
}

/** The code for this purpose that the call itself answers; `undefined` when there is none or it is sent. */
export const returnedCode = (codes: readonly NewCode[], purpose: CodePurpose): string | undefined =>
  codes.find(({ row, message }) => row.purpose === purpose && message === undefined)?.code;

/**
 * Whether this is the user's code for the purpose.
 * - A right answer uses the code up.
 * - A wrong one is counted, so the command must not fail because of it: fail after the command. The fifth ends the code.
 * - `none` when there is no code, or an expired one.
 */
export async function checkCode(
  tx: Transaction,
  userId: UserId,
  purpose: CodePurpose,
  code: string,
  timeUs: number,
): Promise<CodeCheck> {
  const row = await tx.codes.find(userId, purpose);
  if (row === undefined || row.expirationTimeUs <= timeUs) return "none";
  if (row.hash === hashCode(code)) {
    await tx.codes.delete(userId, purpose);
    return "right";
  }
  const failedAttempts = row.failedAttempts + 1;
  if (failedAttempts < maxFailedAttempts) await tx.codes.set({ ...row, failedAttempts });
  else await tx.codes.delete(userId, purpose);
  return "wrong";
}
