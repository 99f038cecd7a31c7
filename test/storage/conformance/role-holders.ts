import { describe, expect, it } from "vitest";
import {
  everyOrg,
  groupId,
  projectId,
  type RoleHolding,
  type Storage,
  userId,
} from "../../../src/storage/contract/index.ts";
import { acme, addUsers, globex, sampleUser } from "../sample.ts";
import {
  addPortal,
  allRows,
  crew,
  gigi,
  hank,
  portal,
  portalGrant,
  sampleGroup,
  sampleGroupGrant,
  sampleGroupMember,
  sampleProject,
  sampleUserGrant,
} from "../sample-grants.ts";
import { inCommand, type OpenStorage } from "./suite.ts";

const shop = projectId("300000000000000002");
const [ines, jack, kim] = [sampleUser("3"), sampleUser("4"), sampleUser("5")];
const abroad = sampleGroup({ id: groupId("500000000000000003"), orgId: globex });

/**
 * Gigi: reader and writer directly, reader through the crew too. Hank: reader through the crew alone. Ines: reader, but
 * the grant is inactive. Jack: writer by Globex. Kim: reader through a group of Globex.
 */
async function openWithHolders(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addPortal(storage);
  await addUsers(storage, ines, jack, kim);
  await inCommand(storage, async (tx) => {
    await tx.projects.insert(sampleProject({ id: shop }));
    await tx.userGrants.insert(
      sampleUserGrant("1", gigi.id, { roleKeys: ["reader", "writer"] }),
      sampleUserGrant("2", ines.id, { state: "inactive" }),
      sampleUserGrant("3", jack.id, { orgId: globex, projectGrantId: portalGrant, roleKeys: ["writer"] }),
      sampleUserGrant("4", hank.id, { roleKeys: [] }),
      sampleUserGrant("5", hank.id, { projectId: shop, roleKeys: ["reader"] }),
    );
    for (const group of [sampleGroup(), abroad]) await tx.groups.insert(group);
    await tx.groups.insertMembers([sampleGroupMember(gigi.id), sampleGroupMember(hank.id)]);
    await tx.groups.insertMembers([sampleGroupMember(kim.id, { groupId: abroad.id })]);
    await tx.groups.setGrant(sampleGroupGrant(crew, portal, { roleKeys: ["reader"] }));
    await tx.groups.setGrant(sampleGroupGrant(abroad.id, portal, { projectGrantId: portalGrant }));
  });
  return storage;
}

/** What RoleHolderReader promises, and the filter `role` of lists of users. */
export function roleHoldersConformance(open: OpenStorage): void {
  describe("RoleHolderReader", () => {
    it("count answers how many users hold each role by user grants that the organization gave, each counted once; the project first; what nobody holds so is missing", async () => {
      const { roleHolders } = (await openWithHolders(open)).reader;
      const count = (project: typeof portal, roleKey: string | undefined, userCount: number) => ({
        projectId: project,
        roleKey,
        userCount,
      });
      expect(await roleHolders.count(acme, [shop, portal, projectId("9")])).toEqual([
        count(portal, undefined, 1),
        count(portal, "reader", 1),
        count(portal, "writer", 1),
        count(shop, undefined, 1),
        count(shop, "reader", 1),
      ]);
      expect(await roleHolders.count(globex, [portal])).toEqual([
        count(portal, undefined, 1),
        count(portal, "writer", 1),
      ]);
      expect(await roleHolders.count(acme, [])).toEqual([]);
    });

    const holdings: readonly (readonly [Partial<RoleHolding>, readonly string[]])[] = [
      [{}, [gigi.id, hank.id]],
      [{ through: "user-grants" }, [gigi.id]],
      [{ through: "groups" }, [gigi.id, hank.id]],
      [{ roleKey: "writer" }, [gigi.id]],
      [{ roleKey: "Writer" }, []],
      [{ roleKey: undefined }, [gigi.id, hank.id]],
      [{ roleKey: undefined, through: "user-grants" }, [gigi.id]],
      [{ orgId: globex }, [kim.id]],
      [{ orgId: globex, roleKey: undefined }, [jack.id, kim.id]],
      [{ projectId: shop }, [hank.id]],
      [{ projectId: projectId("9") }, []],
    ];
    for (const [overrides, want] of holdings) {
      it(`the filter \`role\` of a list of users finds the holders: ${JSON.stringify(overrides)}`, async () => {
        const { users } = (await openWithHolders(open)).reader;
        const holding: RoleHolding = {
          projectId: portal,
          roleKey: "reader",
          orgId: acme,
          through: "any",
          ...overrides,
        };
        const query = {
          scope: everyOrg,
          filters: [{ kind: "role", holding }],
          sortBy: "id",
          isAscending: true,
        } as const;
        const { items, total } = await users.list({ ...query, page: allRows });
        expect(items.map(({ id }) => id)).toEqual(want.map(userId));
        expect(total).toBe(want.length);
        expect(await users.list({ ...query, page: { offset: 1, limit: 1 } })).toEqual({
          items: items.slice(1, 2),
          total,
        });
      });
    }
  });
}
