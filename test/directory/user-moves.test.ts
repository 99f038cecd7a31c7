import { afterEach, describe, expect, it } from "vitest";
import { createTokenAuthentication } from "../../src/auth/authenticate.ts";
import type { Caller } from "../../src/directory/caller.ts";
import { runCommand } from "../../src/directory/command.ts";
import { DomainError } from "../../src/directory/errors.ts";
import { userOwner } from "../../src/directory/metadata.ts";
import { userKey } from "../../src/directory/user-aggregate.ts";
import { moveUser } from "../../src/directory/user-moves.ts";
import { everyOrg, type OrgId, orgId, type UserId } from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { addProjectWith, type DirectoryInTest, openDirectory, sampleHuman } from "./directory-in-test.ts";

const everything = { offset: 0, limit: 100 };

describe.each(engines)("$name: moving a user", (engine) => {
  let inTest: DirectoryInTest | undefined;
  afterEach(() => inTest?.close());

  const move = ({ dependencies, caller }: DirectoryInTest, id: UserId, to: OrgId) =>
    runCommand(
      dependencies,
      {
        keys: [userKey(id)],
        async run(tx) {
          const user = await tx.users.lock(everyOrg, id);
          if (user === undefined) throw new Error("no user");
          return moveUser(tx, { ...caller, orgId: user.orgId }, user, to, dependencies.clock());
        },
      },
      { reference: "accountOrgNotFound" },
    );
  const errorOf = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => (error instanceof DomainError ? error.errorName : error),
    );

  it("keeps what is the user's own, ends what the old organization gave, and leaves what others gave", async () => {
    inTest = await openDirectory(engine);
    const { directory, storage, dependencies } = inTest;
    const [from, to, third] = [await inTest.addOrg("From"), await inTest.addOrg("To"), await inTest.addOrg("Third")];
    const { id } = await directory.humans.add(from, sampleHuman("gigi"));
    await directory.metadata.set(from, userOwner(id), [{ key: "zoo", value: new Uint8Array([1]) }]);
    const machine = await directory.machines.add(from, {
      ...{ id: undefined, userName: "robot", name: "Robot", description: "", accessTokenType: "bearer" as const },
    });
    const { token } = await directory.personalAccessTokens.add(from, machine.id, undefined);
    const give = async (caller: Caller, name: string) => {
      const projectId = await addProjectWith(directory, caller, name, ["visitor"]);
      await directory.userGrants.add(caller, {
        userId: id,
        projectId,
        projectGrantId: undefined,
        roleKeys: ["visitor"],
      });
      await directory.orgMembers.add(caller, id, ["ORG_OWNER"]);
      await directory.projectMembers.add(caller, projectId, id, ["PROJECT_OWNER"]);
    };
    await give(from, "Mine");
    await give(third, "Theirs");
    const group = await directory.groups.add(from, { name: "Group", description: "", memberLimit: undefined });
    await directory.groups.addMembers(from, group.id, [id]);

    const before = await storage.reader.users.find(everyOrg, id);
    const moved = await move(inTest, id, to.orgId);
    expect(moved).toEqual(await storage.reader.users.find({ orgId: to.orgId }, id));
    expect(moved).toMatchObject({ orgId: to.orgId, userName: "gigi", kind: before?.kind, state: before?.state });
    expect((await directory.metadata.get(to, userOwner(id), "zoo")).value).toEqual(new Uint8Array([1]));
    const owners = (await storage.reader.memberships.listOfUser(id)).map(({ resourceOwner }) => resourceOwner);
    expect(owners).toEqual([third.orgId, third.orgId]);
    const grants = await storage.reader.userGrants.listAll([{ kind: "user", id }]);
    expect(grants.map(({ orgId: owner }) => owner)).toEqual([third.orgId]);
    expect((await directory.groups.listMembers(from, group.id, everything)).items).toEqual([]);

    // Tokens stay, and are the new organization's.
    const authenticate = createTokenAuthentication({
      accessChanges: storage.accessChanges,
      tokens: storage.reader.tokens,
      clock: dependencies.clock,
    });
    const bearer = new Headers({ authorization: `Bearer ${token}` });
    expect(await authenticate(bearer)).toMatchObject({ homeOrgId: from.orgId });
    await move(inTest, machine.id, to.orgId);
    expect(await authenticate(bearer)).toMatchObject({
      userId: machine.id,
      homeOrgId: to.orgId,
    });
    const history = await directory.changes.listOfUser(to, id, { fromSequence: 0, isAscending: true, limit: 9 });
    expect(history.map(({ event }) => [event.type, event.sequence])).toEqual([["user.org.joined", moved.sequence]]);
    const ofGroup = await storage.reader.events.list({
      aggregate: { type: "group", id: group.id },
      resourceOwner: from.orgId,
      fromSequence: 0,
      isAscending: true,
      limit: 9,
    });
    expect(ofGroup.map(({ type }) => type)).toEqual([
      "group.added",
      "group.member.added",
      "group.member.cascade.removed",
    ]);
    // The aggregates go on: nothing was numbered twice.
    await directory.users.rename(to, id, "gigi-2");
    await directory.groups.addMembers(from, group.id, []);
    await move(inTest, id, from.orgId);
    expect(await storage.reader.users.find({ orgId: from.orgId }, id)).toMatchObject({ userName: "gigi-2" });
  });

  it("refuses an organization that is not there, and a user name under a domain of another, and changes nothing", async () => {
    inTest = await openDirectory(engine);
    const { directory, storage } = inTest;
    const [from, to] = [await inTest.addOrg("From"), await inTest.addOrg("To")];
    const { id } = await directory.humans.add(from, sampleHuman("gigi@from.localhost"));
    const before = await storage.reader.users.find(everyOrg, id);
    expect(await errorOf(move(inTest, id, orgId("nowhere")))).toBe("accountOrgNotFound");
    expect(await errorOf(move(inTest, id, to.orgId))).toBe("userNameDomainReserved");
    expect(await storage.reader.users.find(everyOrg, id)).toEqual(before);
  });

  it("of two moves at once does both, one after the other", async () => {
    inTest = await openDirectory(engine);
    const { directory, storage } = inTest;
    const [from, first, second] = [await inTest.addOrg("From"), await inTest.addOrg("A"), await inTest.addOrg("B")];
    const { id } = await directory.humans.add(from, sampleHuman("gigi"));
    await Promise.all([move(inTest, id, first.orgId), move(inTest, id, second.orgId)]);
    const user = await storage.reader.users.find(everyOrg, id);
    expect([first.orgId, second.orgId]).toContain(user?.orgId);
    expect(user?.lastSequence).toBe(user?.sequence);
  });
});

describe.each(engines)("$name: days of deactivation", (engine) => {
  it("make users inactive when they have come, with an event, once, and end their tokens", async () => {
    const inTest = await openDirectory(engine);
    try {
      const { directory, storage, caller, dependencies } = inTest;
      const { id } = await directory.humans.add(caller, sampleHuman("gigi"));
      const day = new Date(dependencies.clock() / 1000 + 86_400_000).toISOString().slice(0, 10);
      await directory.accountUsers.setStatus(caller, id, () => ({ isActive: true, deactivationDay: day }));
      expect(await directory.userDeactivations.runDue()).toBe(0);
      expect(await directory.accountUsers.get(caller, id)).toMatchObject({ isActive: true, deactivationDay: day });
      inTest.passUs(86_400_000_000);
      const counts = await Promise.all([directory.userDeactivations.runDue(), directory.userDeactivations.runDue()]);
      expect(counts.toSorted()).toEqual([0, 1]);
      expect(await directory.accountUsers.get(caller, id)).toMatchObject({
        isActive: false,
        deactivationDay: undefined,
      });
      expect((await storage.reader.users.find(everyOrg, id))?.state).toBe("inactive");
      const history = await directory.changes.listOfUser(caller, id, { fromSequence: 0, isAscending: false, limit: 2 });
      expect(history.map(({ event }) => [event.type, event.face])).toEqual([
        ["user.deactivated", "system"],
        ["user.deactivation.scheduled", "test"],
      ]);
    } finally {
      await inTest.close();
    }
  });
});
