// Longer than other files: it is one table.

/** What kind of refusal an error is; each kind has one code on every wire. */
export type ErrorKind =
  | "invalid-argument"
  | "failed-precondition"
  | "not-found"
  | "already-exists"
  | "permission-denied"
  | "unauthenticated"
  | "unavailable"
  | "unknown";

/** One entry of the catalogue. */
export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** ZITADEL's id of the error, which programs branch on; empty where ZITADEL sends none. */
  readonly id: string;
  /** ZITADEL's key of the error's text. */
  readonly key: string;
  /** What the caller reads: what is wrong and, where it can be said, what to change. */
  readonly text: string;
}

const userGone =
  "There is no user with this id in the organization of the call. Check the id and the x-zitadel-orgid header.";
const passwordRule = (rule: string) => `The password does not fit the policy: ${rule}.`;
const noPermission =
  "None of your roles in this organization allows this call. Ask for a role that carries its permission.";

/**
 * Every error that Roster's own rules give. Ids and keys are ZITADEL's, so programs written for it branch as before;
 * the texts are Roster's. Several rules may share an id, as upstream.
 */
export const errorCatalogue = {
  // Caller and organization
  authHeaderMissing: { kind: "unauthenticated", id: "", key: "auth header missing", text: "auth header missing" },
  authHeaderInvalid: {
    kind: "unauthenticated",
    id: "AUTH-toLo1",
    key: "invalid auth header",
    text: 'The authorization header must be given once, as "Bearer <token>"',
  },
  tokenInvalid: {
    kind: "unauthenticated",
    id: "AUTH-7fs1e",
    key: "Errors.Token.Invalid",
    text: "The access token is unknown, expired or was revoked. Send a valid one",
  },
  orgUnknown: {
    kind: "permission-denied",
    id: "AUTH-Bs7Ds",
    key: "Organisation doesn't exist",
    text: "The organization named by the x-zitadel-orgid header does not exist",
  },
  membershipNotFound: {
    kind: "not-found",
    id: "AUTHZ-cdgFk",
    key: "membership not found",
    text: "You have no role in this organization. Ask for a membership or name another organization in x-zitadel-orgid",
  },
  permissionMissing: {
    kind: "permission-denied",
    id: "AUTH-5mWD2",
    key: "No matching permissions found",
    text: noPermission,
  },
  permissionElsewhere: {
    kind: "permission-denied",
    id: "AUTH-3jknH",
    key: "No matching permissions found",
    text: "Your roles allow this call on other objects only, not on the one it names",
  },

  // Users of either kind
  userNotFound: {
    kind: "not-found",
    id: "QUERY-Dfbg2",
    key: "Errors.User.NotFound",
    text: "There is no user with this id",
  },
  userOfOtherOrg: { kind: "not-found", id: "MANAG-fpo4B", key: "Errors.User.NotFound", text: userGone },
  userAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.User.AlreadyExists",
    text: "Another user has this user name already (upper and lower case count as the same)",
  },
  userNameEmpty: {
    kind: "invalid-argument",
    id: "V2-zzad3",
    key: "Errors.Invalid.Argument",
    text: "The user name consists of white space only",
  },
  userNameDomainReserved: {
    kind: "invalid-argument",
    id: "COMMAND-SFd21",
    key: "Errors.User.DomainNotAllowedAsUsername",
    text: "The user name ends in a domain that belongs to another organization",
  },
  userLockNotFound: { kind: "not-found", id: "COMMAND-5M9fs", key: "Errors.User.NotFound", text: userGone },
  userLockState: {
    kind: "failed-precondition",
    id: "COMMAND-3NN8v",
    key: "Errors.User.ShouldBeActiveOrInitial",
    text: "Only an active or initial user can be locked",
  },
  userUnlockNotFound: { kind: "not-found", id: "COMMAND-M0dos", key: "Errors.User.NotFound", text: userGone },
  userUnlockState: {
    kind: "failed-precondition",
    id: "COMMAND-4M0ds",
    key: "Errors.User.NotLocked",
    text: "The user is not locked",
  },
  userRemoveNotFound: { kind: "not-found", id: "COMMAND-m9od", key: "Errors.User.NotFound", text: userGone },

  // Humans
  profileNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-3M9sd",
    key: "Errors.User.Profile.NotFound",
    text: "There is no human with this id in the organization of the call",
  },
  profileNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-2M0fs",
    key: "Errors.User.Profile.NotChanged",
    text: "The profile already has exactly these values",
  },
  humanNotFound: { kind: "not-found", id: "QUERY-HNhb3", key: "Errors.User.NotFound", text: userGone },
  userNotHuman: {
    kind: "failed-precondition",
    id: "QUERY-WLTce",
    key: "Errors.User.NotHuman",
    text: "The user is a machine; only a human has a profile",
  },
  firstNameEmpty: {
    kind: "invalid-argument",
    id: "USER-UCej2",
    key: "Errors.User.Profile.FirstNameEmpty",
    text: "The first name consists of white space only",
  },
  lastNameEmpty: {
    kind: "invalid-argument",
    id: "USER-4hB7d",
    key: "Errors.User.Profile.LastNameEmpty",
    text: "The last name consists of white space only",
  },
  emailInvalid: {
    kind: "invalid-argument",
    id: "EMAIL-599BI",
    key: "Errors.User.Email.Invalid",
    text: "This is not an email address",
  },
  phoneInvalid: {
    kind: "invalid-argument",
    id: "PHONE-so0wa",
    key: "Errors.User.Phone.Invalid",
    text: "This is not a phone number that exists in any numbering plan",
  },
  passwordTooShort: {
    kind: "invalid-argument",
    id: "COMMA-HuJf6",
    key: "Errors.User.PasswordComplexityPolicy.MinLength",
    text: passwordRule("it needs at least 8 bytes"),
  },
  passwordWithoutLower: {
    kind: "invalid-argument",
    id: "COMMA-co3Xw",
    key: "Errors.User.PasswordComplexityPolicy.HasLower",
    text: passwordRule("it needs a lower-case letter"),
  },
  passwordWithoutUpper: {
    kind: "invalid-argument",
    id: "COMMA-VoaRj",
    key: "Errors.User.PasswordComplexityPolicy.HasUpper",
    text: passwordRule("it needs an upper-case letter"),
  },
  passwordWithoutNumber: {
    kind: "invalid-argument",
    id: "COMMA-ZBv4H",
    key: "Errors.User.PasswordComplexityPolicy.HasNumber",
    text: passwordRule("it needs a digit"),
  },
  passwordWithoutSymbol: {
    kind: "invalid-argument",
    id: "COMMA-ZDLwA",
    key: "Errors.User.PasswordComplexityPolicy.HasSymbol",
    text: passwordRule("it needs a symbol"),
  },

  // Machines and their tokens
  machineIdTaken: {
    kind: "failed-precondition",
    id: "COMMAND-k2una",
    key: "Errors.User.AlreadyExisting",
    text: "Another user has this id already",
  },
  machineNameEmpty: {
    kind: "invalid-argument",
    id: "COMMAND-bs9Ds",
    key: "Errors.User.Invalid",
    text: "A machine needs a user name and a name that are not white space only",
  },
  tokenUserNotFound: { kind: "failed-precondition", id: "COMMAND-Dggw2", key: "Errors.User.NotFound", text: userGone },
  tokenUserNotMachine: {
    kind: "failed-precondition",
    id: "COMMAND-Df2f1",
    key: "Errors.User.WrongType",
    text: "The user is a human; personal access tokens are for machines",
  },
  tokenExpirationPast: {
    kind: "invalid-argument",
    id: "DOMAIN-dv3t5",
    key: "Errors.AuthNKey.ExpireBeforeNow",
    text: "The expiration date lies in the past",
  },
  tokenNotFound: {
    kind: "not-found",
    id: "COMMAND-4m77G",
    key: "Errors.User.PAT.NotFound",
    text: "The user has no personal access token with this id",
  },

  // Organizations and their members
  orgNotFound: {
    kind: "not-found",
    id: "QUERY-leq5Q",
    key: "Errors.Org.NotFound",
    text: "There is no such organization",
  },
  orgNameEmpty: {
    kind: "invalid-argument",
    id: "EVENT-Mf9sd",
    key: "Errors.Org.Invalid",
    text: "The organization's name consists of white space only",
  },
  orgDomainEmpty: {
    kind: "invalid-argument",
    id: "ORG-RrfXY",
    key: "Errors.Org.Domain.EmptyString",
    text: "No domain can be made from this name: it needs a letter or a digit",
  },
  orgAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.Org.AlreadyExists",
    text: "Another organization has this name or id already",
  },
  orgDomainAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.Org.Domain.AlreadyExists",
    text: "The domain made from this name belongs to another organization already",
  },
  memberOrgNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-QXPGs",
    key: "Errors.Org.NotFound",
    text: "The organization of the call does not exist any more",
  },
  orgMemberRolesEmpty: {
    kind: "invalid-argument",
    id: "ORG-4Mlfs",
    key: "Errors.Invalid.Argument",
    text: "A member needs at least one role",
  },
  orgMemberRolesInvalid: {
    kind: "invalid-argument",
    id: "Org-4N8es",
    key: "Errors.Org.MemberInvalid",
    text: "Members of an organization can have roles that begin with ORG_, or SELF_MANAGEMENT_GLOBAL alone",
  },
  orgMemberUserNotFound: {
    kind: "failed-precondition",
    id: "ORG-GoXOn",
    key: "Errors.User.NotFound",
    text: "There is no user with this id",
  },
  orgMemberAlreadyExists: {
    kind: "already-exists",
    id: "ORG-poWwe",
    key: "Errors.Org.Member.AlreadyExists",
    text: "The user is a member of this organization already",
  },

  // Lists
  limitExceeded: {
    kind: "invalid-argument",
    id: "QUERY-4M0fs",
    key: "Errors.Query.LimitExceeded",
    text: "A list answers at most 1000 entries at once",
  },
  filterInvalid: {
    kind: "invalid-argument",
    id: "GRPC-vR9nC",
    key: "List.Query.Invalid",
    text: "A search condition is empty: and, or, not and lists of values need at least one entry",
  },
  filterTooDeep: {
    kind: "invalid-argument",
    id: "USER-zsQ97",
    key: "Errors.Query.TooManyNestingLevels",
    text: "Search conditions may be nested 20 levels deep at most",
  },

  // Texts
  textUnstorable: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Invalid.Argument",
    text: "A text of the request holds the character U+0000, which the directory does not keep",
  },

  // The database
  databaseUnavailable: {
    kind: "unavailable",
    id: "",
    key: "database unavailable",
    text: "The directory's database cannot be reached. Nothing was written; try again",
  },
  outcomeUnknown: {
    kind: "unknown",
    id: "",
    key: "commit outcome unknown",
    text: "The connection to the database broke while the change was being committed. It may or may not be written: read before trying again",
  },
} as const satisfies Record<string, ErrorEntry>;
