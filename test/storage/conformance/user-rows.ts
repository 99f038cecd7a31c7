import { describe, expect, it } from "vitest";
import { everyOrg, projectGrantId, type Storage, type UserRow } from "../../../src/storage/contract/index.ts";
import {
  acme,
  addOrgs,
  addUsers,
  globex,
  sampleEvent,
  sampleHuman,
  sampleMachine,
  sampleMembership,
  sampleToken,
  startUs,
} from "../sample.ts";
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
  sampleGroupMember,
  sampleKey,
  sampleMetadata,
  sampleUserGrant,
} from "../sample-grants.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";

const robot = sampleMachine("3", { userName: "Robot" });

async function openWithUsers(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addOrgs(storage, acme, globex);
  await addUsers(storage, gigi, hank, robot);
  return storage;
}

/** What UserReader, UserWriter, EventReader and EventWriter promise beyond profiles. */
export function userRowsConformance(open: OpenStorage): void {
  describe("UserReader.findByUserName", () => {
    it("answers the user with this user name, case aside, in the scope", async () => {
      const { users } = (await openWithUsers(open)).reader;
      expect(await users.findByUserName(everyOrg, "rOBOT")).toEqual(robot);
      expect(await users.findByUserName({ orgId: acme }, "robot")).toEqual(robot);
      expect(await users.findByUserName({ orgId: globex }, "robot")).toBeUndefined();
      expect(await users.findByUserName(everyOrg, "robo")).toBeUndefined();
    });
  });

  describe("UserWriter.update", () => {
    const updates: readonly { readonly name: string; readonly row: UserRow }[] = [
      {
        name: "human",
        row: {
          ...gigi,
          state: "initial",
          userName: "Güte",
          sequence: 8,
          lastSequence: 9,
          changeTimeUs: startUs + 9,
          kind: {
            ...sampleHuman,
            firstName: "Änne",
            email: "Neu@acme.localhost",
            isEmailVerified: false,
            phone: "",
            isPhoneVerified: true,
            passwordHash: "$argon2id$x",
            isPasswordChangeRequired: true,
            passwordChangeTimeUs: startUs,
          },
        },
      },
      {
        name: "machine",
        row: {
          ...robot,
          userName: "r2",
          sequence: 4,
          lastSequence: 4,
          kind: {
            type: "machine",
            name: "R2",
            description: "beeps",
            accessTokenType: "jwt",
            secretHash: "$argon2id$secret",
          },
        },
      },
    ];
    for (const { name, row } of updates) {
      it(`replaces everything of a ${name} but its id, organization and creation time`, async () => {
        const storage = await openWithUsers(open);
        await inCommand(storage, ({ users }) => users.update({ ...row, orgId: globex, creationTimeUs: 1 }));
        const { users } = storage.reader;
        expect(await users.find(everyOrg, row.id)).toEqual(row);
        expect(await users.find(everyOrg, hank.id)).toEqual(hank);
        expect(await users.findByUserName(everyOrg, row.userName.toUpperCase())).toEqual(row);
      });
    }

    it("after lock, and after other changes in the same command, replaces everything", async () => {
      const storage = await openWithUsers(open);
      const renamed = { ...gigi, userName: "Renamed", kind: { ...sampleHuman, firstName: "Other" } };
      await inCommand(storage, async ({ users }) => {
        await users.lock(everyOrg, gigi.id);
        await users.update({ ...gigi, state: "locked", sequence: 8, lastSequence: 8 });
        await users.update({ ...gigi, sequence: 9, lastSequence: 9 });
      });
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual({ ...gigi, sequence: 9, lastSequence: 9 });
      await inCommand(storage, async ({ users }) => {
        await users.lock(everyOrg, gigi.id);
        await users.update(renamed);
        await users.update(gigi);
      });
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual(gigi);
      await inCommand(storage, async ({ users }) => {
        await users.lock(everyOrg, gigi.id);
        await users.setLastSequence(gigi.id, 7);
        await users.update(renamed);
      });
      expect(await storage.reader.users.find(everyOrg, gigi.id)).toEqual(renamed);
      expect(await storage.reader.users.findByUserName(everyOrg, "rENAMED")).toEqual(renamed);
    });

    it("after lock, a change and one back in one command keep every field right", async () => {
      const storage = await openWithUsers(open);
      const texts = ["firstName", "lastName", "nickName", "displayName"] as const;
      const other = { ...sampleHuman, firstName: "O", lastName: "O", nickName: "O", displayName: "O" };
      await inCommand(storage, async ({ users }) => {
        await users.lock(everyOrg, gigi.id);
        await users.update({ ...gigi, kind: other });
        await users.update({ ...gigi, sequence: 3, lastSequence: 3 });
      });
      for (const field of texts) {
        const filters = [
          { kind: "text", field, match: match("equals", sampleHuman[field].toUpperCase(), true) },
        ] as const;
        const listed = { scope: { orgId: acme }, filters, sortBy: "id", isAscending: true, page: allRows } as const;
        expect((await storage.reader.users.list(listed)).items.map(({ id }) => id)).toEqual([gigi.id]);
      }
    });

    it("a user name that differs from another's only by case must fail with ConstraintError user-name", async () => {
      const storage = await openWithUsers(open);
      await expectConstraint(
        inCommand(storage, ({ users }) => users.update({ ...hank, userName: "ROBOT" })),
        "user-name",
      );
    });
  });

  describe("UserWriter.delete", () => {
    it("removes the user with its tokens, keys, codes, messages, metadata, grants, and its memberships and group memberships in every organization; its events must stay", async () => {
      const storage = await open();
      await addPortal(storage);
      const aggregate = { type: "user", id: gigi.id } as const;
      const owner = { type: "user", id: gigi.id } as const;
      const code = { userId: gigi.id, purpose: "email", hash: "", expirationTimeUs: 0, failedAttempts: 0 } as const;
      const message = { userId: gigi.id, purpose: "email", channel: "email", recipient: "", text: "" } as const;
      await inCommand(storage, async (tx) => {
        await tx.tokens.insert(sampleToken(gigi.id, "1"));
        await tx.machineKeys.insert(sampleKey(gigi.id, "1"));
        await tx.codes.set(code);
        await tx.outbox.insert({ ...message, id: "1", creationTimeUs: 0 });
        await tx.outbox.insert({ ...message, id: "2", userId: hank.id, creationTimeUs: 0 });
        await tx.metadata.set([sampleMetadata(owner, "a")]);
        await tx.userGrants.insert(sampleUserGrant("1", gigi.id));
        await tx.userGrants.insert(sampleUserGrant("2", gigi.id, { orgId: globex, projectGrantId: portalGrant }));
        await tx.userGrants.insert(sampleUserGrant("3", hank.id));
        await tx.groups.insert(sampleGroup({ orgId: globex }));
        await tx.groups.insertMembers([sampleGroupMember(gigi.id), sampleGroupMember(hank.id)]);
        for (const scope of [
          { type: "org", id: globex },
          { type: "project", id: portal },
          { type: "project-role", id: portal, roleKey: "reader" },
          { type: "group", id: crew },
        ] as const) {
          await tx.memberships.insert(sampleMembership(gigi.id, { scope }));
        }
        await tx.events.append([sampleEvent(aggregate, 1)]);
      });
      await inCommand(storage, async (tx) => {
        await tx.users.delete(gigi.id);
        expect(await tx.codes.find(gigi.id, "email")).toBeUndefined();
        expect((await tx.outbox.list("email", 10)).map(({ id }) => id)).toEqual(["2"]);
      });
      const { reader } = storage;
      expect(await reader.users.find(everyOrg, gigi.id)).toBeUndefined();
      expect(await reader.tokens.findOwner("hash-1")).toBeUndefined();
      expect((await reader.machineKeys.listOfUser(gigi.id, allRows)).total).toBe(0);
      expect((await reader.metadata.list({ owner, keys: [], page: allRows })).total).toBe(0);
      expect((await reader.userGrants.listAll([])).map(({ id }) => id)).toEqual(["3"]);
      expect(await reader.groups.findMembers(crew, [gigi.id, hank.id])).toEqual([sampleGroupMember(hank.id)]);
      expect(await reader.memberships.listOfUser(gigi.id)).toEqual([]);
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 10 };
      expect(await reader.events.list(query)).toHaveLength(1);
    });
  });

  describe("EventReader and EventWriter: events of project grants", () => {
    it("list answers only events whose `projectGrantId` this is", async () => {
      const storage = await open();
      const aggregate = { type: "project", id: portal } as const;
      const ofGrant = (sequence: number, id = portalGrant) => sampleEvent(aggregate, sequence, { projectGrantId: id });
      const events = [
        sampleEvent(aggregate, 1),
        ofGrant(2),
        ofGrant(3, projectGrantId("9")),
        ofGrant(4),
        sampleEvent(aggregate, 5),
        ofGrant(6),
      ];
      await inCommand(storage, (tx) => tx.events.append(events));
      const query = { aggregate, resourceOwner: acme, fromSequence: 0, isAscending: true, limit: 9 };
      const list = (fromSequence: number, isAscending: boolean) =>
        storage.reader.events.list({ ...query, projectGrantId: portalGrant, fromSequence, isAscending, limit: 2 });
      expect(await list(0, true)).toEqual([ofGrant(2), ofGrant(4)]);
      expect(await list(2, true)).toEqual([ofGrant(4), ofGrant(6)]);
      expect(await list(0, false)).toEqual([ofGrant(6), ofGrant(4)]);
      expect(await list(4, false)).toEqual([ofGrant(2)]);
      expect(await storage.reader.events.list(query)).toEqual(events);
    });
  });
}
