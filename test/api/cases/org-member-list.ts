import { expect } from "vitest";
import { Type } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import type { CaseGroup } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

const userIdQuery = (userId: string) => ({ query: { case: "userIdQuery" as const, value: { userId } } });
const firstNameQuery = (firstName: string, method: TextQueryMethod = TextQueryMethod.EQUALS) => ({
  query: { case: "firstNameQuery" as const, value: { firstName, method } },
});

/** ListOrgMembers. */
export const orgMemberList: CaseGroup = {
  subject: "ListOrgMembers",
  cases: {
    async "answers the names of a human and the roles"(world) {
      const org = await world.addOrg();
      const [userName, email] = [unique("human-"), "gigi@example.com"];
      const userId = await org.addHuman({ userName, email: { email } });
      const { details: added } = await org.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER", "ORG_USER_MANAGER"] });
      const { result } = await org.ok(rpc.listOrgMembers, { queries: [userIdQuery(userId)] });
      expect(result).toMatchObject([
        {
          userId,
          roles: ["ORG_OWNER", "ORG_USER_MANAGER"],
          preferredLoginName: userName,
          email,
          firstName: "Gigi",
          lastName: "Giraffe",
          displayName: "Gigi Giraffe",
          avatarUrl: "",
          userType: Type.HUMAN,
          userResourceOwner: org.id,
          details: {
            sequence: added?.sequence,
            creationDate: added?.creationDate,
            changeDate: added?.creationDate,
            resourceOwner: org.id,
          },
        },
      ]);
    },
    async "answers a machine of another organization with its name to show alone"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userName = unique("machine-");
      const userId = await other.addMachine({ userName, name: "Robot" });
      await org.ok(rpc.addOrgMember, { userId, roles: ["ORG_OWNER"] });
      const { result } = await org.ok(rpc.listOrgMembers, { queries: [userIdQuery(userId)] });
      expect(result).toMatchObject([
        {
          preferredLoginName: userName,
          email: "",
          firstName: "",
          lastName: "",
          displayName: "Robot",
          userType: Type.MACHINE,
          userResourceOwner: other.id,
          details: { resourceOwner: org.id },
        },
      ]);
    },
    async "answers members of the organization only, by user id, in pages, with the number of all"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      await other.addMember("ORG_OWNER");
      const [founder] = (await org.ok(rpc.listOrgMembers, {})).result;
      const ids = [founder?.userId ?? ""];
      for (let count = 0; count < 3; count += 1) ids.push((await org.addMember("ORG_OWNER")).id);
      const all = await org.ok(rpc.listOrgMembers, {});
      expect(all.result.map(({ userId }) => userId)).toEqual(ids.toSorted());
      expect(all.details?.totalResult).toBe(4n);
      const page = await org.ok(rpc.listOrgMembers, { query: { offset: 1n, limit: 2 } });
      expect(page.result.map(({ userId }) => userId)).toEqual(ids.toSorted().slice(1, 3));
      expect(page.details?.totalResult).toBe(4n);
      const behind = await org.ok(rpc.listOrgMembers, { query: { offset: 4n } });
      expect(behind.result).toEqual([]);
      expect(behind.details?.totalResult).toBe(4n);
    },
    async "answers whom all conditions find, never machines by a human's field"(world) {
      const org = await world.addOrg();
      const human = await org.addHuman({
        profile: { firstName: "Zoë", lastName: "Zebra" },
        email: { email: "z@b.cd" },
      });
      await org.ok(rpc.addOrgMember, { userId: human, roles: ["ORG_OWNER"] });
      await org.addMember("ORG_OWNER");
      const find = async (...queries: object[]) =>
        (await org.ok(rpc.listOrgMembers, { queries })).result.map(({ userId }) => userId);
      expect(await find(firstNameQuery("Zoë"))).toEqual([human]);
      expect(await find(firstNameQuery("zoë"))).toEqual([]);
      expect(await find(firstNameQuery("ZO", TextQueryMethod.STARTS_WITH_IGNORE_CASE))).toEqual([human]);
      expect(await find(firstNameQuery("", TextQueryMethod.CONTAINS))).toEqual([human]);
      const lastName = {
        query: { case: "lastNameQuery", value: { lastName: "bra", method: TextQueryMethod.ENDS_WITH } },
      };
      const email = { query: { case: "emailQuery", value: { email: "z@b.cd" } } };
      expect(await find(lastName, email, userIdQuery(human))).toEqual([human]);
      expect(await find(lastName, userIdQuery("1"))).toEqual([]);
    },
    async "refuses a limit of 1001 and a condition without content"(world) {
      const org = await world.addOrg();
      expectRefusal(await org.call(rpc.listOrgMembers, { query: { limit: 1001 } }), "limitExceeded");
      const refused = await org.call(rpc.listOrgMembers, { queries: [{}] });
      expectInvalid(refused, "ListOrgMembersRequest.Queries[0]", ["queries[0].query"]);
    },
  },
};
