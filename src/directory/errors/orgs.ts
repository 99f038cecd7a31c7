import type { ErrorEntry } from "./entry.ts";

const orgGone = "The organization of the call does not exist any more";

/** Errors about organizations and their members. Their domains have a file of their own. */
export const orgErrors = {
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
    text: "The domain belongs to another organization already",
  },
  orgOfDomainNotFound: {
    kind: "not-found",
    id: "QUERY-iTTGJ",
    key: "Errors.Org.NotFound",
    text: "No active organization has this domain as its primary one",
  },
  orgUniqueQueryEmpty: {
    kind: "invalid-argument",
    id: "QUERY-DGqfd",
    key: "Errors.Query.InvalidRequest",
    text: "Give a name or a domain to look for",
  },
  orgUpdateNotFound: { kind: "not-found", id: "ORG-1MRds", key: "Errors.Org.NotFound", text: orgGone },
  orgNotChanged: {
    kind: "failed-precondition",
    id: "ORG-4VSdf",
    key: "Errors.Org.NotChanged",
    text: "The organization has exactly this name already",
  },
  orgDeactivateNotFound: { kind: "not-found", id: "ORG-oL9nT", key: "Errors.Org.NotFound", text: orgGone },
  orgAlreadyInactive: {
    kind: "failed-precondition",
    id: "EVENT-Dbs2g",
    key: "Errors.Org.AlreadyDeactivated",
    text: "The organization is inactive already",
  },
  orgReactivateNotFound: { kind: "not-found", id: "ORG-Dgf3g", key: "Errors.Org.NotFound", text: orgGone },
  orgAlreadyActive: {
    kind: "failed-precondition",
    id: "EVENT-bfnrh",
    key: "Errors.Org.AlreadyActive",
    text: "The organization is active already",
  },
  orgRemoveDefault: {
    kind: "failed-precondition",
    id: "COMMA-wG9p1",
    key: "Errors.Org.DefaultOrgNotDeletable",
    text: "The default organization cannot be removed",
  },
  orgRemoveApiProject: {
    kind: "failed-precondition",
    id: "COMMA-AF3JW",
    key: "Errors.Org.ZitadelOrgNotDeletable",
    text: "The organization owns the project of the directory's own API, so it cannot be removed",
  },
  orgRemoveNotFound: { kind: "not-found", id: "COMMA-aps2n", key: "Errors.Org.NotFound", text: orgGone },
  orgExternallyManaged: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.Org.ExternallyManaged",
    text: "Another system keeps the humans, groups and group members of this organization. Change them there",
  },
  memberOrgNotFound: {
    kind: "failed-precondition",
    id: "COMMAND-QXPGs",
    key: "Errors.Org.NotFound",
    text: orgGone,
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
  orgMemberUpdateRolesEmpty: {
    kind: "invalid-argument",
    id: "Org-LiaZi",
    key: "Errors.Org.MemberInvalid",
    text: "A member keeps at least one role; RemoveOrgMember takes all away",
  },
  orgMemberUpdateRolesInvalid: {
    kind: "invalid-argument",
    id: "IAM-m9fG8",
    key: "Errors.Org.MemberInvalid",
    text: "The roles of a member of an organization can only be changed to ones that begin with ORG_",
  },
  orgMemberNotFound: {
    kind: "not-found",
    id: "Org-D8JxR",
    key: "Errors.NotFound",
    text: "The user is not a member of this organization",
  },
} as const satisfies Record<string, ErrorEntry>;
