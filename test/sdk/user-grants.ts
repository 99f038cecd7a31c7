import { UserGrantState } from "@zitadel/proto/zitadel/user_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import { type Chapter, hire, type Org, plan } from "./week.ts";

const roleKeysOf = async ({ management }: Org, grantId: string) =>
  (await management.getUserGrantByID({ userId: "1", grantId })).userGrant?.roleKeys;

/** Friday: who has which role on a project. */
export const userGrants: Chapter = (week) =>
  describe("user grants", () => {
    it("gives roles to people of both companies, each company its own people", async () => {
      const { zoo, clinic, own } = week();
      const projectId = await plan(zoo, own("Surgery"), "vet", "nurse", "keeper");
      const lending = { projectId, grantedOrgId: clinic.id, roleKeys: ["vet", "nurse"] };
      const { grantId: projectGrantId } = await zoo.management.addProjectGrant(lending);
      const [kim, vera] = [await hire(zoo, own("kim")), await hire(clinic, own("vera"))];
      const ofKim = await zoo.management.addUserGrant({ userId: kim, projectId, roleKeys: ["keeper"] });
      const ofVera = await clinic.management.addUserGrant({ userId: vera, projectId, roleKeys: ["vet"] });
      const outside = clinic.management.addUserGrant({ userId: kim, projectId, roleKeys: ["keeper"] });
      await expectRefusal(outside, "FailedPrecondition", "COMMAND-mm9F4");
      const query = { case: "projectIdQuery", value: { projectId } } as const;
      const own1 = await zoo.management.listUserGrants({ queries: [{ query }] });
      expect(own1.result).toMatchObject([
        { id: ofKim.userGrantId, userId: kim, roleKeys: ["keeper"], projectName: own("Surgery"), orgName: zoo.name },
      ]);
      const withGranted = { query: { case: "withGrantedQuery", value: { withGranted: true } } } as const;
      const all = await zoo.management.listUserGrants({ queries: [{ query }, withGranted] });
      expect(all.result.map(({ id }) => id)).toEqual([ofKim.userGrantId, ofVera.userGrantId]);
      expect(all.result[1]).toMatchObject({ projectGrantId, orgName: clinic.name, grantedOrgName: clinic.name });
    });

    it("changes a grant, interrupts it, and removes grants one by one and together", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const projectId = await plan(zoo, own("Night"), "guard", "driver");
      const userId = await hire(zoo, own("nick"));
      const { userGrantId: grantId } = await management.addUserGrant({ userId, projectId, roleKeys: ["guard"] });
      const grant = { userId, grantId };
      const roleKeys = ["guard", "driver"];
      await management.updateUserGrant({ ...grant, roleKeys });
      await expectRefusal(management.updateUserGrant({ ...grant, roleKeys }), "FailedPrecondition", "COMMAND-Rs8fy");
      await management.updateUserGrant({ ...grant, roleKeys: roleKeys.toReversed() });
      await management.deactivateUserGrant(grant);
      expect((await management.getUserGrantByID(grant)).userGrant).toMatchObject({
        roleKeys: ["driver", "guard"],
        state: UserGrantState.INACTIVE,
        details: { sequence: 4n },
      });
      const on = await management.reactivateUserGrant(grant);
      expect((await management.reactivateUserGrant(grant)).details).toEqual(on.details);
      await management.removeUserGrant(grant);
      const added = await management.addUserGrant({ userId, projectId, roleKeys: [] });
      const some = management.bulkRemoveUserGrant({ grantId: [added.userGrantId, grantId] });
      await expectRefusal(some, "NotFound", "COMMAND-1My0t");
      await management.bulkRemoveUserGrant({ grantId: [added.userGrantId] });
      const queries = [{ query: { case: "userIdQuery", value: { userId } } } as const];
      expect((await management.listUserGrants({ queries })).details?.totalResult).toBe(0n);
    });

    it("strips roles that go from every grant, adjacent ones too, and keeps the grants", async () => {
      const { zoo, clinic, own } = week();
      const projectId = await plan(zoo, own("Winter"), "a", "b", "c", "d");
      const lending = { projectId, grantedOrgId: clinic.id, roleKeys: ["a", "b", "c", "d"] };
      const { grantId } = await zoo.management.addProjectGrant(lending);
      const userId = await hire(clinic, own("will"));
      const { userGrantId } = await clinic.management.addUserGrant({
        userId,
        projectId,
        roleKeys: ["a", "b", "c", "d"],
      });
      await zoo.management.updateProjectGrant({ projectId, grantId, roleKeys: ["a", "d"] });
      expect(await roleKeysOf(clinic, userGrantId)).toEqual(["a", "d"]);
      await zoo.management.removeProjectRole({ projectId, roleKey: "a" });
      await zoo.management.removeProjectRole({ projectId, roleKey: "d" });
      expect(await roleKeysOf(clinic, userGrantId)).toEqual([]);
      expect((await zoo.management.getProjectGrantByID({ projectId, grantId })).projectGrant?.grantedRoleKeys).toEqual(
        [],
      );
      await zoo.management.removeProject({ id: projectId });
      await expectRefusal(roleKeysOf(clinic, userGrantId), "NotFound", "QUERY-wIPkA");
    });

    it("takes memberships and grants of whoever leaves", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const projectId = await plan(zoo, own("Spring"), "a");
      const userId = await hire(zoo, own("lea"));
      await management.addOrgMember({ userId, roles: ["ORG_OWNER"] });
      const { userGrantId: grantId } = await management.addUserGrant({ userId, projectId, roleKeys: ["a"] });
      await management.removeUser({ id: userId });
      await expectRefusal(management.getUserGrantByID({ userId, grantId }), "NotFound", "QUERY-wIPkA");
      expect((await management.listUserMemberships({ userId })).result).toEqual([]);
      const { result } = await management.listOrgChanges({ query: { limit: 1 } });
      expect(result[0]?.eventType?.key).toBe("EventTypes.org.member.cascade.removed");
    });
  });
