import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectOk } from "../../api/expect.ts";
import { unique } from "../../api/unique.ts";
import type { TestEngine } from "../../support/engines.ts";
import { failOnLeaks } from "../../support/leaks.ts";
import { type AccountInTest, fieldOf, management, openAccount, type RequestHeaders } from "./account-in-test.ts";

/** Every documented behaviour of the interface's calls about groups and organizations, over real HTTP. */
export function replayGroupsAndOrganizations(engine: TestEngine): void {
  failOnLeaks();
  let account: AccountInTest;
  beforeAll(async () => {
    account = await openAccount(engine);
  });
  afterAll(() => account?.close());

  async function openOrg() {
    const org = await account.addOrg();
    return {
      org,
      gigi: await account.addUser({ org }),
      boss: await account.addUser({ org, role: "organizationAdministrator" }),
    };
  }

  describe(`${engine.name}: groups`, () => {
    it("POST /group answers 201 with the bare id, GET the group with its members", async () => {
      const { org, boss, gigi } = await openOrg();
      const name = unique("A & B <");
      const { body: id } = await account.call(boss, "POST", "/group", { "X-Name": name, "X-Description": "Ж" }, 201);
      await account.call(boss, "POST", `/group/${id}/member`, { "X-User-Id": gigi.number }, 201);
      const want =
        `<group><groupId>${id}</groupId><name>${name.replace("&", "&amp;").replace("<", "&lt;")}</name>` +
        `<description>Ж</description><organizationId>${org}</organizationId>` +
        `<users><id>${gigi.number}</id></users></group>`;
      expect((await account.call(boss, "GET", `/group/${id}`)).body).toContain(want);
      expect((await account.call(boss, "GET", "/group")).body).toContain(`<groups>${want}</groups>`);
      // An organization that is not there stands for all.
      const all = await account.call(account.admin, "GET", "/group", { "X-Organization-Id": "999999" });
      expect(all.body).toContain(want);
    });

    it("says 400 to a name that is taken on creation, and 403 on a change", async () => {
      const { boss } = await openOrg();
      const [name, other] = [unique("Group "), unique("Group ")];
      await account.call(boss, "POST", "/group", { "X-Name": name }, 201);
      const { body: id } = await account.call(boss, "POST", "/group", { "X-Name": other }, 201);
      expect(await account.send("POST", "/group", { ...boss.auth, "X-Name": name.toUpperCase() })).toMatchObject({
        status: 400,
        body: "A group with a given name already exists",
      });
      expect(await account.send("POST", `/group/${id}`, { ...boss.auth, "X-Name": name })).toMatchObject({
        status: 403,
        body: "A group with a given name already exists.",
      });
      expect(await account.send("POST", "/group", boss.auth)).toMatchObject({ status: 400, body: "Bad Request" });
    });

    it("POST /group/{id} renames, sets the limit, and lists users that have no room in X-Excess-Users", async () => {
      const { org, boss, gigi } = await openOrg();
      const id = await account.addGroup({ org });
      const headers = {
        "X-Name": unique("New "),
        "X-Member-Limit": "1",
        "X-Users": `${gigi.number},999999,${boss.number}`,
      };
      const answer = await account.call(boss, "POST", `/group/${id}`, headers);
      expect(answer.headers.get("x-excess-users")).toBe(`999999,${boss.number}`);
      expect(answer.headers.get("content-length")).toBe("0");
      const { body } = await account.call(boss, "GET", `/group/${id}`);
      expect([fieldOf(body, "name"), fieldOf(body, "id")]).toEqual([headers["X-Name"], gigi.number]);
      await account.call(boss, "POST", `/group/${id}`, {
        "X-Name": unique("New "),
        "X-Member-Limit": "0",
        "X-Users": boss.number,
      });
      expect((await account.call(boss, "GET", `/group/${id}`)).body).toContain(`<id>${boss.number}</id>`);
    });

    it("adds and removes members with the documented statuses and texts", async () => {
      const { org, boss, gigi } = await openOrg();
      const other = await openOrg();
      const id = await account.addGroup({ org, limit: 1 });
      const add = (headers: RequestHeaders, who = boss) =>
        account.send("POST", `/group/${id}/member`, { ...who.auth, ...headers });
      const remove = (user: string, who = boss) => account.send("DELETE", `/group/${id}/member/${user}`, who.auth);
      expect(await add({ "X-User-Id": gigi.number })).toMatchObject({ status: 201, body: "" });
      expect(await add({ "X-User-Id": gigi.number })).toMatchObject({
        status: 403,
        body: "User already group's member",
      });
      expect(await add({ "X-User-Id": boss.number })).toMatchObject({
        status: 403,
        body: "The group has no room for another user",
      });
      expect(await add({ "X-User-Id": "999999" })).toMatchObject({ status: 404, body: "Unknown user" });
      expect(await add({ "X-User-Id": other.gigi.number })).toMatchObject({
        status: 403,
        body: "Can't add user into group from another organization",
      });
      expect(await add({ "X-User-Id": gigi.number }, other.boss)).toMatchObject({
        status: 403,
        body: "Permission denied",
      });
      const missing = await account.send("POST", "/group/999999/member", { ...boss.auth, "X-User-Id": gigi.number });
      expect(missing).toMatchObject({ status: 404, body: "Unknown group" });
      expect(await remove(boss.number)).toMatchObject({ status: 403, body: "User not a group's member" });
      expect(await remove(gigi.number, other.boss)).toMatchObject({ status: 403 });
      expect(await remove(gigi.number)).toMatchObject({ status: 204, body: "" });
      expect(await remove("x")).toMatchObject({ status: 404, body: "Unknown user" });
    });

    it("DELETE /group/{id} answers 204, and then 404", async () => {
      const { org, boss } = await openOrg();
      const id = await account.addGroup({ org });
      await account.call(boss, "DELETE", `/group/${id}`, {}, 204);
      expect(await account.send("DELETE", `/group/${id}`, boss.auth)).toMatchObject({
        status: 404,
        body: "Unknown group",
      });
    });

    it("lets exactly one of 64 callers into a group with one free seat, and lists the group to the others", async () => {
      const org = await account.addOrg();
      const group = await account.addGroup({ org, limit: 1 });
      const users = await Promise.all(
        Array.from({ length: 64 }, async () => {
          const headers = {
            "X-Email": `${unique("crowd-")}@example.com`,
            "X-Organization-Id": org,
            "X-Send-Login-Email": "0",
          };
          return (await account.call(account.admin, "POST", "/user", headers, 201)).body;
        }),
      );
      const answers = await Promise.all(
        users.map((user) =>
          account.call(account.admin, "POST", `/user/${user}`, {
            "X-Fields-Xml": "<fields><city>Rome</city></fields>",
            "X-Groups": group,
          }),
        ),
      );
      const listed = answers.map(({ headers }) => headers.get("x-exceeded-groups"));
      expect(listed.filter((value) => value === null)).toHaveLength(1);
      expect(listed.filter((value) => value === group)).toHaveLength(63);
      const { body } = await account.call(account.admin, "GET", `/group/${group}`);
      expect(body.match(/<id>/g)).toHaveLength(1);
      expect(body).toContain(`<id>${users[listed.indexOf(null)]}</id>`);
    }, 60_000);
  });

  describe(`${engine.name}: organizations`, () => {
    it("are created and removed by administrators of the account only, and listed to others as far as they are theirs", async () => {
      const { org, boss } = await openOrg();
      const name = unique("Org & ");
      const { body: id } = await account.call(
        account.admin,
        "POST",
        "/organization",
        { "X-Name": name, "X-Description": "<d>" },
        201,
      );
      const want = `<organization><organizationId>${id}</organizationId><description>&lt;d&gt;</description><name>${name.replace("&", "&amp;")}</name></organization>`;
      expect((await account.call(account.admin, "GET", "/organization")).body).toContain(want);
      const own = (await account.call(boss, "GET", "/organization")).body;
      expect([...own.matchAll(/<organizationId>(\d+)</g)].map(([, number]) => number)).toEqual([org]);
      const denied = { status: 403, body: "Permission denied" };
      expect(await account.send("POST", "/organization", { ...boss.auth, "X-Name": "Mine" })).toMatchObject(denied);
      expect(await account.send("DELETE", `/organization/${id}`, boss.auth)).toMatchObject(denied);
      expect(await account.send("DELETE", `/organization/${org}`, boss.auth)).toMatchObject(denied);
      // Who may only make organizations removes none.
      const founder = await account.addUser({ org });
      const options = { token: account.server.adminToken, orgId: (await account.getZitadelUser(founder.id)).orgId };
      const membership = { userId: founder.id, roles: ["SELF_MANAGEMENT_GLOBAL"] };
      expectOk(await account.zitadel.call(management.addOrgMember, membership, options));
      expect(await account.send("DELETE", `/organization/${org}`, founder.auth)).toMatchObject(denied);
      expect(await account.call(account.admin, "DELETE", `/organization/${id}`)).toMatchObject({ body: "" });
      const bad = { status: 400, body: "Bad Request" };
      expect(await account.send("DELETE", `/organization/${id}`, account.admin.auth)).toMatchObject(bad);
      expect(await account.send("POST", "/organization", account.admin.auth)).toMatchObject(bad);
      const home = fieldOf((await account.call(account.admin, "GET", "/user", {})).body, "organizationId") ?? "";
      expect(await account.send("DELETE", `/organization/${home}`, account.admin.auth)).toMatchObject(bad);
    });
  });
}
