import { describe, expect, it } from "vitest";
import { rolePermissions } from "./role-permissions.ts";
import { areOrgRoles, permissionsOfRole } from "./roles.ts";

describe("areOrgRoles()", () => {
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
    it(`${want ? "accepts" : "refuses"} ${roles.join(" + ")}`, () => expect(areOrgRoles(roles)).toBe(want));
  }
});

describe("permissionsOfRole()", () => {
  const sizes = { IAM_OWNER: 95, ORG_OWNER: 55, ORG_USER_MANAGER: 17, ORG_PROJECT_CREATOR: 4, PROJECT_GRANT_OWNER: 13 };
  for (const [role, size] of Object.entries(sizes)) {
    it(`knows ${size} permissions of ${role}`, () => expect(permissionsOfRole(role)).toHaveLength(size));
  }

  it("knows none of a name that every object has", () => expect(permissionsOfRole("constructor")).toEqual([]));

  it("knows 26 roles", () => expect(Object.keys(rolePermissions)).toHaveLength(26));
});
