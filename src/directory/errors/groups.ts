import type { ErrorEntry } from "./entry.ts";

/** Errors about groups. ZITADEL has no such noun, so there are no ids of its own. */
export const groupErrors = {
  groupNotFound: {
    kind: "not-found",
    id: "",
    key: "Errors.Group.NotFound",
    text: "There is no group with this id in the organization of the call",
  },
  groupNameEmpty: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Group.Invalid",
    text: "The group's name consists of white space only",
  },
  groupMemberLimitInvalid: {
    kind: "invalid-argument",
    id: "",
    key: "Errors.Group.MemberLimitInvalid",
    text: "A group's member limit is a whole number of at least 1",
  },
  groupAlreadyExists: {
    kind: "already-exists",
    id: "",
    key: "Errors.Group.AlreadyExists",
    text: "Another group of the organization has this name already (upper and lower case count as the same)",
  },
  groupUserNotFound: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.User.NotFound",
    text: "A user that is to join the group is not in its organization",
  },
  groupFull: {
    kind: "failed-precondition",
    id: "",
    key: "Errors.Group.Full",
    text: "The group has as many members as its limit allows",
  },
} as const satisfies Record<string, ErrorEntry>;
