import type { ErrorEntry } from "./entry.ts";

const projectGone =
  "There is no project with this id in the organization of the call. Check the id and the x-zitadel-orgid header";
const projectRoleNames = "Members of a project can have roles whose names begin with PROJECT";

/** Errors about projects, their roles and members. */
export const projectErrors = {
  projectNotFound: { kind: "not-found", id: "QUERY-fk2fs", key: "Errors.Project.NotFound", text: projectGone },
  projectAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.Project.AlreadyExists",
    text: "Another project of the organization has this name already (upper and lower case count as the same)",
  },
  projectChangeNotFound: {
    kind: "not-found",
    id: "COMMAND-3M9sd",
    key: "Errors.Project.NotFound",
    text: projectGone,
  },
  projectDeactivateNotFound: {
    kind: "not-found",
    id: "COMMAND-112M9",
    key: "Errors.Project.NotFound",
    text: projectGone,
  },
  projectNotActive: {
    kind: "failed-precondition",
    id: "COMMAND-mki55",
    key: "Errors.Project.NotActive",
    text: "The project is inactive already",
  },
  projectNotInactive: {
    kind: "failed-precondition",
    id: "COMMAND-5M9bs",
    key: "Errors.Project.NotInactive",
    text: "The project is active already",
  },
  projectMissing: {
    kind: "failed-precondition",
    id: "COMMAND-EbFMN",
    key: "Errors.Project.NotFound",
    text: projectGone,
  },
  projectRoleAlreadyExists: {
    kind: "already-exists",
    id: "V3-DKcYh",
    key: "Errors.Project.Role.AlreadyExists",
    text: "The project has a role with this key already (upper and lower case count as the same)",
  },
  projectRoleNotFound: {
    kind: "not-found",
    id: "COMMAND-vv8M9",
    key: "Errors.Project.Role.NotExisting",
    text: "The project has no role with this key",
  },
  projectMemberRolesEmpty: {
    kind: "invalid-argument",
    id: "PROJECT-W8m4l",
    key: "Errors.Project.Member.Invalid",
    text: "A member of a project needs at least one role",
  },
  projectMemberRolesInvalid: {
    kind: "invalid-argument",
    id: "PROJECT-3m9ds",
    key: "Errors.Project.Member.Invalid",
    text: projectRoleNames,
  },
  projectMemberUserNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-uXHNj",
    key: "Errors.User.NotFound",
    text: "There is no user with this id to make a member",
  },
  projectMemberAlreadyExists: {
    kind: "already-exists",
    id: "PROJECT-PtXi1",
    key: "Errors.Project.Member.AlreadyExists",
    text: "The user is a member of this project already",
  },
  projectMemberChangeRolesEmpty: {
    kind: "invalid-argument",
    id: "PROJECT-LiaZi",
    key: "Errors.Project.Member.Invalid",
    text: "A member of a project keeps at least one role; remove the member instead",
  },
  projectMemberChangeRolesInvalid: {
    kind: "invalid-argument",
    id: "PROJECT-3m9d",
    key: "Errors.Project.Member.Invalid",
    text: projectRoleNames,
  },
  projectMemberNotFound: {
    kind: "not-found",
    id: "PROJECT-D8JxR",
    key: "Errors.NotFound",
    text: "The user is no member of this project",
  },
} as const satisfies Record<string, ErrorEntry>;
