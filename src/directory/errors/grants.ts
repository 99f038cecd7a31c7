import type { ErrorEntry } from "./entry.ts";

const grantGone =
  "The organization of the call gave no such authorization. Check the id and the x-zitadel-orgid header";

/** Errors about user grants. */
export const grantErrors = {
  userGrantUnknown: { kind: "not-found", id: "QUERY-wIPkA", key: "Errors.UserGrant.NotFound", text: grantGone },
  userGrantNotPermitted: {
    kind: "permission-denied",
    id: "EVENT-Shu7e",
    key: "Errors.UserGrant.NoPermissionForProject",
    text: "Your roles allow authorizations on other projects or project grants only",
  },
  userGrantUserNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-4f8sg",
    key: "Errors.User.NotFound",
    text: "There is no user with this id to authorize",
  },
  userGrantProjectNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-3n77S",
    key: "Errors.Project.NotFound",
    text: "The project was removed",
  },
  userGrantSourceNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-4m9ff",
    key: "Errors.Project.Grant.NotFound",
    text: "The organization of the call neither owns this project nor has this grant of it",
  },
  userGrantRoleNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-mm9F4",
    key: "Errors.Project.Role.NotFound",
    text: "A role is not on the project, or not in the grant of it that the organization has; case counts",
  },
  userGrantAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.UserGrant.AlreadyExists",
    text: "The user is authorized on this project already; change that authorization instead",
  },
  userGrantChangeNotFound: {
    kind: "not-found",
    id: "COMMAND-3M9sd",
    key: "Errors.UserGrant.NotFound",
    text: grantGone,
  },
  userGrantNotChanged: {
    kind: "failed-precondition",
    id: "COMMAND-Rs8fy",
    key: "Errors.UserGrant.NotChanged",
    text: "The authorization already has exactly these roles in this order",
  },
  userGrantReactivateNotFound: {
    kind: "not-found",
    id: "COMMAND-Lp0gs",
    key: "Errors.UserGrant.NotFound",
    text: grantGone,
  },
  userGrantRemoveNotFound: {
    kind: "not-found",
    id: "COMMAND-1My0t",
    key: "Errors.UserGrant.NotFound",
    text: grantGone,
  },
  userGrantIdsEmpty: {
    kind: "invalid-argument",
    id: "COMMAND-5M0sd",
    key: "Errors.UserGrant.IDMissing",
    text: "Name at least one authorization to remove",
  },
} as const satisfies Record<string, ErrorEntry>;
