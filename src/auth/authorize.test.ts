import { describe, expect, it } from "vitest";
import { makeUpChanges } from "../../test/support/access-changes.ts";
import type { Caller } from "../directory/caller.ts";
import {
  type HeldRoles,
  instanceId,
  type MembershipScope,
  orgId,
  projectGrantId,
  projectId,
  userId,
} from "../storage/contract/index.ts";
import { createAuthorize } from "./authorize.ts";

const caller: Caller = { userId: userId("7"), orgId: orgId("own"), face: "test", permissions: [] };
const instance: MembershipScope = { type: "instance", id: instanceId("root") };
const ownOrg: MembershipScope = { type: "org", id: orgId("own") };
const project: MembershipScope = { type: "project", id: projectId("p") };
const role: MembershipScope = { type: "project-role", id: projectId("p"), roleKey: "r" };
const grant: MembershipScope = { type: "project-grant", id: projectGrantId("g") };

const membership = (scope: MembershipScope, ...roles: string[]): HeldRoles => ({ scope, roles });

const authorizeWith = (memberships: readonly HeldRoles[]) =>
  createAuthorize({
    memberships: { listOfUserIn: async () => memberships },
    clock: () => 0,
    accessChanges: makeUpChanges(),
  });

async function outcomeOf(memberships: readonly HeldRoles[], permission: string, checkedId?: string) {
  const authorize = authorizeWith(memberships);
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
    {
      name: "a role on the project that is named",
      memberships: [membership(project, "PROJECT_OWNER")],
      permission: "project.write",
      checkedId: "p",
      want: "allowed",
    },
    {
      name: "a role on another project than is named",
      memberships: [membership(project, "PROJECT_OWNER")],
      permission: "project.write",
      checkedId: "q",
      want: "AUTH-3jknH",
    },
    {
      name: "a role on a project where no field is checked",
      memberships: [membership(project, "PROJECT_OWNER")],
      permission: "project.grant.write",
      want: "allowed",
    },
    {
      name: "a role on a project that does not carry the permission",
      memberships: [membership(project, "PROJECT_OWNER_VIEWER")],
      permission: "project.write",
      checkedId: "p",
      want: "AUTH-5mWD2",
    },
    {
      name: "roles on two projects, of which the second is named",
      memberships: [
        membership(project, "PROJECT_OWNER"),
        membership({ type: "project", id: projectId("q") }, "PROJECT_OWNER"),
      ],
      permission: "project.write",
      checkedId: "q",
      want: "allowed",
    },
    {
      name: "a role on a project beside one of the organization",
      memberships: [membership(project, "PROJECT_OWNER"), membership(ownOrg, "ORG_OWNER")],
      permission: "project.write",
      checkedId: "q",
      want: "allowed",
    },
    {
      name: "a role on a project grant",
      memberships: [membership(grant, "PROJECT_GRANT_OWNER")],
      permission: "project.read",
      checkedId: "g",
      want: "allowed",
    },
    {
      name: "a role on another project grant than is named",
      memberships: [membership(grant, "PROJECT_GRANT_OWNER")],
      permission: "project.read",
      checkedId: "h",
      want: "AUTH-3jknH",
    },
    {
      name: "a role on a single role of a project",
      memberships: [membership(role, "PROJECT_OWNER")],
      permission: "project.read",
      want: "AUTH-5mWD2",
    },
  ];
  for (const { name, memberships, permission, checkedId, want } of cases) {
    it(`answers ${want} to ${name}`, async () =>
      expect(await outcomeOf(memberships, permission, checkedId)).toBe(want));
  }

  it("answers everything that the roles allow", async () => {
    const authorize = authorizeWith([membership(ownOrg, "ORG_PROJECT_CREATOR")]);
    expect(await authorize(caller, "project.create", undefined)).toEqual([
      { permission: "user.global.read", onlyOn: undefined },
      { permission: "policy.read", onlyOn: undefined },
      { permission: "project.read", onlyOn: "self" },
      { permission: "project.create", onlyOn: undefined },
    ]);
  });
});
