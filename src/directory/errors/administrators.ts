import type { ErrorEntry } from "./entry.ts";

/**
 * Errors about administrators of single roles and groups, and about who has a role. ZITADEL has no such nouns, so there
 * are no ids of its own.
 */
export const administratorErrors = {
  administratorRolesEmpty: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Administrator.Invalid",
    text: "An administrator needs at least one role; remove the administrator instead of the last one",
  },
  administratorRolesInvalid: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Administrator.Invalid",
    text: "Administrators of a project's role can have PROJECT_ROLE_ADMIN, those of a group GROUP_ADMIN",
  },
  administratorUserNotFound: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.User.NotFound",
    text: "There is no user with this id to make an administrator",
  },
  administratorAlreadyExists: {
    kind: "already-exists",
    id: "",
    key: "Errors.Administrator.AlreadyExists",
    text: "The user is an administrator of this role or group already",
  },
  administratorNotFound: {
    kind: "not-found",
    id: "",
    key: "Errors.Administrator.NotFound",
    text: "The user is no administrator of this role or group",
  },
  roleHolderInactive: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.UserGrant.NotActive",
    text: "A user's authorization on the project is inactive: reactivate it before giving the user a role",
  },
} as const satisfies Record<string, ErrorEntry>;
