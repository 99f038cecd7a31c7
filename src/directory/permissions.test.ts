import { describe, expect, it } from "vitest";
import { type HeldRoles, instanceId, orgId, projectId, userId } from "../storage/contract/index.ts";
import { assertPermittedOn, type HeldPermission, isPermittedIn, limitsOf, orgsPermitting } from "./permissions.ts";

const everywhere: HeldPermission = { permission: "project.read", onlyOn: undefined };
const onlyOn = (id: string): HeldPermission => ({ permission: "project.read", onlyOn: id });

describe("limitsOf()", () => {
  it("answers no limit for the process itself", () => expect(limitsOf("all", "project.read")).toBeUndefined());

  it("answers no limit for a permission that is good for all of the organization", () =>
    expect(limitsOf([onlyOn("a"), everywhere], "project.read")).toBeUndefined());

  it("answers every object that the permission is limited to", () =>
    expect(limitsOf([onlyOn("a"), onlyOn("b"), onlyOn("a")], "project.read")).toEqual(new Set(["a", "b"])));

  it("answers an empty limit for a permission that is not held", () =>
    expect(limitsOf([everywhere], "project.write")).toEqual(new Set()));
});

describe("assertPermittedOn()", () => {
  const cases = [
    { name: "the process itself", permissions: "all", want: "allowed" },
    { name: "a permission on all of the organization", permissions: [everywhere], want: "allowed" },
    { name: "a permission on one of the objects", permissions: [onlyOn("b")], want: "allowed" },
    { name: "a permission on other objects", permissions: [onlyOn("c")], want: "AUTH-Swrgg2" },
    { name: "another permission", permissions: [{ ...everywhere, permission: "x" }], want: "AUTH-AWfge" },
    { name: "no permission", permissions: [], want: "AUTH-AWfge" },
  ] as const;
  for (const { name, permissions, want } of cases) {
    it(`answers ${want} to ${name}`, () => {
      const outcome = () => {
        try {
          assertPermittedOn(permissions, "project.read", ["a", "b"]);
          return "allowed";
        } catch (error) {
          return error instanceof Error && "id" in error ? error.id : error;
        }
      };
      expect(outcome()).toBe(want);
    });
  }
});

const onInstance = (...roles: string[]): HeldRoles => ({ scope: { type: "instance", id: instanceId("root") }, roles });
const onOrg = (id: string, ...roles: string[]): HeldRoles => ({ scope: { type: "org", id: orgId(id) }, roles });
const onProject = (...roles: string[]): HeldRoles => ({ scope: { type: "project", id: projectId("p") }, roles });

describe("orgsPermitting()", () => {
  const cases = [
    { name: "no membership", memberships: [], want: [] },
    {
      name: "roles in two organizations",
      memberships: [onOrg("a", "ORG_OWNER"), onOrg("b", "ORG_OWNER_VIEWER")],
      want: ["a", "b"],
    },
    { name: "a role without the permission", memberships: [onOrg("a", "ORG_PROJECT_CREATOR")], want: [] },
    { name: "a role on a project", memberships: [onProject("PROJECT_OWNER")], want: [] },
    {
      name: "a role on the instance",
      memberships: [onOrg("a", "ORG_OWNER"), onInstance("IAM_OWNER")],
      want: undefined,
    },
    { name: "a role on the instance without it", memberships: [onInstance("IAM_ADMIN_IMPERSONATOR")], want: [] },
  ];
  for (const { name, memberships, want } of cases) {
    it(`answers ${want === undefined ? "every organization" : `[${want}]`} for ${name}`, () =>
      expect(orgsPermitting(memberships, "user.read")).toEqual(want));
  }
});

describe("isPermittedIn()", () => {
  const cases = [
    { name: "a role in the organization", memberships: [onOrg("a", "ORG_OWNER")], want: true },
    { name: "no role that counts there", memberships: [], want: false },
    { name: "a role on the instance", memberships: [onInstance("IAM_OWNER")], want: true },
    { name: "a role on a project of the organization", memberships: [onProject("PROJECT_OWNER")], want: false },
  ];
  for (const { name, memberships, want } of cases) {
    it(`answers ${want} for ${name}`, async () => {
      const reader = { listOfUserIn: async () => memberships };
      const caller = { userId: userId("7"), permissions: [] };
      expect(await isPermittedIn(reader, caller, orgId("a"), "user.read", "9")).toBe(want);
    });
  }
  it("answers true for the process itself", async () => {
    const reader = { listOfUserIn: async () => [] };
    expect(await isPermittedIn(reader, { userId: userId(""), permissions: "all" }, orgId("a"), "x", "9")).toBe(true);
  });
});
