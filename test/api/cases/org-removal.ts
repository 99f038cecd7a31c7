import { expect } from "vitest";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { eventsOfNewOrg, lastOfNewOrg, listOrgEventTypes } from "../org-history.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { adminRpc, authRpc, rpc } from "../world.ts";

/** A project with one role, and its id. */
async function addProject(org: OrgInTest): Promise<string> {
  const { id: projectId } = await org.ok(rpc.addProject, { name: unique("Project ") });
  await org.ok(rpc.addProjectRole, { projectId, roleKey: "keeper", displayName: "Keeper" });
  return projectId;
}

/** The key of the newest event of a project, without `EventTypes.`. */
async function newestEventOf(org: OrgInTest, projectId: string): Promise<string | undefined> {
  const { result } = await org.ok(rpc.listProjectChanges, { projectId });
  return result[0]?.eventType?.key.replace("EventTypes.", "");
}

/** RemoveOrg and what goes with an organization. */
export const orgRemoval: CaseGroup = {
  subject: "RemoveOrg",
  cases: {
    async "answers the organization's last sequence, the change date, and the instance as the owner"(world) {
      const org = await world.addOrg();
      const { result, expectWithin } = await during(() => org.ok(rpc.removeOrg, {}));
      expect(result.details).toMatchObject({ sequence: lastOfNewOrg + 1n, resourceOwner: world.server.instance.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
    },
    async "takes the organization out of every read and out of the header"(world) {
      const org = await world.addOrg();
      await org.ok(rpc.removeOrg, {});
      expectRefusal(await world.call(adminRpc.getOrgByID, { id: org.id }), "orgNotFound");
      const queries = [{ query: { case: "idQuery" as const, value: { id: org.id } } }];
      expect((await world.ok(adminRpc.listOrgs, { queries })).details?.totalResult).toBe(0n);
      expectRefusal(await org.call(rpc.getMyOrg, {}), "orgUnknown");
      expectRefusal(await org.call(rpc.removeOrg, {}), "orgUnknown");
    },
    async "makes its name, its domains and its users' names free again"(world) {
      const org = await world.addOrg();
      const [domain, userName] = [`${unique("free")}.example`, unique("free-")];
      await org.ok(rpc.addOrgDomain, { domain });
      await org.addHuman({ userName });
      await org.ok(rpc.removeOrg, {});
      const again = await world.addOrg(org.name);
      await again.ok(rpc.addOrgDomain, { domain });
      await again.addHuman({ userName });
    },
    async "removes its users: their tokens are refused by the very next call"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_OWNER");
      await org.ok(rpc.removeOrg, {});
      expectRefusal(await world.as({ token }).call(authRpc.getMyUser, {}), "tokenInvalid");
    },
    async "lets a member remove its own organization"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_OWNER");
      await world.as({ token }).ok(rpc.removeOrg, {});
      expectRefusal(await org.call(rpc.getMyOrg, {}), "orgUnknown");
    },
    async "takes its users' memberships elsewhere, each with an event there"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await org.addMachine();
      const projectId = await addProject(other);
      await other.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      await other.ok(rpc.addProjectMember, { projectId, userId, roles: ["PROJECT_OWNER"] });
      await world.ok(adminRpc.addIAMMember, { userId, roles: ["IAM_OWNER_VIEWER"] });
      await org.ok(rpc.removeOrg, {});
      const queries = [{ query: { case: "userIdQuery" as const, value: { userId } } }];
      expect((await other.ok(rpc.listOrgMembers, { queries })).result).toEqual([]);
      expect((await other.ok(rpc.listProjectMembers, { projectId, queries })).result).toEqual([]);
      expect((await world.ok(adminRpc.listIAMMembers, { queries })).result).toEqual([]);
      expect((await other.ok(rpc.listUserMemberships, { userId })).result).toEqual([]);
      expect(await listOrgEventTypes(other, eventsOfNewOrg.length)).toEqual([
        "org.member.added",
        "org.member.cascade.removed",
      ]);
      expect(await newestEventOf(other, projectId)).toBe("project.member.cascade.removed");
    },
    async "takes the memberships of others in it"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id: userId } = await other.addMember("ORG_OWNER");
      await org.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      await org.ok(rpc.removeOrg, {});
      const { result } = await other.ok(rpc.listUserMemberships, { userId });
      expect(result.map(({ type }) => type.value)).toEqual([other.id]);
    },
    async "takes the user grants that other organizations gave its users"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await org.addHuman();
      const projectId = await addProject(other);
      await other.ok(rpc.addUserGrant, { userId, projectId, roleKeys: ["keeper"] });
      await org.ok(rpc.removeOrg, {});
      expect((await other.ok(rpc.listUserGrants, {})).details?.totalResult).toBe(0n);
    },
    async "takes its projects, with what they were granted to and the user grants on them"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const projectId = await addProject(org);
      const { grantId } = await org.ok(rpc.addProjectGrant, {
        projectId,
        grantedOrgId: other.id,
        roleKeys: ["keeper"],
      });
      const userId = await other.addHuman();
      await other.ok(rpc.addUserGrant, { userId, projectId, projectGrantId: grantId, roleKeys: ["keeper"] });
      const member = await other.addMachine();
      const roles = ["PROJECT_GRANT_OWNER"];
      await org.ok(rpc.addProjectGrantMember, { projectId, grantId, userId: member, roles });
      await org.ok(rpc.removeOrg, {});
      expect((await other.ok(rpc.listGrantedProjects, {})).details?.totalResult).toBe(0n);
      expect((await other.ok(rpc.listUserGrants, {})).details?.totalResult).toBe(0n);
      const { token } = await other.addToken(member);
      expect((await world.as({ token }).ok(authRpc.listMyMemberships, {})).result).toEqual([]);
    },
    async "takes the grants that it received, each with an event in the project's history"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const projectId = await addProject(other);
      await other.ok(rpc.addProjectGrant, { projectId, grantedOrgId: org.id, roleKeys: ["keeper"] });
      await org.ok(rpc.removeOrg, {});
      expect((await other.ok(rpc.listProjectGrants, { projectId })).details?.totalResult).toBe(0n);
      expect(await newestEventOf(other, projectId)).toBe("project.grant.removed");
      const { id } = await world.addOrg();
      await other.ok(rpc.addProjectGrant, { projectId, grantedOrgId: id, roleKeys: ["keeper"] });
    },
    async "leaves everything of other organizations alone"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      await addProject(org);
      const [userId, projectId] = [await other.addHuman(), await addProject(other)];
      await other.ok(rpc.addUserGrant, { userId, projectId, roleKeys: ["keeper"] });
      const { id: member } = await other.addMember("ORG_OWNER");
      await org.ok(rpc.removeOrg, {});
      expect(await other.countUsers()).toBe(2);
      expect((await other.ok(rpc.listUserGrants, {})).details?.totalResult).toBe(1n);
      expect((await other.ok(rpc.listUserMemberships, { userId: member })).result).toHaveLength(1);
    },
    async "refuses the default organization"(world) {
      expectRefusal(await world.call(rpc.removeOrg, {}), "orgRemoveDefault");
      expect((await world.ok(adminRpc.getDefaultOrg, {})).org?.id).toBe(world.server.instance.defaultOrgId);
    },
  },
};
