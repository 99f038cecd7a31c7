import type { ErrorEntry } from "./entry.ts";

const grantGone = "There is no such grant of this project that the organization of the call gave or has";
const grantRoleNames = "Members of a project grant can have roles whose names begin with PROJECT_GRANT";

/** Errors about project grants and their members. */
export const projectGrantErrors = {
  projectGrantUnknown: {
    kind: "not-found",
    id: "QUERY-n98GGs",
    key: "Errors.ProjectGrant.NotFound",
    text: grantGone,
  },
  projectGrantNotFound: {
    kind: "not-found",
    id: "PROJECT-D8JxR",
    key: "Errors.Project.Grant.NotFound",
    text: grantGone,
  },
  grantedProjectNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-m9gsd",
    key: "Errors.Project.NotFound",
    text: "The organization of the call has no project with this id to grant",
  },
  grantedOrgNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-3m9gg",
    key: "Errors.Org.NotFound",
    text: "The organization to grant the project to does not exist",
  },
  grantedRoleNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-6m9gd",
    key: "Errors.Project.Role.NotFound",
    text: "The project lacks a role that is to be granted; keys are compared with regard to case",
  },
  grantToOwnOrg: {
    kind: "failed-precondition",
    id: "PROJECT-ckUpbvboAH",
    key: "Errors.Project.Grant.Invalid",
    text: "A project cannot be granted to the organization that owns it",
  },
  projectGrantAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.Project.Grant.AlreadyExists",
    text: "The project is granted to this organization already",
  },
  projectGrantMemberRolesEmpty: {
    kind: "invalid-argument",
    id: "PROJECT-8fi7G",
    key: "Errors.Project.Grant.Member.Invalid",
    text: "A member of a project grant needs at least one role",
  },
  projectGrantMemberRolesInvalid: {
    kind: "invalid-argument",
    id: "PROJECT-m9gKK",
    key: "Errors.Project.Grant.Member.Invalid",
    text: grantRoleNames,
  },
  // Upstream answers a second addition with NotFound, and programs branch on it.
  projectGrantMemberAlreadyExists: {
    kind: "not-found",
    id: "PROJECT-37fug",
    key: "Errors.AlreadyExists",
    text: "The user is a member of this project grant already",
  },
  projectGrantMemberChangeRolesEmpty: {
    kind: "invalid-argument",
    id: "PROJECT-109fs",
    key: "Errors.Project.Grant.Member.Invalid",
    text: "A member of a project grant keeps at least one role; remove the member instead",
  },
  projectGrantMemberChangeRolesInvalid: {
    kind: "invalid-argument",
    id: "PROJECT-m0sDf",
    key: "Errors.Project.Grant.Member.Invalid",
    text: grantRoleNames,
  },
  projectGrantMemberNotFound: {
    kind: "not-found",
    id: "PROJECT-37fug",
    key: "Errors.NotFound",
    text: "The user is no member of this project grant",
  },
} as const satisfies Record<string, ErrorEntry>;
