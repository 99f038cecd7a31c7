import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OrgService } from "../../../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../../../gen/zitadel/admin/v1/admin_pb.ts";
import { Gender } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { orgId } from "../../../src/storage/contract/index.ts";
import { expectOk } from "../../api/expect.ts";
import { engines } from "../../support/engines.ts";
import { failOnLeaks } from "../../support/leaks.ts";
import { keepPlace, lastingEngines } from "../kept-place.ts";
import { type AccountInTest, fieldOf, management, openAccount } from "./account-in-test.ts";

failOnLeaks();

describe.each(engines)("$name: one directory, two faces", (engine) => {
  let account: AccountInTest;
  beforeAll(async () => {
    account = await openAccount(engine);
  });
  afterAll(() => account?.close());

  it("keeps what iSpring does not know, and ZITADEL reads what iSpring wrote", async () => {
    const gigi = await account.addUser();
    const { orgId: org } = await account.getZitadelUser(gigi.id);
    const options = { token: account.server.adminToken, orgId: org };
    const profile = {
      userId: gigi.id,
      firstName: "Gigi",
      lastName: "Giraffe",
      nickName: "Longneck",
      displayName: "Gigi of the Savanna",
      preferredLanguage: "de",
      gender: Gender.FEMALE,
    };
    expectOk(await account.zitadel.call(management.updateHumanProfile, profile, options));
    const metadata = { id: gigi.id, key: "zoo", value: new TextEncoder().encode("Savanna") };
    expectOk(await account.zitadel.call(management.setUserMetadata, metadata, options));

    const xml =
      "<fields><first_name>Zoe</first_name><phone>+41 79 123 45 67</phone><city>Rome</city><login>zoe-login</login></fields>";
    await account.call(account.admin, "POST", `/user/${gigi.number}`, { "X-Fields-Xml": xml });

    const { user } = expectOk(await account.zitadel.call(management.getUserByID, { id: gigi.id }, options));
    expect(user?.userName).toBe("zoe-login");
    const human = user?.type.case === "human" ? user.type.value : undefined;
    expect(human?.profile).toMatchObject({ ...without(profile, "userId"), firstName: "Zoe" });
    expect(human?.phone).toMatchObject({ phone: "+41791234567", isPhoneVerified: true });
    expect(human?.email).toMatchObject({ email: gigi.email, isEmailVerified: true });
    const { result } = expectOk(await account.zitadel.call(management.listUserMetadata, { id: gigi.id }, options));
    expect(result.map(({ key, value }) => [key, Buffer.from(value).toString()])).toEqual([
      ["city", "Rome"],
      ["zoo", "Savanna"],
    ]);
  });

  it("reads in iSpring what ZITADEL wrote", async () => {
    const gigi = await account.addUser();
    const { orgId: org } = await account.getZitadelUser(gigi.id);
    const options = { token: account.server.adminToken, orgId: org };
    const raw = { "X-Fields-Xml": "<fields><phone>123-31-23</phone><state>Texas</state></fields>" };
    await account.call(account.admin, "POST", `/user/${gigi.number}`, raw);
    expect(await account.getField(gigi, "phone")).toBe("123-31-23");
    const profile = { userId: gigi.id, firstName: "A & B", lastName: "<C>", displayName: "D" };
    expectOk(await account.zitadel.call(management.updateHumanProfile, profile, options));
    expectOk(
      await account.zitadel.call(
        management.updateHumanPhone,
        { userId: gigi.id, phone: "+41791234568", isPhoneVerified: true },
        options,
      ),
    );
    const state = { id: gigi.id, key: "state", value: new TextEncoder().encode("Žofie") };
    expectOk(await account.zitadel.call(management.setUserMetadata, state, options));
    expectOk(await account.zitadel.call(management.deactivateUser, { id: gigi.id }, options));
    const { body } = await account.call(account.admin, "GET", `/user/${gigi.number}`);
    const want = {
      first_name: "A &amp; B",
      last_name: "&lt;C&gt;",
      phone: "+41791234568",
      state: "Žofie",
      status: "3",
    };
    for (const [field, value] of Object.entries(want)) expect(fieldOf(body, field)).toBe(value);
  });

  it("changes nobody in an organization that another system keeps, and moves nobody there", async () => {
    const [kept, other] = [await account.addOrg(), await account.addOrg()];
    const gigi = await account.addUser({ org: kept });
    const stranger = await account.addUser({ org: other });
    const { orgId: org } = await account.getZitadelUser(gigi.id);
    const options = { token: account.server.adminToken, orgId: org };
    const setting = { orgId: org, isExternallyManaged: true };
    expectOk(await account.zitadel.call(OrgService.method.setExternalManagement, setting, options));
    const denied = { status: 403, body: "Permission denied" };
    const xml = { ...account.admin.auth, "X-Fields-Xml": "<fields><city>Rome</city></fields>" };
    expect(await account.send("POST", `/user/${gigi.number}`, xml)).toMatchObject(denied);
    const move = { ...xml, "X-Organization-Id": kept };
    expect(await account.send("POST", `/user/${stranger.number}`, move)).toMatchObject(denied);
    const away = { ...xml, "X-Organization-Id": other };
    expect(await account.send("POST", `/user/${gigi.number}`, away)).toMatchObject(denied);
    expect(await account.send("DELETE", `/user/${gigi.number}`, account.admin.auth)).toMatchObject(denied);
    const status = { ...account.admin.auth, "X-Status": "3" };
    expect(await account.send("POST", `/user/${gigi.number}/status`, status)).toMatchObject(denied);
    for (const user of [gigi, stranger]) expect(await account.getField(user, "city")).toBe("");
  });

  it("shows a role that ZITADEL gave, and lets nobody replace that of the account's owner", async () => {
    const { orgId: home } = await account.getZitadelUser(account.admin.id);
    const owner = await account.addUser({ role: "administrator" });
    const options = { token: account.server.adminToken, orgId: home };
    expectOk(await account.zitadel.call(management.addOrgMember, { userId: owner.id, roles: ["ORG_OWNER"] }, options));
    const { body } = await account.call(account.admin, "GET", `/user/${owner.number}`);
    expect(fieldOf(body, "role")).toBe("owner");
    const fields = { "X-Fields-Xml": "<fields/>" };
    const headers = { ...account.admin.auth, ...fields, "X-Role": "user" };
    expect((await account.send("POST", `/user/${owner.number}`, headers)).status).toBe(403);
    const own = { ...owner.auth, ...fields, "X-Role": "user" };
    expect((await account.send("POST", `/user/${owner.number}`, own)).status).toBe(403);
    const members = expectOk(
      await account.zitadel.call(AdminService.method.listIAMMembers, {}, { token: account.server.adminToken }),
    );
    expect(members.result.find(({ userId }) => userId === owner.id)?.roles).toEqual(["IAM_OWNER"]);
  });
});

describe.each(lastingEngines)("$name: the history", (engine) => {
  it("names the face and who did it, tells both organizations of a move, and holds no password", async () => {
    const place = keepPlace(engine);
    const account = await openAccount(place.engine);
    const gigi = await account.addUser();
    const { orgId: from } = await account.getZitadelUser(gigi.id);
    await account.call(account.admin, "POST", `/user/${gigi.number}`, {
      "X-Fields-Xml": "<fields><city>Rome</city><password>Very-Secret-1</password></fields>",
      "X-Organization-Id": await account.addOrg(),
    });
    const { orgId: to } = await account.getZitadelUser(gigi.id);
    await account.close();
    const storage = await place.open();
    const listOf = (aggregate: { readonly type: "user" | "org"; readonly id: string }, owner: string) =>
      storage.reader.events.list({
        aggregate,
        resourceOwner: orgId(owner),
        fromSequence: 0,
        isAscending: true,
        limit: 100,
      });
    try {
      const before = await listOf({ type: "user", id: gigi.id }, from);
      const after = await listOf({ type: "user", id: gigi.id }, to);
      expect(before.map(({ type }) => type)).toEqual([
        ...["user.human.added", "user.human.email.verified", "user.human.profile.changed"],
        ...["user.human.password.changed", "user.metadata.set", "user.org.left"],
      ]);
      expect(after.map(({ type }) => type)).toEqual(["user.org.joined"]);
      for (const event of [...before, ...after]) {
        expect(event).toMatchObject({ face: "ispring", editorId: account.admin.id });
      }
      expect(JSON.stringify([...before, ...after])).not.toMatch(/Secret/);
      const typesOf = async (org: string) => (await listOf({ type: "org", id: org }, org)).map(({ type }) => type);
      expect(await typesOf(from)).toContain("org.user.left");
      expect(await typesOf(to)).toContain("org.user.joined");
    } finally {
      await storage.close();
      await place.remove();
    }
  });
});

function without<Value extends object, Key extends keyof Value>(value: Value, key: Key): Omit<Value, Key> {
  const { [key]: _, ...rest } = value;
  return rest;
}
