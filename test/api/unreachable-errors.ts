import type { ErrorName } from "../../src/directory/errors.ts";

/**
 * The errors that no call of this API is answered with while the database works, in the catalogue's order, each with
 * the reason. The directory still has them, for other interfaces and for what happens between two statements.
 */
export const unreachableErrors = {
  permissionElsewhere: "no RPC of this API limits a permission to one object yet",
  emailInvalid: "validation refuses such an address before",
  orgNotFound: "an unknown organization is refused before, and none is ever removed",
  memberOrgNotFound: "an unknown organization is refused before, and none is ever removed",
  databaseUnavailable: "see database-away.test.ts",
  outcomeUnknown: "see database-away.test.ts",
} as const satisfies Partial<Record<ErrorName, string>>;
