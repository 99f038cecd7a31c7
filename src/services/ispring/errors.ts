import { Code, ConnectError } from "@connectrpc/connect";
import { type DomainError, type ErrorName, findDomainError } from "../../directory/errors.ts";
import { withErrors } from "../handlers.ts";

/** An error as this interface shows it; its text is the one that clients compare. */
interface LearnErrorEntry {
  readonly code: Code;
  readonly text: string;
}

/** Every error that this interface tells apart. */
const learnErrors = {
  authorizationFailed: { code: Code.Unauthenticated, text: "Authorization failed" },
  permissionDenied: { code: Code.PermissionDenied, text: "Permission denied" },
  userUnknown: { code: Code.NotFound, text: "Unknown user" },
  groupUnknown: { code: Code.NotFound, text: "Unknown group" },
  badRequest: { code: Code.InvalidArgument, text: "Bad Request" },
  emailRegistered: { code: Code.AlreadyExists, text: "User with the same email is already registered." },
  loginRegistered: { code: Code.AlreadyExists, text: "User with the same login is already registered." },
  groupNameTakenOnCreate: { code: Code.InvalidArgument, text: "A group with a given name already exists" },
  groupNameTakenOnUpdate: { code: Code.PermissionDenied, text: "A group with a given name already exists." },
  memberExists: { code: Code.PermissionDenied, text: "User already group's member" },
  memberMissing: { code: Code.PermissionDenied, text: "User not a group's member" },
  memberElsewhere: { code: Code.PermissionDenied, text: "Can't add user into group from another organization" },
  groupFull: { code: Code.PermissionDenied, text: "The group has no room for another user" },
  statusInvalid: { code: Code.InvalidArgument, text: "User status must be 1 or 3" },
  dayInvalid: { code: Code.InvalidArgument, text: "Deactivation date must be in a format YYYY-MM-DD" },
} as const satisfies Record<string, LearnErrorEntry>;

/** Name of an error of this interface. */
type LearnErrorName = keyof typeof learnErrors;

/** Something that this interface refuses. */
export class LearnError extends Error {
  override readonly name = "LearnError";
  readonly code: Code;

  constructor(name: LearnErrorName, options?: { readonly cause?: unknown; readonly text?: string }) {
    const { code, text } = learnErrors[name];
    super(options?.text ?? text, { cause: options?.cause });
    this.code = code;
  }
}

/** What the directory refuses, in the words of this interface; what is not here is a bad request. */
const byDomainError: Partial<Record<ErrorName, LearnErrorName>> = {
  accountUserNotFound: "userUnknown",
  groupNotFound: "groupUnknown",
  accountRankTooLow: "permissionDenied",
  accountOwnerFixed: "permissionDenied",
  orgExternallyManaged: "permissionDenied",
  // Who has no role at all is not told what there is: ZITADEL's "not found" would be this interface's "Unknown user".
  membershipNotFound: "permissionDenied",
  permissionMissing: "permissionDenied",
  permissionElsewhere: "permissionDenied",
  permissionLacking: "permissionDenied",
  permissionOfOtherObject: "permissionDenied",
  accountEmailTaken: "emailRegistered",
  userAlreadyExists: "loginRegistered",
  groupAlreadyExists: "groupNameTakenOnCreate",
  accountMemberExists: "memberExists",
  accountMemberNotFound: "memberMissing",
  accountMemberElsewhere: "memberElsewhere",
  groupFull: "groupFull",
  accountDayInvalid: "dayInvalid",
};

/**
 * The error of this interface for whatever was thrown; `undefined` for what goes its way as every other face's: outages,
 * too many calls, and what nobody foresaw.
 */
export function findLearnError(thrown: unknown): LearnError | undefined {
  if (thrown instanceof LearnError) return thrown;
  const error = findDomainError(thrown);
  if (error === undefined || isOfEveryFace(error)) return undefined;
  return new LearnError(nameOf(error), { cause: error });
}

const isOfEveryFace = ({ kind }: DomainError): boolean =>
  kind === "unavailable" || kind === "unknown" || kind === "resource-exhausted";

function nameOf({ errorName, kind }: DomainError): LearnErrorName {
  return byDomainError[errorName] ?? (kind === "unauthenticated" ? "authorizationFailed" : "badRequest");
}

/** The handlers with errors as this interface words them. */
export const withLearnErrors = <Handlers extends Parameters<typeof withErrors>[0]>(handlers: Handlers): Handlers =>
  withErrors(handlers, (error) => {
    const known = findLearnError(error);
    return known && new ConnectError(known.message, known.code, undefined, undefined, known);
  });
