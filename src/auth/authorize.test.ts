import { describe, expect, it } from "vitest";
import type { Caller } from "../directory/caller.ts";
import { instanceId, type MembershipRow, type MembershipScope, orgId, userId } from "../storage/contract/index.ts";
import { createAuthorize } from "./authorize.ts";

const caller: Caller = { userId: userId("7"), orgId: orgId("own"), face: "test" };
const instance: MembershipScope = { type: "instance", id: instanceId("root") };
const ownOrg: MembershipScope = { type: "org", id: orgId("own") };
const otherOrg: MembershipScope = { type: "org", id: orgId("other") };

const membership = (scope: MembershipScope, ...roles: string[]): MembershipRow => ({
  scope,
  roles,
  userId: caller.userId,
  resourceOwner: scope.id,
  sequence: 1,
  creationTimeUs: 0,
  changeTimeUs: 0,
});

async function outcomeOf(memberships: readonly MembershipRow[], permission: string, checkedId?: string) {
  const authorize = createAuthorize({ listOfUser: async () => memberships, find: async () => undefined });
  try {
    await authorize(caller, permission, checkedId);
    return "allowed";
  } catch (error) {
    return error instanceof Error && "id" in error ? error.id : error;
  }
}

describe("createAuthorize()", () => {
  const cases = [
    { name: "no membership", memberships: [], permission: "user.read", want: "AUTHZ-cdgFk" },
    {
      name: "roles in another organization only",
      memberships: [membership(otherOrg, "ORG_OWNER")],
      permission: "user.read",
      want: "AUTHZ-cdgFk",
    },
    {
      name: "a role that carries the permission",
      memberships: [membership(ownOrg, "ORG_OWNER")],
      permission: "user.write",
      want: "allowed",
    },
    {
      name: "a role of the instance",
      memberships: [membership(instance, "IAM_OWNER")],
      permission: "user.write",
      want: "allowed",
    },
    {
      name: "roles that do not carry it",
      memberships: [membership(ownOrg, "ORG_OWNER_VIEWER")],
      permission: "user.write",
      want: "AUTH-5mWD2",
    },
    {
      name: "a membership without roles",
      memberships: [membership(ownOrg)],
      permission: "user.read",
      want: "AUTH-5mWD2",
    },
    {
      name: "a role nobody knows",
      memberships: [membership(ownOrg, "toString")],
      permission: "user.read",
      want: "AUTH-5mWD2",
    },
    {
      name: "the second role of two",
      memberships: [membership(ownOrg, "ORG_PROJECT_CREATOR", "ORG_USER_MANAGER")],
      permission: "user.write",
      want: "allowed",
    },
    {
      name: "a limited permission without a check field",
      memberships: [membership(ownOrg, "ORG_PROJECT_CREATOR")],
      permission: "project.read",
      want: "allowed",
    },
    {
      name: "a limited permission on another object",
      memberships: [membership(ownOrg, "ORG_PROJECT_CREATOR")],
      permission: "project.read",
      checkedId: "9",
      want: "AUTH-3jknH",
    },
    {
      name: "a limited permission on its object",
      memberships: [membership(ownOrg, "ORG_PROJECT_CREATOR")],
      permission: "project.read",
      checkedId: "self",
      want: "allowed",
    },
    {
      name: "an unlimited permission on any object",
      memberships: [membership(ownOrg, "ORG_OWNER")],
      permission: "project.read",
      checkedId: "9",
      want: "allowed",
    },
  ];
  for (const { name, memberships, permission, checkedId, want } of cases) {
    it(`answers ${want} to ${name}`, async () =>
      expect(await outcomeOf(memberships, permission, checkedId)).toBe(want));
  }
});
