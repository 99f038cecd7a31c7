import type { ErrorName } from "../../src/directory/errors.ts";

const orgVanished =
  "an unknown organization is refused before; see orgs.test.ts in test/directory for one that is removed meanwhile";
const unverified = "no call leaves a domain unverified; see org-domains.test.ts in test/directory";

/**
 * The errors that no call of this API is answered with while the database works, in the catalogue's order, each with
 * the reason. The directory still has them, for other interfaces and for what happens between two statements.
 */
export const unreachableErrors = {
  issuerUnavailable: "see outside-issuer.test.ts in test/oauth",
  apiKeyMissing: "only the Adobe face asks for a key: see test/faces/adobe",
  apiKeyInvalid: "as apiKeyMissing",
  serverOverloaded: "see test/admission/refusals.test.ts",
  callRateExceeded: "only with a setting: see test/admission/rate-limit.test.ts",
  tooManyCalls: "only the Adobe face has limits: see throttling.test.ts in test/faces/adobe",
  emailInvalid: "validation refuses such an address before",
  orgUpdateNotFound: orgVanished,
  orgDeactivateNotFound: orgVanished,
  orgReactivateNotFound: orgVanished,
  orgRemoveApiProject: "the project belongs to the default organization; see orgs.test.ts in test/directory",
  orgRemoveNotFound: orgVanished,
  memberOrgNotFound: orgVanished,
  orgDomainNotVerified: unverified,
  orgDomainWithoutProof: unverified,
  orgDomainProofMissing: unverified,
  databaseUnavailable: "see database-away.test.ts",
  outcomeUnknown: "see database-away.test.ts",
  groupNotFound: "groups have no call of their own: see test/directory/groups.test.ts",
  groupNameEmpty: "as groupNotFound",
  groupMemberLimitInvalid: "as groupNotFound",
  groupAlreadyExists: "as groupNotFound",
  groupUserNotFound: "as groupNotFound",
  groupFull: "as groupNotFound",
  administratorRolesEmpty: "neither have administrators of roles and groups: see test/directory/administrators.test.ts",
  administratorRolesInvalid: "as administratorRolesEmpty",
  administratorUserNotFound: "as administratorRolesEmpty",
  administratorAlreadyExists: "as administratorRolesEmpty",
  administratorNotFound: "as administratorRolesEmpty",
  roleHolderInactive: "roles are not given one at a time: see test/directory/role-holders.test.ts",
  basicInvalid: "only the interfaces with passwords: see test/faces/camunda/authentication.test.ts",
  loginsBusy: "as basicInvalid: see src/auth/attempt-queue.test.ts",
  profileFieldNameInvalid: "profile fields have no call of their own: see test/faces/ispring/edges.test.ts",
  profileFieldBuiltIn: "as profileFieldNameInvalid: test/faces/ispring/edges.test.ts",
  profileFieldNotFound: "as profileFieldNameInvalid: test/faces/ispring/edges.test.ts",
  profileFieldTaken: "as profileFieldNameInvalid: test/faces/ispring/edges.test.ts",
  accountLoginFailed: "see who calls in test/faces/ispring/users-sqlite.test.ts",
  accountUserNotFound: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountOrgNotFound: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountRankTooLow: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountOwnerFixed: "an error of another interface: test/faces/ispring/cross-face.test.ts",
  accountFieldUnknown: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountFieldEmpty: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountFieldInvalid: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountPasswordInvalid: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountEmailTaken: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
  accountMemberExists: "an error of another interface: test/faces/ispring/groups-sqlite.test.ts",
  accountMemberNotFound: "an error of another interface: test/faces/ispring/groups-sqlite.test.ts",
  accountMemberElsewhere: "an error of another interface: test/faces/ispring/groups-sqlite.test.ts",
  accountDayInvalid: "an error of another interface: test/faces/ispring/users-sqlite.test.ts",
} as const satisfies Partial<Record<ErrorName, string>>;
