import { expect } from "vitest";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { adminRpc, authRpc, rpc } from "../world.ts";

/** A machine without any role, with a token. */
async function addStranger(org: OrgInTest) {
  const id = await org.addMachine();
  return { id, token: (await org.addToken(id)).token };
}

const profile = { firstName: "New", lastName: "Name", displayName: "New Name" };

/** What AuthService answers about the caller as a user. What is a human's only is in own-human.ts. */
export const ownUser: CaseGroup = {
  subject: "The caller itself",
  cases: {
    async "reads itself without any role, whichever organization it names"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id, token } = await addStranger(org);
      const expected = await org.getUser(id);
      for (const orgId of [undefined, org.id, other.id]) {
        const { user, lastLogin } = await world.as({ token, orgId }).ok(authRpc.getMyUser, {});
        expect(user).toEqual(expected);
        expect(lastLogin).toBeUndefined();
      }
    },
    async "reads its own history, whichever organization it names"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id, token } = await addStranger(org);
      const own = world.as({ token, orgId: other.id });
      const { result } = await own.ok(authRpc.listMyUserChanges, { query: { asc: true } });
      expect(result).toEqual(await org.listChanges(id));
      expect(result.map(({ sequence }) => sequence)).toEqual([1n, 2n]);
      const newest = await own.ok(authRpc.listMyUserChanges, { query: { limit: 1 } });
      expect(newest.result.map(({ sequence }) => sequence)).toEqual([2n]);
      const refused = await own.call(authRpc.listMyUserChanges, { query: { limit: 1001 } });
      expectRefusal(refused, "limitExceeded");
    },
    async "reads its own metadata, whichever organization it names"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const { id, token } = await addStranger(org);
      const [key, value] = [unique("key-"), Buffer.from("value")];
      await org.ok(rpc.setUserMetadata, { id, key, value });
      const own = world.as({ token, orgId: other.id });
      const { metadata } = await own.ok(authRpc.getMyMetadata, { key });
      expect(metadata).toEqual((await org.ok(rpc.getUserMetadata, { id, key })).metadata);
      const list = await own.ok(authRpc.listMyMetadata, {});
      expect(list.result).toEqual([metadata]);
      expect(list.details?.totalResult).toBe(1n);
      const none = { query: { case: "keyQuery" as const, value: { key: "other" } } };
      expect((await own.ok(authRpc.listMyMetadata, { queries: [none] })).result).toEqual([]);
      expectRefusal(await own.call(authRpc.listMyMetadata, { query: { limit: 1001 } }), "limitExceeded");
      expectRefusal(await own.call(authRpc.getMyMetadata, { key: "other" }), "userMetadataUnknown");
    },
    async "has no profile, email address or phone number as a machine"(world) {
      const { token } = await addStranger(await world.addOrg());
      const own = world.as({ token });
      expectRefusal(await own.call(authRpc.getMyProfile, {}), "userNotHuman");
      expectRefusal(await own.call(authRpc.getMyEmail, {}), "emailUserNotHuman");
      expectRefusal(await own.call(authRpc.getMyPhone, {}), "phoneUserNotHuman");
      expectRefusal(await own.call(authRpc.updateMyProfile, profile), "profileNotFound");
    },
    ...casesOf(
      "is refused a profile without $name by validation",
      [
        { name: "a first name", change: { firstName: "" }, place: "FirstName", field: "first_name" },
        { name: "a last name", change: { lastName: "" }, place: "LastName", field: "last_name" },
        { name: "a display name", change: { displayName: "" }, place: "DisplayName", field: "display_name" },
      ],
      async (world, { change, place, field }) => {
        const { token } = await addStranger(await world.addOrg());
        const refused = await world.as({ token }).call(authRpc.updateMyProfile, { ...profile, ...change });
        expectInvalid(refused, `UpdateMyProfileRequest.${place}`, [field]);
      },
    ),
    async "answers Healthz of both services without a token"(world) {
      const nobody = world.as({});
      await nobody.ok(authRpc.healthz, {});
      await nobody.ok(adminRpc.healthz, {});
      expectRefusal(await nobody.call(authRpc.getMyUser, {}), "authHeaderMissing");
    },
  },
};

/** ListMyUserGrants and ListMyProjectOrgs. */
export const ownGrants: CaseGroup = {
  subject: "ListMyUserGrants and ListMyProjectOrgs",
  cases: {
    async "answer the caller's grants of every organization, and these organizations"(world) {
      const [org, other, third] = [await world.addOrg(), await world.addOrg(), await world.addOrg()];
      const { id: userId, token } = await addStranger(org);
      const projectName = unique("Project ");
      const { id: projectId } = await org.ok(rpc.addProject, { name: projectName });
      for (const roleKey of ["keeper", "vet"]) {
        await org.ok(rpc.addProjectRole, { projectId, roleKey, displayName: roleKey });
      }
      const roleKeys = ["vet", "keeper"];
      const { grantId: projectGrantId } = await org.ok(rpc.addProjectGrant, {
        projectId,
        grantedOrgId: other.id,
        roleKeys,
      });
      const first = await org.ok(rpc.addUserGrant, { userId, projectId, roleKeys });
      const second = await other.ok(rpc.addUserGrant, { userId, projectId, projectGrantId, roleKeys: ["vet"] });
      await third.addHuman();

      const { details, result } = await world.as({ token, orgId: third.id }).ok(authRpc.listMyUserGrants, {});
      expect(details?.totalResult).toBe(2n);
      const { org: owner } = await org.ok(rpc.getMyOrg, {});
      expect(result).toMatchObject([
        {
          grantId: first.userGrantId,
          orgId: org.id,
          orgName: org.name,
          orgDomain: owner?.primaryDomain,
          projectId,
          projectName,
          projectGrantId: "",
          userId,
          roles: roleKeys,
          roleKeys,
          userType: 2,
          state: 1,
          details: { sequence: 1n, resourceOwner: org.id },
        },
        { grantId: second.userGrantId, orgId: other.id, projectGrantId, roleKeys: ["vet"] },
      ]);

      const own = world.as({ token });
      const orgs = await own.ok(authRpc.listMyProjectOrgs, { query: { asc: true } });
      expect(orgs.result).toEqual([owner, (await other.ok(rpc.getMyOrg, {})).org]);
      expect(orgs.details?.totalResult).toBe(2n);
      const queries = [{ query: { case: "nameQuery" as const, value: { name: other.name } } }];
      const found = await own.ok(authRpc.listMyProjectOrgs, { queries });
      expect(found.result.map(({ id }) => id)).toEqual([other.id]);
    },
    async "answer a page, with the number of all"(world) {
      const org = await world.addOrg();
      const { id: userId, token } = await addStranger(org);
      for (let count = 0; count < 2; count += 1) {
        const { id: projectId } = await org.ok(rpc.addProject, { name: unique("Project ") });
        await org.ok(rpc.addUserGrant, { userId, projectId, roleKeys: [] });
      }
      const own = world.as({ token });
      const grants = await own.ok(authRpc.listMyUserGrants, { query: { limit: 1 } });
      expect(grants.result).toHaveLength(1);
      expect(grants.details?.totalResult).toBe(2n);
      expect((await own.ok(authRpc.listMyProjectOrgs, {})).details?.totalResult).toBe(1n);
    },
    async "show that a grant is inactive"(world) {
      const org = await world.addOrg();
      const { id: userId, token } = await addStranger(org);
      const { id: projectId } = await org.ok(rpc.addProject, { name: unique("Project ") });
      const { userGrantId: grantId } = await org.ok(rpc.addUserGrant, { userId, projectId, roleKeys: [] });
      await org.ok(rpc.deactivateUserGrant, { userId, grantId });
      expect((await world.as({ token }).ok(authRpc.listMyUserGrants, {})).result).toMatchObject([{ state: 2 }]);
    },
    async "answer nothing to a caller without grants"(world) {
      const { token } = await (await world.addOrg()).addMember("ORG_OWNER");
      const own = world.as({ token });
      expect((await own.ok(authRpc.listMyUserGrants, {})).result).toEqual([]);
      expect((await own.ok(authRpc.listMyProjectOrgs, {})).result).toEqual([]);
    },
    async "refuse a limit of 1001, also where there is nothing to list"(world) {
      const { token } = await (await world.addOrg()).addMember("ORG_OWNER");
      const own = world.as({ token });
      expectRefusal(await own.call(authRpc.listMyUserGrants, { query: { limit: 1001 } }), "limitExceeded");
      expectRefusal(await own.call(authRpc.listMyProjectOrgs, { query: { limit: 1001 } }), "limitExceeded");
    },
  },
};
