import { createConnection } from "node:net";
import process from "node:process";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { isRosterError, rosterErrorOf } from "../../src/client/index.ts";
import { SeedError, startRoster } from "../../src/testing/index.ts";
import { failOnLeaks } from "../support/leaks.ts";

failOnLeaks();

/** A seed with everything that one can have. */
const startZoo = () =>
  startRoster({
    seed: {
      orgs: { zoo: { name: "Savanna Zoo" }, aquarium: {} },
      humans: {
        gigi: {
          org: "zoo",
          firstName: "Gigi",
          lastName: "Giraffe",
          nickName: "Gi",
          phone: "+41 44 668 18 00",
          password: "Savanna-2024!",
          metadata: { enclosure: "north" },
        },
        olga: { org: "aquarium" },
        nobody: {},
      },
      machines: {
        keeper: { org: "zoo", name: "Keeper", description: "feeds", metadata: { shift: "early" } },
        guest: { org: "zoo" },
        operator: {},
        builder: { org: "zoo" },
        diver: { org: "aquarium" },
      },
      projects: {
        tickets: { org: "zoo", name: "Tickets", roles: ["visitor", "seller"], grantedTo: { aquarium: ["visitor"] } },
      },
      grants: [
        { user: "gigi", project: "tickets", roles: ["seller"] },
        { user: "olga", project: "tickets", roles: ["visitor"] },
      ],
      memberships: [
        { user: "keeper", org: "zoo", roles: ["ORG_USER_MANAGER"] },
        { user: "operator", instance: true, roles: ["IAM_OWNER"] },
        { user: "builder", project: "tickets", roles: ["PROJECT_OWNER"] },
        { user: "diver", project: "tickets", grantedTo: "aquarium", roles: ["PROJECT_GRANT_OWNER"] },
      ],
    },
  });

describe("startRoster() with a seed", () => {
  let roster: Awaited<ReturnType<typeof startZoo>>;
  beforeAll(async () => {
    roster = await startZoo();
  });
  afterAll(() => roster.close());

  it("answers organizations by name, with the administrator's client for each", async () => {
    const { zoo, aquarium } = roster.orgs;
    expect((await zoo.client.management.getMyOrg({})).org).toMatchObject({ id: zoo.id, name: "Savanna Zoo" });
    expect((await aquarium.client.management.getMyOrg({})).org).toMatchObject({ id: aquarium.id, name: "aquarium" });
    expect((await roster.client.management.getMyOrg({})).org?.id).toBe(roster.defaultOrgId);
  });

  it("has humans with what their seed says", async () => {
    const { gigi } = roster.humans;
    const { user } = await roster.orgs.zoo.client.management.getUserByID({ id: gigi.id });
    expect(user).toMatchObject({ userName: "gigi", details: { resourceOwner: gigi.orgId } });
    expect(user?.type.value).toMatchObject({
      profile: { firstName: "Gigi", lastName: "Giraffe", nickName: "Gi", displayName: "Gigi Giraffe" },
      email: { email: "gigi@example.com", isEmailVerified: true },
      phone: { phone: "+41446681800", isPhoneVerified: true },
    });
    const { metadata } = await roster.orgs.zoo.client.management.getUserMetadata({ id: gigi.id, key: "enclosure" });
    expect(Buffer.from(metadata?.value ?? []).toString()).toBe("north");
    expect(gigi).toMatchObject({ userName: "gigi", email: "gigi@example.com", orgId: roster.orgs.zoo.id });
  });

  it("makes up what a human's seed leaves out", async () => {
    const { nobody } = roster.humans;
    const { user } = await roster.client.management.getUserByID({ id: nobody.id });
    expect(nobody.orgId).toBe(roster.defaultOrgId);
    expect(user?.type.value).toMatchObject({
      profile: { firstName: "nobody", lastName: "nobody", displayName: "nobody nobody", preferredLanguage: "en" },
      email: { email: "nobody@example.com", isEmailVerified: true },
    });
  });

  it("has machines that call with their own tokens and may do what their memberships say", async () => {
    const { keeper, guest, operator, builder, diver } = roster.machines;
    expect((await keeper.client.auth.getMyUser({})).user).toMatchObject({ id: keeper.id, userName: "keeper" });
    expect((await keeper.client.management.getUserByID({ id: roster.humans.gigi.id })).user?.id).toBe(
      roster.humans.gigi.id,
    );
    await expect(guest.client.management.getUserByID({ id: roster.humans.gigi.id })).rejects.toThrow(
      "You have no role",
    );
    expect((await operator.client.admin.listOrgs({})).result).toHaveLength(3);
    const { id } = roster.projects.tickets;
    expect((await builder.client.management.getProjectByID({ id })).project?.name).toBe("Tickets");
    const granted = { projectId: id, grantId: String(roster.projects.tickets.grantIds["aquarium"]) };
    expect((await diver.client.management.getGrantedProjectByID(granted)).grantedProject?.projectName).toBe("Tickets");
  });

  it("has grants of the project's organization and of those it is granted to", async () => {
    const rolesOf = async (userId: string, org: "zoo" | "aquarium") =>
      (
        await roster.orgs[org].client.management.listUserGrants({
          queries: [{ query: { case: "userIdQuery", value: { userId } } }],
        })
      ).result.map(({ roleKeys, projectGrantId }) => ({ roleKeys, projectGrantId }));
    expect(await rolesOf(roster.humans.gigi.id, "zoo")).toEqual([{ roleKeys: ["seller"], projectGrantId: "" }]);
    expect(await rolesOf(roster.humans.olga.id, "aquarium")).toEqual([
      { roleKeys: ["visitor"], projectGrantId: roster.projects.tickets.grantIds["aquarium"] },
    ]);
  });

  describe("reset()", () => {
    it("takes back what was added, changed and removed, and keeps address, ids and tokens", async () => {
      const { zoo } = roster.orgs;
      const { gigi, olga } = roster.humans;
      const { management } = zoo.client;
      await management.addHumanUser({
        userName: "extra",
        profile: { firstName: "Ex", lastName: "Tra" },
        email: { email: "extra@example.com" },
      });
      await management.updateHumanProfile({ userId: gigi.id, firstName: "No", lastName: "One", displayName: "No One" });
      await management.removeProject({ id: roster.projects.tickets.id });
      await management.removeUser({ id: roster.machines.keeper.id });
      await roster.orgs.aquarium.client.management.removeOrg({});
      await roster.reset();
      expect((await management.listUsers({})).result.map(({ userName }) => userName).sort()).toEqual(
        ["builder", "gigi", "guest", "keeper"].sort(),
      );
      expect((await management.getHumanProfile({ userId: gigi.id })).profile?.displayName).toBe("Gigi Giraffe");
      expect((await management.getProjectByID({ id: roster.projects.tickets.id })).project?.name).toBe("Tickets");
      expect((await roster.machines.keeper.client.auth.getMyUser({})).user?.id).toBe(roster.machines.keeper.id);
      expect((await roster.orgs.aquarium.client.management.getUserByID({ id: olga.id })).user?.userName).toBe("olga");
    });

    it("gives what can be written again what it had: names are free, rules hold", async () => {
      const human = {
        userName: "again",
        profile: { firstName: "A", lastName: "Gain" },
        email: { email: "again@example.com" },
      };
      for (const round of [1, 2, 3]) {
        expect((await roster.client.management.addHumanUser(human)).userId, `round ${round}`).not.toBe("");
        await expect(roster.client.management.addHumanUser(human)).rejects.toMatchObject({ code: Code.AlreadyExists });
        await roster.reset();
      }
      await expect(roster.client.management.addOrg({ name: "Savanna Zoo" })).rejects.toMatchObject({
        code: Code.AlreadyExists,
      });
    });
  });
});

describe("startRoster()", () => {
  it("starts twenty at once, each with a directory of its own", async () => {
    const rosters = await Promise.all(
      Array.from({ length: 20 }, (_, index) => startRoster({ seed: { orgs: { own: { name: `Own ${index}` } } } })),
    );
    try {
      expect(new Set(rosters.map(({ url }) => url)).size).toBe(20);
      const names = await Promise.all(
        rosters.map(async ({ client }) => (await client.admin.listOrgs({})).result.map(({ name }) => name).sort()),
      );
      expect(names).toEqual(rosters.map((_, index) => [`Own ${index}`, "Roster"].sort()));
      // One server's token is nothing to another.
      const [first, second] = rosters;
      const stranger = first?.createClient({ token: second?.adminToken ?? "" });
      await expect(stranger?.auth.getMyUser({})).rejects.toMatchObject({ code: Code.Unauthenticated });
    } finally {
      await Promise.all(rosters.map((roster) => roster.close()));
    }
  });

  it("says nothing on standard output and standard error", async () => {
    const out = vi.spyOn(process.stdout, "write");
    const err = vi.spyOn(process.stderr, "write");
    try {
      const roster = await startRoster();
      await expect(roster.createClient().auth.getMyUser({})).rejects.toMatchObject({ code: Code.Unauthenticated });
      await roster.close();
      expect([...out.mock.calls, ...err.mock.calls]).toEqual([]);
    } finally {
      out.mockRestore();
      err.mockRestore();
    }
  });

  it("gives its log to whoever asks for it", async () => {
    const lines: string[] = [];
    const roster = await startRoster({ log: (line) => lines.push(line) });
    await roster.client.auth.getMyUser({});
    await roster.close();
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ method: "zitadel.auth.v1.AuthService/GetMyUser" }),
    );
  });

  it("takes the arguments of roster serve", async () => {
    const roster = await startRoster({ args: ["--faces", "zitadel"] });
    onTestFinished(() => roster.close());
    expect((await fetch(`${roster.url}/v2/usermanagement/users/x/0`)).status).toBe(404);
    await expect(startRoster({ args: ["--no-such-flag"] })).rejects.toThrow("--no-such-flag");
  });

  it("frees its port when it is closed, at once and once", async () => {
    const roster = await startRoster();
    await roster.client.auth.getMyUser({});
    await Promise.all([roster.close(), roster.close(), roster[Symbol.asyncDispose]()]);
    const { port, hostname } = new URL(roster.url);
    const refused = await new Promise((resolve) => {
      createConnection({ port: Number(port), host: hostname }).once("error", (error) => resolve(error));
    });
    expect(refused).toMatchObject({ code: "ECONNREFUSED" });
  });

  const badSeeds: ReadonlyArray<{ name: string; start: () => Promise<unknown>; message: string }> = [
    {
      name: "a name that is not there",
      // @ts-expect-error: the type refuses it, too.
      start: () => startRoster({ seed: { orgs: { zoo: {} }, humans: { gigi: { org: "zo" } } } }),
      message: 'human "gigi" cannot be planted: there is no organization "zo" in the seed, only "zoo"',
    },
    {
      name: "two users of one name",
      start: () => startRoster({ seed: { humans: { gigi: {} }, machines: { gigi: {} } } }),
      message: 'machine "gigi" cannot be planted: a human has this name, too',
    },
    {
      name: "what a rule refuses",
      start: () => startRoster({ seed: { humans: { gigi: { email: "nonsense" } } } }),
      message: 'human "gigi" cannot be planted: ',
    },
    {
      name: "a role that the project does not have",
      start: () =>
        startRoster({
          seed: {
            humans: { gigi: {} },
            projects: { tickets: {} },
            grants: [{ user: "gigi", project: "tickets", roles: ["x"] }],
          },
        }),
      message: 'grant "0" cannot be planted: ',
    },
    {
      name: "a membership in a grant that is not there",
      start: () =>
        startRoster({
          seed: {
            orgs: { zoo: {} },
            humans: { gigi: {} },
            projects: { tickets: {} },
            memberships: [{ user: "gigi", project: "tickets", grantedTo: "zoo", roles: ["PROJECT_GRANT_OWNER"] }],
          },
        }),
      message: 'membership "0" cannot be planted: the project is not granted to "zoo"',
    },
  ];
  for (const { name, start, message } of badSeeds) {
    it(`refuses a seed with ${name}, and leaves nothing open`, async () => {
      const error = await start().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SeedError);
      expect(String(error)).toContain(message);
    });
  }

  it("has clients whose errors are typed", async () => {
    const roster = await startRoster({ seed: { humans: { gigi: { firstName: "Gigi", lastName: "Giraffe" } } } });
    onTestFinished(() => roster.close());
    const profile = {
      userId: roster.humans.gigi.id,
      firstName: "Gigi",
      lastName: "Giraffe",
      displayName: "Gigi Giraffe",
    };
    const error = await roster.client.management
      .updateHumanProfile({ ...profile, preferredLanguage: "en" })
      .catch((thrown: unknown) => thrown);
    expect(isRosterError(error, "COMMAND-2M0fs")).toBe(true);
    expect(rosterErrorOf(error)).toMatchObject({ id: "COMMAND-2M0fs", code: Code.FailedPrecondition });
  });
});
