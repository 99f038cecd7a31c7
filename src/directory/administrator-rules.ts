import type { ErrorName } from "./errors.ts";
import type { MemberRules } from "./members.ts";

/** What the administrators of a group and those of a project's role have in common: one role, and the errors about it. */
export function createAdministratorRules({
  role,
  scopeNotFound,
  events,
}: {
  /** The one role that they have. */
  readonly role: string;
  readonly scopeNotFound: ErrorName;
  readonly events: MemberRules["events"];
}): MemberRules {
  const shared = {
    areRoles: (roles: readonly string[]): boolean => roles.every((given) => given === role),
    rolesEmpty: "administratorRolesEmpty",
    rolesInvalid: "administratorRolesInvalid",
  } as const;
  return {
    add: {
      ...shared,
      userNotFound: "administratorUserNotFound",
      scopeNotFound,
      alreadyExists: "administratorAlreadyExists",
    },
    update: { ...shared, notFound: "administratorNotFound" },
    events,
  };
}
