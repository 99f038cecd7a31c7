import { describe, expect, it } from "vitest";
import { rolePermissions } from "./role-permissions.ts";
import {
  areInstanceRoles,
  areNewOrgRoles,
  areOrgRoles,
  areProjectGrantRoles,
  areProjectRoles,
  instanceRoles,
  orgRoles,
  permissionsOfRole,
  projectGrantRoles,
  projectMemberRoles,
} from "./roles.ts";

describe("areNewOrgRoles()", () => {
  const cases = [
    { roles: ["ORG_OWNER"], want: true },
    { roles: ["ORG_OWNER", "ORG_OWNER"], want: true },
    { roles: ["ORG_USER_MANAGER", "ORG_OWNER_VIEWER"], want: true },
    { roles: ["SELF_MANAGEMENT_GLOBAL"], want: true },
    { roles: ["ORG_OWNER", "SELF_MANAGEMENT_GLOBAL"], want: false },
    { roles: ["IAM_OWNER"], want: false },
    { roles: ["ORG_OWNER", "IAM_OWNER"], want: false },
    { roles: ["ORG_INVENTED"], want: false },
    { roles: ["org_owner"], want: false },
    { roles: ["PROJECT_OWNER"], want: false },
  ];
  for (const { roles, want } of cases) {
    it(`${want ? "accepts" : "refuses"} ${roles.join(" + ")}`, () => expect(areNewOrgRoles(roles)).toBe(want));
  }
});

describe("areOrgRoles()", () => {
  it("accepts what begins with ORG", () => expect(areOrgRoles(["ORG_OWNER", "ORG_USER_SELF_MANAGER"])).toBe(true));
  for (const roles of [["SELF_MANAGEMENT_GLOBAL"], ["ORG_OWNER", "IAM_OWNER"], ["ORG_INVENTED"]]) {
    it(`refuses ${roles.join(" + ")}`, () => expect(areOrgRoles(roles)).toBe(false));
  }
});

describe("areInstanceRoles()", () => {
  it("accepts what begins with IAM", () => expect(areInstanceRoles(["IAM_OWNER", "IAM_LOGIN_CLIENT"])).toBe(true));
  for (const roles of [["ORG_OWNER"], ["SYSTEM_OWNER"], ["IAM_OWNER", "ORG_OWNER"], ["IAM_INVENTED"]]) {
    it(`refuses ${roles.join(" + ")}`, () => expect(areInstanceRoles(roles)).toBe(false));
  }
});

describe("orgRoles", () => {
  it("are the configured ones in their order", () =>
    expect(orgRoles).toEqual([
      "ORG_OWNER",
      "ORG_USER_MANAGER",
      "ORG_OWNER_VIEWER",
      "ORG_SETTINGS_MANAGER",
      "ORG_USER_PERMISSION_EDITOR",
      "ORG_PROJECT_PERMISSION_EDITOR",
      "ORG_PROJECT_CREATOR",
      "ORG_ADMIN_IMPERSONATOR",
      "ORG_END_USER_IMPERSONATOR",
      "ORG_USER_SELF_MANAGER",
    ]));
});

describe("instanceRoles", () => {
  it("are the configured ones in their order", () =>
    expect(instanceRoles).toEqual([
      "IAM_OWNER",
      "IAM_OWNER_VIEWER",
      "IAM_ORG_MANAGER",
      "IAM_USER_MANAGER",
      "IAM_ADMIN_IMPERSONATOR",
      "IAM_END_USER_IMPERSONATOR",
      "IAM_LOGIN_CLIENT",
    ]));
});

describe("areProjectRoles()", () => {
  for (const role of ["PROJECT_OWNER", "PROJECT_OWNER_VIEWER_GLOBAL", "PROJECT_GRANT_OWNER"]) {
    it(`accepts ${role}`, () => expect(areProjectRoles([role])).toBe(true));
  }
  for (const roles of [["ORG_OWNER"], ["PROJECT_OWNER", "IAM_OWNER"], ["PROJECT_INVENTED"], ["project_owner"]]) {
    it(`refuses ${roles.join(" + ")}`, () => expect(areProjectRoles(roles)).toBe(false));
  }
});

describe("areProjectGrantRoles()", () => {
  it("accepts what begins with PROJECT_GRANT", () => expect(areProjectGrantRoles(projectGrantRoles)).toBe(true));
  for (const roles of [["PROJECT_OWNER"], ["PROJECT_GRANT_OWNER", "PROJECT_OWNER"], ["PROJECT_GRANT_INVENTED"]]) {
    it(`refuses ${roles.join(" + ")}`, () => expect(areProjectGrantRoles(roles)).toBe(false));
  }
});

describe("projectMemberRoles()", () => {
  it("are the global ones in the default organization", () =>
    expect(projectMemberRoles(true)).toEqual(["PROJECT_OWNER_GLOBAL", "PROJECT_OWNER_VIEWER_GLOBAL"]));
  it("are all of projects elsewhere, in their order", () =>
    expect(projectMemberRoles(false)).toEqual([
      "PROJECT_OWNER",
      "PROJECT_OWNER_VIEWER",
      "PROJECT_OWNER_GLOBAL",
      "PROJECT_OWNER_VIEWER_GLOBAL",
    ]));
});

describe("permissionsOfRole()", () => {
  const sizes = { IAM_OWNER: 95, ORG_OWNER: 55, ORG_USER_MANAGER: 17, ORG_PROJECT_CREATOR: 4, PROJECT_GRANT_OWNER: 13 };
  for (const [role, size] of Object.entries(sizes)) {
    it(`knows ${size} permissions of ${role}`, () => expect(permissionsOfRole(role)).toHaveLength(size));
  }

  it("knows none of a name that every object has", () => expect(permissionsOfRole("constructor")).toEqual([]));

  it("knows 26 roles", () => expect(Object.keys(rolePermissions)).toHaveLength(26));
});
