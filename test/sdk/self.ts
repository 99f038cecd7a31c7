import { describe, expect, it } from "vitest";
import { type Chapter, install, keysOf, plan } from "./week.ts";

/** Saturday: what callers learn of themselves. */
export const self: Chapter = (week) =>
  describe("the caller itself", () => {
    it("reads itself, its history and its metadata without any role", async () => {
      const { zoo, as, own } = week();
      const { id, token } = await install(zoo, own("self"));
      await zoo.management.setUserMetadata({ id, key: "place", value: Uint8Array.of(1) });
      const { auth } = as({ token });
      expect((await auth.getMyUser({})).user).toEqual((await zoo.management.getUserByID({ id })).user);
      const { result } = await auth.listMyUserChanges({ query: { asc: true } });
      expect(keysOf(result)).toEqual(["user.machine.added", "user.pat.added", "user.metadata.set"]);
      const { metadata } = await auth.getMyMetadata({ key: "place" });
      expect(metadata?.value).toEqual(Uint8Array.of(1));
      expect((await auth.listMyMetadata({})).result).toEqual([metadata]);
    });

    it("reads its roles on projects, its memberships and its permissions", async () => {
      const { zoo, as, own } = week();
      const { id: userId, token } = await install(zoo, own("worker"));
      const projectId = await plan(zoo, own("Summer"), "picker");
      await zoo.management.addUserGrant({ userId, projectId, roleKeys: ["picker"] });
      await zoo.management.addOrgMember({ userId, roles: ["ORG_PROJECT_CREATOR"] });
      const { auth } = as({ token });
      const grants = await auth.listMyUserGrants({});
      expect(grants.result).toMatchObject([{ orgId: zoo.id, projectId, roleKeys: ["picker"] }]);
      expect((await auth.listMyProjectOrgs({})).result.map(({ id }) => id)).toEqual([zoo.id]);
      const memberships = await auth.listMyMemberships({});
      expect(memberships.result).toMatchObject([
        { roles: ["ORG_PROJECT_CREATOR"], displayName: zoo.name, type: { case: "orgId", value: zoo.id } },
      ]);
      expect((await auth.listMyZitadelPermissions({})).result).toContain("project.create");
    });
  });
