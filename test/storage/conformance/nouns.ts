import { describe, expect, it } from "vitest";
import { instanceId, orgId, type Storage, tokenId, userId } from "../../../src/storage/contract/index.ts";
import {
  acme,
  addOrgs,
  addUsers,
  globex,
  sampleDomain,
  sampleInstance,
  sampleMembership,
  sampleOrg,
  sampleToken,
  sampleUser,
} from "../sample.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const gigi = sampleUser("1");

async function openWithUser(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addOrgs(storage, acme, globex);
  await addUsers(storage, gigi, sampleUser("2"));
  return storage;
}

/** What the readers and writers of the instance, organizations, memberships and tokens promise. */
export function nounsConformance(open: OpenStorage): void {
  describe("InstanceReader and InstanceWriter", () => {
    it("find answers undefined before the first start has set the directory up, then the instance", async () => {
      const storage = await open();
      expect(await storage.reader.instance.find()).toBeUndefined();
      await inCommand(storage, ({ instance }) => instance.insert(sampleInstance));
      expect(await storage.reader.instance.find()).toEqual(sampleInstance);
    });

    it("a second insert must fail with ConstraintError instance", async () => {
      const storage = await open();
      await inCommand(storage, ({ instance }) => instance.insert(sampleInstance));
      const second = inCommand(storage, ({ instance }) => instance.insert({ ...sampleInstance, id: instanceId("9") }));
      await expectConstraint(second, "instance");
    });

    it("setAdminToken replaces the administrator's start-up token", async () => {
      const storage = await open();
      await inCommand(storage, async ({ instance }) => {
        await instance.insert(sampleInstance);
        await instance.setAdminToken(tokenId("77"));
      });
      expect(await storage.reader.instance.find()).toEqual({ ...sampleInstance, adminTokenId: "77" });
    });
  });

  describe("OrgReader and OrgWriter", () => {
    it("find and lock answer the organization, whatever its state; undefined when there is none", async () => {
      const storage = await open();
      const org = sampleOrg({ state: "inactive", name: "Acme" });
      await inCommand(storage, ({ orgs }) => orgs.insert(org));
      expect(await storage.reader.orgs.find(acme)).toEqual(org);
      expect(await storage.reader.orgs.find(globex)).toBeUndefined();
      await inCommand(storage, async ({ orgs }) => {
        expect(await orgs.lock(acme)).toEqual(org);
        expect(await orgs.lock(globex)).toBeUndefined();
      });
    });

    it("insert: a taken id must fail with ConstraintError org-id", async () => {
      const storage = await open();
      await addOrgs(storage, acme);
      await expectConstraint(
        inCommand(storage, ({ orgs }) => orgs.insert(sampleOrg({ name: "new" }))),
        "org-id",
      );
      await expectConstraint(addOrgs(storage, acme), "org-id");
    });

    it("insert: a name that differs from another only by case must fail with ConstraintError org-name", async () => {
      const storage = await open();
      await inCommand(storage, ({ orgs }) => orgs.insert(sampleOrg({ name: "Ärzte" })));
      const second = inCommand(storage, ({ orgs }) => orgs.insert(sampleOrg({ id: globex, name: "äRZTE" })));
      await expectConstraint(second, "org-name");
    });

    it("insertDomain: a verified domain that is verified for another organization must fail with ConstraintError org-domain", async () => {
      const storage = await open();
      await addOrgs(storage, acme, globex);
      await inCommand(storage, ({ orgs }) => orgs.insertDomain(sampleDomain()));
      await inCommand(storage, ({ orgs }) => orgs.insertDomain(sampleDomain({ orgId: globex, isVerified: false })));
      const third = orgId("3");
      await addOrgs(storage, third);
      const taken = inCommand(storage, ({ orgs }) => orgs.insertDomain(sampleDomain({ orgId: third })));
      await expectConstraint(taken, "org-domain");
    });

    it("findVerifiedDomainOwner must compare without regard to case", async () => {
      const storage = await open();
      await addOrgs(storage, acme, globex);
      await inCommand(storage, async ({ orgs }) => {
        await orgs.insertDomain(sampleDomain());
        await orgs.insertDomain(sampleDomain({ orgId: globex, domain: "new.localhost", isVerified: false }));
      });
      expect(await storage.reader.orgs.findVerifiedDomainOwner("ACME.localhost")).toBe(acme);
      expect(await storage.reader.orgs.findVerifiedDomainOwner("new.localhost")).toBeUndefined();
    });

    it("setLastSequence: the organization's own sequence and change time must stay as they are", async () => {
      const storage = await open();
      await addOrgs(storage, acme);
      await inCommand(storage, ({ orgs }) => orgs.setLastSequence(acme, 9));
      expect(await storage.reader.orgs.find(acme)).toEqual(sampleOrg({ lastSequence: 9 }));
    });
  });

  describe("MembershipReader and MembershipWriter", () => {
    it("listOfUser and find answer the roles in the order they were given, duplicates included", async () => {
      const storage = await openWithUser(open);
      const ofOrg = sampleMembership(gigi.id, { roles: ["b", "a", "b"] });
      const ofInstance = sampleMembership(gigi.id, {
        scope: { type: "instance", id: sampleInstance.id },
        resourceOwner: sampleInstance.id,
        roles: [],
      });
      await inCommand(storage, async ({ memberships }) => {
        await memberships.insert(ofOrg);
        await memberships.insert(ofInstance);
      });
      const { memberships } = storage.reader;
      expect(await memberships.listOfUser(gigi.id)).toMatchObject([ofInstance, ofOrg]);
      expect(await memberships.listOfUser(userId("2"))).toEqual([]);
      expect(await memberships.find(ofOrg.scope, gigi.id)).toEqual(ofOrg);
      expect(await memberships.find({ type: "org", id: globex }, gigi.id)).toBeUndefined();
    });

    it("insert: a second one of the same user on the same scope must fail with ConstraintError membership", async () => {
      const storage = await openWithUser(open);
      await inCommand(storage, ({ memberships }) => memberships.insert(sampleMembership(gigi.id)));
      const second = inCommand(storage, ({ memberships }) =>
        memberships.insert(sampleMembership(gigi.id, { roles: [] })),
      );
      await expectConstraint(second, "membership");
    });

    it("insert: a user that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUser(open);
      const orphan = inCommand(storage, ({ memberships }) => memberships.insert(sampleMembership(userId("9"))));
      await expectConstraint(orphan, "reference");
    });
  });

  describe("TokenReader and TokenWriter", () => {
    it("findOwner answers whose token this is; expired tokens are found too", async () => {
      const storage = await openWithUser(open);
      await inCommand(storage, ({ tokens }) => tokens.insert(sampleToken(gigi.id, "5", { expirationTimeUs: 1 })));
      expect(await storage.reader.tokens.findOwner("hash-5")).toEqual({
        tokenId: "5",
        expirationTimeUs: 1,
        userId: gigi.id,
        orgId: acme,
        userState: "active",
      });
      expect(await storage.reader.tokens.findOwner("hash-6")).toBeUndefined();
    });

    it("listOfUser answers the user's tokens, by id, with their scopes; find answers one", async () => {
      const storage = await openWithUser(open);
      const tokens = [
        sampleToken(gigi.id, "5"),
        sampleToken(gigi.id, "6", { scopes: [] }),
        sampleToken(gigi.id, "7", { scopes: ["z", "a", "z"] }),
      ];
      await inCommand(storage, async (tx) => {
        for (const token of tokens.toReversed()) await tx.tokens.insert(token);
        await tx.tokens.insert(sampleToken(userId("2"), "8"));
      });
      const reader = storage.reader.tokens;
      expect(await reader.listOfUser(gigi.id, { offset: 0, limit: 10 })).toEqual({ items: tokens, total: 3 });
      expect(await reader.listOfUser(gigi.id, { offset: 2, limit: 1 })).toEqual({ items: [tokens[2]], total: 3 });
      expect(await reader.listOfUser(gigi.id, { offset: 3, limit: 1 })).toEqual({ items: [], total: 3 });
      expect(await reader.find(gigi.id, tokenId("7"))).toEqual(tokens[2]);
      expect(await reader.find(gigi.id, tokenId("8"))).toBeUndefined();
    });

    it("an access token is found by its hash, and neither listed nor found among the personal ones", async () => {
      const storage = await openWithUser(open);
      await inCommand(storage, ({ tokens }) => tokens.insert(sampleToken(gigi.id, "5", { kind: "access" })));
      const reader = storage.reader.tokens;
      expect(await reader.findOwner("hash-5")).toMatchObject({ tokenId: "5", userId: gigi.id });
      expect(await reader.listOfUser(gigi.id, { offset: 0, limit: 10 })).toEqual({ items: [], total: 0 });
      expect(await reader.find(gigi.id, tokenId("5"))).toBeUndefined();
    });

    it("deleteExpired removes the user's access tokens that ended at this time or before; personal ones must stay", async () => {
      const storage = await openWithUser(open);
      await inCommand(storage, async ({ tokens }) => {
        await tokens.insert(sampleToken(gigi.id, "1", { expirationTimeUs: 10 }));
        for (const [id, expirationTimeUs] of [
          ["2", 9],
          ["3", 10],
          ["4", 11],
        ] as const) {
          await tokens.insert(sampleToken(gigi.id, id, { kind: "access", expirationTimeUs }));
        }
        await tokens.deleteExpired(gigi.id, 10);
      });
      const found = await Promise.all(["1", "2", "3", "4"].map((id) => storage.reader.tokens.findOwner(`hash-${id}`)));
      expect(found.map((owner) => owner?.tokenId)).toEqual(["1", undefined, undefined, "4"]);
    });

    it("insert: a taken id must fail with ConstraintError token-id", async () => {
      const storage = await openWithUser(open);
      await inCommand(storage, ({ tokens }) => tokens.insert(sampleToken(gigi.id, "5")));
      for (const hash of ["new", "hash-5"]) {
        await expectConstraint(
          inCommand(storage, ({ tokens }) => tokens.insert(sampleToken(gigi.id, "5", { hash }))),
          "token-id",
        );
      }
    });

    it("insert: a hash that is stored already must fail with ConstraintError token-hash", async () => {
      const storage = await openWithUser(open);
      await inCommand(storage, ({ tokens }) => tokens.insert(sampleToken(gigi.id, "5")));
      const second = inCommand(storage, ({ tokens }) => tokens.insert(sampleToken(gigi.id, "6", { hash: "hash-5" })));
      await expectConstraint(second, "token-hash");
    });

    it("insert: a user that does not exist must fail with ConstraintError reference", async () => {
      const storage = await openWithUser(open);
      await expectConstraint(
        inCommand(storage, ({ tokens }) => tokens.insert(sampleToken(userId("9"), "5"))),
        "reference",
      );
    });

    it("delete removes one token, deleteOfUser every token of the user", async () => {
      const storage = await openWithUser(open);
      const page = { offset: 0, limit: 10 };
      await inCommand(storage, async ({ tokens }) => {
        for (const id of ["5", "6", "7"]) await tokens.insert(sampleToken(gigi.id, id));
        await tokens.delete(gigi.id, tokenId("6"));
      });
      expect((await storage.reader.tokens.listOfUser(gigi.id, page)).items.map(({ id }) => id)).toEqual(["5", "7"]);
      await inCommand(storage, ({ tokens }) => tokens.deleteOfUser(gigi.id));
      expect(await storage.reader.tokens.listOfUser(gigi.id, page)).toEqual({ items: [], total: 0 });
    });
  });
}
