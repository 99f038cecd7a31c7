import { describe, expect, it } from "vitest";
import {
  orgId,
  type ProjectGrantFilter,
  projectGrantId,
  projectId,
  type Storage,
} from "../../../src/storage/contract/index.ts";
import { acme, globex, sampleEvent, sampleMembership, sampleOrg, startUs } from "../sample.ts";
import {
  addPortal,
  allRows,
  crew,
  gigi,
  hank,
  match,
  portal,
  portalGrant,
  sampleGroup,
  sampleGroupGrant,
  sampleProject,
  sampleProjectGrant,
  sampleUserGrant,
} from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const shop = projectId("300000000000000002");
const shopGrant = projectGrantId("400000000000000002");

/** What ProjectGrantReader and ProjectGrantWriter promise. */
export function projectGrantsConformance(open: OpenStorage): void {
  describe("ProjectGrantReader and ProjectGrantWriter", () => {
    const view = {
      ...sampleProjectGrant(),
      projectName: sampleProject().name,
      orgName: sampleOrg().name,
      grantedOrgName: sampleOrg({ id: globex }).name,
    };
    const shopView = {
      ...sampleProjectGrant({
        id: shopGrant,
        projectId: shop,
        orgId: globex,
        grantedOrgId: acme,
        roleKeys: [],
        state: "inactive",
      }),
      projectName: "Shop",
      orgName: sampleOrg({ id: globex }).name,
      grantedOrgName: sampleOrg().name,
    };
    const openWithGrants = async (): Promise<Storage> => {
      const storage = await open();
      await addPortal(storage);
      await inCommand(storage, async (tx) => {
        await tx.projects.insert(sampleProject({ id: shop, orgId: globex, name: "Shop" }));
        await tx.projectGrants.insert(shopView);
      });
      return storage;
    };

    it("find answers the grant with the names around it, its roles in the order they were given; undefined when there is none", async () => {
      const { projectGrants } = (await openWithGrants()).reader;
      expect(await projectGrants.find(portalGrant)).toEqual(view);
      expect(await projectGrants.find(shopGrant)).toEqual(shopView);
      expect(await projectGrants.find(projectGrantId("9"))).toBeUndefined();
    });

    const filters: readonly {
      readonly name: string;
      readonly filters: readonly ProjectGrantFilter[];
      readonly want: readonly unknown[];
    }[] = [
      { name: "nothing", filters: [], want: [view, shopView] },
      { name: "a project", filters: [{ kind: "project", id: portal }], want: [view] },
      { name: "the project's organization", filters: [{ kind: "owner", id: globex }], want: [shopView] },
      { name: "the organization granted to", filters: [{ kind: "granted-org", id: globex }], want: [view] },
      {
        name: "a project's name",
        filters: [{ kind: "project-name", match: match("equals", "SHOP", true) }],
        want: [shopView],
      },
      { name: "a role's very key", filters: [{ kind: "role", key: "writer" }], want: [view] },
      { name: "a part of a role's key", filters: [{ kind: "role", key: "write" }], want: [] },
      {
        name: "several conditions, of which all must hold",
        filters: [
          { kind: "role", key: "writer" },
          { kind: "granted-org", id: acme },
        ],
        want: [],
      },
    ];
    for (const { name, filters: given, want } of filters) {
      it(`list and listAll find by ${name}, by id`, async () => {
        const { projectGrants } = (await openWithGrants()).reader;
        expect(await projectGrants.list(given, allRows)).toEqual({ items: want, total: want.length });
        expect(await projectGrants.listAll(given)).toEqual(want);
      });
    }

    it("list answers the total, exact also when the page is empty", async () => {
      const { projectGrants } = (await openWithGrants()).reader;
      expect(await projectGrants.list([], { offset: 1, limit: 1 })).toEqual({ items: [shopView], total: 2 });
      expect(await projectGrants.list([], { offset: 2, limit: 1 })).toEqual({ items: [], total: 2 });
    });

    it("insert: a second one of the same project to the same organization must fail with ConstraintError project-grant; a project or organization that does not exist with ConstraintError reference", async () => {
      const storage = await openWithGrants();
      const insert = (overrides: Parameters<typeof sampleProjectGrant>[0]) =>
        inCommand(storage, ({ projectGrants }) =>
          projectGrants.insert(sampleProjectGrant({ id: projectGrantId("9"), ...overrides })),
        );
      await expectConstraint(insert({ roleKeys: [] }), "project-grant");
      await expectConstraint(insert({ projectId: projectId("9") }), "reference");
      await expectConstraint(insert({ projectId: shop, orgId: globex, grantedOrgId: acme }), "project-grant");
      await expectConstraint(insert({ grantedOrgId: orgId("9") }), "reference");
    });

    it("update replaces role keys, state, sequence and change time", async () => {
      const storage = await openWithGrants();
      const changed = {
        roleKeys: ["z", "a", "reader"],
        state: "inactive",
        sequence: 6,
        changeTimeUs: startUs + 6,
      } as const;
      await inCommand(storage, ({ projectGrants }) =>
        projectGrants.update({ ...sampleProjectGrant(), ...changed, creationTimeUs: 1 }),
      );
      const { projectGrants } = storage.reader;
      expect(await projectGrants.find(portalGrant)).toEqual({ ...view, ...changed });
      expect(await projectGrants.listAll([{ kind: "role", key: "writer" }])).toEqual([]);
    });

    it("delete removes the grant with its user grants, what groups are granted of it, and the memberships on it; events must stay", async () => {
      const storage = await openWithGrants();
      const aggregate = { type: "project", id: portal } as const;
      const onProject = sampleMembership(hank.id, { scope: { type: "project", id: portal } });
      await inCommand(storage, async (tx) => {
        await tx.userGrants.insert(sampleUserGrant("1", gigi.id));
        await tx.userGrants.insert(sampleUserGrant("2", hank.id, { orgId: globex, projectGrantId: portalGrant }));
        await tx.groups.insert(sampleGroup({ orgId: globex }));
        await tx.groups.setGrant(sampleGroupGrant(crew, portal, { projectGrantId: portalGrant }));
        await tx.memberships.insert(sampleMembership(hank.id, { scope: { type: "project-grant", id: portalGrant } }));
        await tx.memberships.insert(onProject);
        await tx.events.append([sampleEvent(aggregate, 1, { projectGrantId: portalGrant })]);
        await tx.projectGrants.delete(portalGrant);
      });
      const { reader } = storage;
      expect(await reader.projectGrants.listAll([])).toEqual([shopView]);
      expect((await reader.userGrants.listAll([])).map(({ id }) => id)).toEqual(["1"]);
      expect(await reader.groups.listGrants([crew])).toEqual([]);
      expect(await reader.memberships.listOfUser(hank.id)).toMatchObject([onProject]);
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 10 };
      expect(await reader.events.list({ ...query, projectGrantId: portalGrant })).toHaveLength(1);
    });
  });
}
