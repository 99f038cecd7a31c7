import { describe, expect, it } from "vitest";
import { groupId, type MembershipRow, orgId, projectGrantId, projectId, userId } from "../storage/contract/index.ts";
import type { Permissions } from "./permissions.ts";
import { permissionsOf } from "./permissions.ts";
import {
  groupAdministratorRole,
  managesGroup,
  managesRole,
  projectRoleAdministratorRole,
} from "./role-administration.ts";
import { areProjectGrantRoles, areProjectRoles, permissionsOfRole, projectMemberRoles } from "./roles.ts";

const acme = orgId("acme");
const globex = orgId("globex");
const project = projectId("p");
const grant = projectGrantId("pg");
const group = groupId("g");

const membership = (scope: MembershipRow["scope"], roles: readonly string[], resourceOwner = acme): MembershipRow => ({
  scope,
  userId: userId("u"),
  resourceOwner,
  roles,
  sequence: 1,
  creationTimeUs: 0,
  changeTimeUs: 0,
});

const held = (scope: MembershipRow["scope"], ...roles: readonly string[]): Permissions =>
  permissionsOf([membership(scope, roles)]);
const onRole = (roles: readonly string[], owner = acme) =>
  membership({ type: "project-role", id: project, roleKey: "reader" }, roles, owner);
const onGroup = (roles: readonly string[], owner = acme) => membership({ type: "group", id: group }, roles, owner);

describe("managesRole()", () => {
  const giving = { orgId: acme, projectId: project, projectGrantId: undefined };
  const lent = { ...giving, orgId: globex, projectGrantId: grant };
  const cases: readonly (readonly [
    string,
    Permissions,
    MembershipRow | undefined,
    typeof giving | typeof lent,
    boolean,
  ])[] = [
    ["the process itself", "all", undefined, giving, true],
    ["nobody in particular", [], undefined, giving, false],
    ["an owner of the organization", held({ type: "org", id: acme }, "ORG_OWNER"), undefined, giving, true],
    ["who manages users", held({ type: "org", id: acme }, "ORG_USER_MANAGER"), undefined, giving, true],
    ["who only reads", held({ type: "org", id: acme }, "ORG_OWNER_VIEWER"), undefined, giving, false],
    ["an owner of the project", held({ type: "project", id: project }, "PROJECT_OWNER"), undefined, giving, true],
    ["an owner of another", held({ type: "project", id: projectId("q") }, "PROJECT_OWNER"), undefined, giving, false],
    ["an owner of the grant", held({ type: "project-grant", id: grant }, "PROJECT_GRANT_OWNER"), undefined, lent, true],
    [
      "an owner of the grant, on the project",
      held({ type: "project-grant", id: grant }, "PROJECT_GRANT_OWNER"),
      undefined,
      giving,
      false,
    ],
    ["an administrator of the role", [], onRole([projectRoleAdministratorRole]), giving, true],
    ["an administrator where the project is granted to", [], onRole([projectRoleAdministratorRole]), lent, false],
    ["a member of the role with a role of groups", [], onRole([groupAdministratorRole]), giving, false],
    ["a member of the role with a role of projects", [], onRole(["PROJECT_OWNER"]), giving, false],
    ["a member of the role without roles", [], onRole([]), giving, false],
  ];
  for (const [name, permissions, administration, where, want] of cases) {
    it(`${want ? "allows" : "refuses"} ${name}`, () =>
      expect(managesRole(permissions, administration, where)).toBe(want));
  }
});

describe("managesGroup()", () => {
  const cases: readonly (readonly [string, Permissions, MembershipRow | undefined, boolean])[] = [
    ["the process itself", "all", undefined, true],
    ["nobody in particular", [], undefined, false],
    ["an owner of the organization", held({ type: "org", id: acme }, "ORG_OWNER"), undefined, true],
    [
      "an owner of a project, whose permission is for that alone",
      held({ type: "project", id: project }, "PROJECT_OWNER"),
      undefined,
      false,
    ],
    ["an administrator of the group", [], onGroup([groupAdministratorRole]), true],
    ["an administrator by a membership of another organization", [], onGroup([groupAdministratorRole], globex), false],
    ["a member of the group's scope with another role", [], onGroup([projectRoleAdministratorRole]), false],
  ];
  for (const [name, permissions, administration, want] of cases) {
    it(`${want ? "allows" : "refuses"} ${name}`, () =>
      expect(managesGroup(permissions, administration, acme)).toBe(want));
  }
});

describe("the administrators' roles", () => {
  for (const role of [projectRoleAdministratorRole, groupAdministratorRole]) {
    it(`${role} is none of ZITADEL's: in no list, without permissions, not to be given on a project`, () => {
      expect(permissionsOfRole(role)).toEqual([]);
      expect(areProjectRoles([role])).toBe(false);
      expect(areProjectGrantRoles([role])).toBe(false);
      expect([...projectMemberRoles(true), ...projectMemberRoles(false)]).not.toContain(role);
    });
  }
});
