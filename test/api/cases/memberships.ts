import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { adminRpc, authRpc, rpc, type World } from "../world.ts";

/** A user with a membership of every kind: on the instance, two organizations, a project, a project grant. */
async function addJoiner(world: World) {
  const [org, other] = [await world.addOrg(), await world.addOrg()];
  const userId = await org.addMachine();
  const { token } = await org.addToken(userId);
  await world.ok(adminRpc.addIAMMember, { userId, roles: ["IAM_OWNER_VIEWER"] });
  await org.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER_VIEWER", "ORG_USER_MANAGER"] });
  await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
  const projectName = unique("Project ");
  const { id: projectId } = await org.ok(rpc.addProject, { name: projectName });
  await org.ok(rpc.addProjectMember, { projectId, userId, roles: ["PROJECT_OWNER_VIEWER"] });
  const { grantId } = await org.ok(rpc.addProjectGrant, { projectId, grantedOrgId: other.id, roleKeys: [] });
  await org.ok(rpc.addProjectGrantMember, { projectId, grantId, userId, roles: ["PROJECT_GRANT_OWNER"] });
  return { org, other, userId, token, projectId, projectName, grantId };
}

const casesIn = (list: readonly { readonly type: { readonly case: string | undefined } }[]) =>
  list.map(({ type }) => type.case).toSorted();

const orgQuery = (orgId: string) => ({ query: { case: "orgQuery" as const, value: { orgId } } });
const iamQuery = (iam: boolean) => ({ query: { case: "iamQuery" as const, value: { iam } } });

/** ListUserMemberships. */
export const memberships: CaseGroup = {
  subject: "ListUserMemberships",
  cases: {
    async "answers what the organization and the instance own, each with the name of what it is on"(world) {
      const { org, userId, projectId, projectName, grantId } = await addJoiner(world);
      const { details, result } = await org.ok(rpc.listUserMemberships, { userId });
      expect(details?.totalResult).toBe(4n);
      const { instance } = world.server;
      const byCase = Object.fromEntries(result.map((membership) => [membership.type.case, membership]));
      expect(byCase).toMatchObject({
        iam: {
          userId,
          roles: ["IAM_OWNER_VIEWER"],
          displayName: instance.name,
          type: { value: true },
          details: { resourceOwner: instance.id },
        },
        orgId: {
          roles: ["ORG_OWNER_VIEWER", "ORG_USER_MANAGER"],
          displayName: org.name,
          type: { value: org.id },
          details: { resourceOwner: org.id },
        },
        projectId: { roles: ["PROJECT_OWNER_VIEWER"], displayName: projectName, type: { value: projectId } },
        projectGrantId: { roles: ["PROJECT_GRANT_OWNER"], displayName: projectName, type: { value: grantId } },
      });
      for (const membership of result) {
        expect(membership.details?.sequence).toBeGreaterThan(0n);
        expect(membership.details?.creationDate).toBeDefined();
        expect(membership.details?.changeDate).toEqual(membership.details?.creationDate);
      }
    },
    async "does not answer what another organization owns"(world) {
      const { other, userId } = await addJoiner(world);
      const { result } = await other.ok(rpc.listUserMemberships, { userId });
      expect(casesIn(result)).toEqual(["iam", "orgId"]);
      expect(result.find(({ type }) => type.case === "orgId")?.type.value).toBe(other.id);
    },
    async "finds what all conditions find"(world) {
      const { org, other, userId, projectId, grantId } = await addJoiner(world);
      const find = async (...queries: object[]) =>
        casesIn((await org.ok(rpc.listUserMemberships, { userId, queries })).result);
      expect(await find(orgQuery(org.id))).toEqual(["orgId"]);
      expect(await find(orgQuery(other.id))).toEqual([]);
      expect(await find({ query: { case: "projectQuery", value: { projectId } } })).toEqual(["projectId"]);
      const grantQuery = { query: { case: "projectGrantQuery", value: { projectGrantId: grantId } } };
      expect(await find(grantQuery)).toEqual(["projectGrantId"]);
      expect(await find(iamQuery(true))).toEqual(["iam"]);
      expect(await find(iamQuery(false))).toEqual(["iam"]);
      expect(await find(orgQuery(org.id), iamQuery(true))).toEqual([]);
    },
    async "answers a page, with the number of all"(world) {
      const { org, userId } = await addJoiner(world);
      const all = await org.ok(rpc.listUserMemberships, { userId });
      const page = await org.ok(rpc.listUserMemberships, { userId, query: { offset: 1n, limit: 2 } });
      expect(page.result).toEqual(all.result.slice(1, 3));
      expect(page.details?.totalResult).toBe(4n);
      const behind = await org.ok(rpc.listUserMemberships, { userId, query: { offset: 4n } });
      expect(behind.result).toEqual([]);
      expect(behind.details?.totalResult).toBe(4n);
    },
    ...casesOf(
      "answers nothing for $name",
      [
        { name: "an unknown user", isThere: false },
        { name: "a user without memberships", isThere: true },
      ],
      async (world, { isThere }) => {
        const org = await world.addOrg();
        const { details, result } = await org.ok(rpc.listUserMemberships, {
          userId: isThere ? await org.addHuman() : "1",
        });
        expect(result).toEqual([]);
        expect(details?.totalResult).toBe(0n);
      },
    ),
    async "refuses a limit of 1001 and a condition without content"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.listUserMemberships, { userId: "1", query: { limit: 1001 } });
      expectRefusal(refused, "limitExceeded");
      const invalid = await org.call(rpc.listUserMemberships, { userId: "1", queries: [{}] });
      expectInvalid(invalid, "ListUserMembershipsRequest.Queries[0]", ["queries[0].query"]);
    },
  },
};

/** ListMyMemberships. */
export const ownMemberships: CaseGroup = {
  subject: "ListMyMemberships",
  cases: {
    async "answers the caller's memberships in every organization, whichever one the call names"(world) {
      const { org, other, token } = await addJoiner(world);
      for (const orgId of [undefined, org.id, other.id]) {
        const { details, result } = await world.as({ token, orgId }).ok(authRpc.listMyMemberships, {});
        expect(casesIn(result)).toEqual(["iam", "orgId", "orgId", "projectGrantId", "projectId"]);
        expect(details?.totalResult).toBe(5n);
      }
    },
    async "finds what all conditions find, in pages"(world) {
      const { other, token } = await addJoiner(world);
      const own = world.as({ token });
      const { result } = await own.ok(authRpc.listMyMemberships, { queries: [orgQuery(other.id)] });
      expect(result).toMatchObject([{ displayName: other.name, roles: ["ORG_OWNER"] }]);
      const page = await own.ok(authRpc.listMyMemberships, { query: { limit: 1, offset: 4n } });
      expect(page.result).toHaveLength(1);
      expect(page.details?.totalResult).toBe(5n);
      expectRefusal(await own.call(authRpc.listMyMemberships, { query: { limit: 1001 } }), "limitExceeded");
    },
    async "answers nothing to a caller without memberships"(world) {
      const { token } = await addStranger(await world.addOrg());
      expect((await world.as({ token }).ok(authRpc.listMyMemberships, {})).result).toEqual([]);
    },
  },
};

/** A machine without any role. */
async function addStranger(org: OrgInTest) {
  const id = await org.addMachine();
  return { id, token: (await org.addToken(id)).token };
}

/** ListMyZitadelPermissions. */
export const ownPermissions: CaseGroup = {
  subject: "ListMyZitadelPermissions",
  cases: {
    async "answers each permission of the caller's roles once"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_PROJECT_CREATOR", "ORG_USER_SELF_MANAGER");
      const { result } = await world.as({ token }).ok(authRpc.listMyZitadelPermissions, {});
      expect(result.toSorted()).toEqual([
        "policy.read",
        "project.create",
        "project.read:self",
        "user.global.read",
        "user.self.delete",
      ]);
    },
    async "limits those of a project and of a project grant to it"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id, token } = await addStranger(org);
      const { id: projectId } = await org.ok(rpc.addProject, { name: unique("Project ") });
      await org.ok(rpc.addProjectMember, { projectId, userId: id, roles: ["PROJECT_OWNER_VIEWER"] });
      const { grantId } = await org.ok(rpc.addProjectGrant, { projectId, grantedOrgId: other.id, roleKeys: [] });
      const roles = ["PROJECT_GRANT_OWNER_VIEWER"];
      await org.ok(rpc.addProjectGrantMember, { projectId, grantId, userId: id, roles });
      const permissionsIn = async (orgId: string) =>
        (await world.as({ token, orgId }).ok(authRpc.listMyZitadelPermissions, {})).result;
      const own = await permissionsIn(org.id);
      expect(own).toContain(`project.read:${projectId}`);
      expect(own).toContain(`project.read:${grantId}`);
      expect(own).not.toContain("project.read");
      const there = await permissionsIn(other.id);
      expect(there).toContain(`project.read:${grantId}`);
      expect(there).not.toContain(`project.read:${projectId}`);
    },
    async "depends on the organization of the call"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id, token } = await org.addMember("ORG_OWNER");
      await other.ok(rpc.addOrgMember, { userId: id, roles: ["ORG_PROJECT_CREATOR"] });
      const { result } = await world.as({ token, orgId: other.id }).ok(authRpc.listMyZitadelPermissions, {});
      expect(result).toHaveLength(4);
      expect(result).not.toContain("org.write");
    },
    async "answers nothing where the caller has no role"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { token } = await org.addMember("ORG_OWNER");
      const { result } = await world.as({ token, orgId: other.id }).ok(authRpc.listMyZitadelPermissions, {});
      expect(result).toEqual([]);
    },
  },
};
