import type { ErrorEntry } from "./entry.ts";

const rolesInvalid = "Members of the instance can have roles that begin with IAM_ only";

/** Errors about members of the instance. */
export const instanceMemberErrors = {
  instanceMemberRolesEmpty: {
    kind: "invalid-argument",
    id: "INSTA-SDSfs",
    key: "Errors.Invalid.Argument",
    text: "A member of the instance needs at least one role",
  },
  instanceMemberRolesInvalid: {
    kind: "invalid-argument",
    id: "INSTANCE-4m0fS",
    key: "Errors.IAM.MemberInvalid",
    text: rolesInvalid,
  },
  instanceMemberUserNotFound: {
    kind: "failed-precondition",
    id: "INSTA-GSXOn",
    key: "Errors.User.NotFound",
    text: "There is no user with this id",
  },
  instanceMemberAlreadyExists: {
    kind: "already-exists",
    id: "INSTA-pFDwe",
    key: "Errors.Instance.Member.AlreadyExists",
    text: "The user is a member of the instance already",
  },
  instanceMemberUpdateRolesEmpty: {
    kind: "invalid-argument",
    id: "INSTANCE-LiaZi",
    key: "Errors.IAM.MemberInvalid",
    text: "A member keeps at least one role; RemoveIAMMember takes all away",
  },
  instanceMemberUpdateRolesInvalid: {
    kind: "invalid-argument",
    id: "INSTANCE-3m9fs",
    key: "Errors.IAM.MemberInvalid",
    text: rolesInvalid,
  },
  instanceMemberNotFound: {
    kind: "not-found",
    id: "INSTANCE-D8JxR",
    key: "Errors.NotFound",
    text: "The user is not a member of the instance",
  },
} as const satisfies Record<string, ErrorEntry>;
