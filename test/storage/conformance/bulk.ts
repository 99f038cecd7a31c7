import { describe, expect, it } from "vitest";
import { everyOrg, groupId, projectId, userGrantId } from "../../../src/storage/contract/index.ts";
import { acme, sampleEvent, startUs } from "../sample.ts";
import {
  addPortal,
  allRows,
  gigi,
  portal,
  sampleGroup,
  sampleGroupMember,
  sampleMetadata,
  sampleProject,
  sampleProjectGrant,
  sampleRole,
  sampleUserGrant,
} from "../sample-grants.ts";
import { inCommand, type OpenStorage } from "./suite.ts";

const count = 1_000;
const numbers = Array.from({ length: count }, (_, index) => index);

/** A second by contract, on a machine that does nothing else; several here. */
const limitMs = 4_000;

async function expectFast(name: string, run: () => Promise<unknown>): Promise<void> {
  const startMs = performance.now();
  await run();
  const tookMs = performance.now() - startMs;
  if (process.env["ROSTER_SPEED"]) process.stdout.write(`${name}: ${Math.round(tookMs)} ms\n`);
  expect(tookMs, name).toBeLessThan(limitMs);
}

/** What a thousand rows in one command may take. */
export function bulkConformance(open: OpenStorage): void {
  describe("a thousand in one command", () => {
    it("project roles are added, listed and removed from a grant's list quickly", async () => {
      const storage = await open();
      await addPortal(storage);
      const roles = numbers.map((index) => sampleRole(`key ${index}`));
      const roleKeys = roles.map(({ key }) => key);
      await expectFast("insert 1,000 roles", () => inCommand(storage, (tx) => tx.projectRoles.insert(roles)));
      await expectFast("grant 1,000 roles", () =>
        inCommand(storage, (tx) => tx.projectGrants.update(sampleProjectGrant({ roleKeys }))),
      );
      expect(await storage.reader.projectRoles.findMany(portal, roleKeys)).toHaveLength(count);
      expect((await storage.reader.projectGrants.listAll([]))[0]?.roleKeys).toEqual(roleKeys);
    });

    it("metadata entries are set, replaced and removed quickly", async () => {
      const storage = await open();
      await addPortal(storage);
      const owner = { type: "user", id: gigi.id } as const;
      const entries = numbers.map((index) => sampleMetadata(owner, `key ${index}`, { value: new Uint8Array(500) }));
      const list = () => storage.reader.metadata.list({ owner, keys: [], page: allRows });
      await expectFast("set 1,000 entries", () => inCommand(storage, (tx) => tx.metadata.set(entries)));
      await expectFast("replace 1,000 entries", () => inCommand(storage, (tx) => tx.metadata.set(entries)));
      expect((await list()).items).toHaveLength(count);
      await expectFast("remove 1,000 entries", () =>
        inCommand(storage, (tx) =>
          tx.metadata.delete(
            owner,
            entries.map(({ key }) => key),
          ),
        ),
      );
      expect((await list()).total).toBe(0);
    });

    it("user grants are changed, and removed with their user, quickly", async () => {
      const storage = await open();
      await addPortal(storage);
      const grants = numbers.map((index) =>
        sampleUserGrant(String(10_000 + index), gigi.id, {
          projectId: projectId(`p${index}`),
          roleKeys: ["reader", "writer", "admin"],
        }),
      );
      await inCommand(storage, async (tx) => {
        for (const index of numbers) await tx.projects.insert(sampleProject({ id: projectId(`p${index}`) }));
      });
      await expectFast("insert 1,000 user grants one by one", () =>
        inCommand(storage, async (tx) => {
          for (const grant of grants) await tx.userGrants.insert(grant);
        }),
      );
      await expectFast("change 1,000 user grants", () =>
        inCommand(storage, async (tx) => {
          const held = await tx.userGrants.listAll([{ kind: "role", key: "writer" }]);
          await tx.userGrants.update(
            held.map(({ id, state, sequence }) => ({
              id,
              state,
              roleKeys: ["reader", "admin"],
              update: { sequence: sequence + 1, changeTimeUs: startUs + 1 },
            })),
          );
        }),
      );
      expect(await storage.reader.userGrants.find(userGrantId("10500"))).toMatchObject({
        roleKeys: ["reader", "admin"],
        sequence: 2,
        lastSequence: 2,
      });
      await expectFast("list 1,000 user grants", () => storage.reader.userGrants.list([], allRows));
      await expectFast("remove a user with 1,000 grants, an event for each", () =>
        inCommand(storage, async (tx) => {
          await tx.users.lock(everyOrg, gigi.id);
          const held = await tx.userGrants.listAll([{ kind: "user", id: gigi.id }]);
          await tx.events.append(held.map(({ id }) => sampleEvent({ type: "user-grant", id }, 3)));
          await tx.users.delete(gigi.id);
        }),
      );
      expect(await storage.reader.userGrants.list([], allRows)).toEqual({ items: [], total: 0 });
      await expectFast("remove an organization with 1,000 projects", () =>
        inCommand(storage, (tx) => tx.orgs.delete(acme)),
      );
    });

    it("members are added to a group quickly", async () => {
      const storage = await open();
      await addPortal(storage);
      const groups = numbers.map((index) => sampleGroup({ id: groupId(`g${index}`) }));
      await inCommand(storage, async (tx) => {
        for (const group of groups) await tx.groups.insert(group);
      });
      await expectFast("add 1,000 group members", () =>
        inCommand(storage, (tx) =>
          tx.groups.insertMembers(groups.map(({ id }) => sampleGroupMember(gigi.id, { groupId: id }))),
        ),
      );
      expect(await storage.reader.groups.listOfUser(gigi.id)).toHaveLength(count);
    });
  });
}
