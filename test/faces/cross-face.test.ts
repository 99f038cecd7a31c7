import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Gender } from "../../gen/zitadel/user/v1/user_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { orgId } from "../../src/storage/contract/index.ts";
import { expectOk } from "../api/expect.ts";
import { unique } from "../api/unique.ts";
import { adminRpc, orgRpc, rpc } from "../api/world.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { send as sendJson } from "./adobe/adobe-in-test.ts";
import { send as sendCamunda } from "./camunda/camunda-in-test.ts";
import { type AccountInTest, fieldOf, openAccount } from "./ispring/account-in-test.ts";
import { type KeptPlace, keepPlace, lastingEngines } from "./kept-place.ts";

failOnLeaks();

/** What all interfaces know of a human. */
interface Profile {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

/** What of a human some of the interfaces do not know, and so must leave alone. */
const unknown = {
  profile: { nickName: "Gi", displayName: "The Giraffe", preferredLanguage: "de", gender: Gender.FEMALE },
  phone: { phone: "+41791234567", isPhoneVerified: true },
  metadata: [
    ["adobe.country", "CH"],
    ["city", "Rome"],
    ["zoo", "Savanna"],
  ],
};

/** One human of a new organization, through every interface. */
async function addHuman(account: AccountInTest) {
  const { server, zitadel, admin } = account;
  const { id: org } = expectOk(await zitadel.call(rpc.addOrg, { name: unique("Org ") }, { token: server.adminToken }));
  const options = { token: server.adminToken, orgId: org };
  const userName = `${unique("gigi-")}@example.com`;
  const { userId } = expectOk(
    await zitadel.call(
      rpc.importHumanUser,
      {
        userName,
        profile: { firstName: "Gigi", lastName: "Giraffe", ...unknown.profile },
        email: { email: userName, isEmailVerified: true },
        phone: unknown.phone,
        password: "Secret-12",
      },
      options,
    ),
  );
  for (const [key = "", value] of unknown.metadata) {
    expectOk(await zitadel.call(rpc.setUserMetadata, { id: userId, key, value: Buffer.from(value ?? "") }, options));
  }

  const adobe = (method: string, path: string, body?: unknown) =>
    sendJson(`${server.url}/v2/usermanagement${path}`, method, body, {
      authorization: `Bearer ${server.adminToken}`,
      "x-api-key": "admin",
      "content-type": "application/json",
    });
  const act = async (commands: readonly unknown[]) =>
    expect((await adobe("POST", `/action/${org}`, commands)).json).toMatchObject({ result: "success" });
  const camunda = async (method: string, path: string, body?: object) => {
    const login = [admin.email, admin.password] as const;
    const answer = await sendCamunda(server.url, method, `/engine/${org}${path}`, { login, ...(body && { body }) });
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.json;
  };
  const numberOf = async (path: string, mark: string, field: string) => {
    const { body } = await account.call(admin, "GET", path);
    const part = body.split(`<${field}>`).find((each) => each.includes(`>${mark}<`));
    return part?.slice(0, part.indexOf("<")) ?? "";
  };
  const number = await numberOf("/user", userName, "userId");
  return { org, userId, userName, options, adobe, act, camunda, numberOf, number };
}

type HumanInTest = Awaited<ReturnType<typeof addHuman>>;

/** How an interface reads and changes a human. */
interface ProfileFace {
  read(account: AccountInTest, human: HumanInTest): Promise<Profile>;
  write(account: AccountInTest, human: HumanInTest, profile: Profile): Promise<unknown>;
}

const profileFaces: Readonly<Record<string, ProfileFace>> = {
  zitadel: {
    async read({ zitadel }, { userId, options }) {
      const { user } = expectOk(await zitadel.call(rpc.getUserByID, { id: userId }, options));
      if (user?.type.case !== "human") throw new Error("no human");
      const { profile, email } = user.type.value;
      return {
        firstName: profile?.firstName ?? "",
        lastName: profile?.lastName ?? "",
        email: email?.email ?? "",
      };
    },
    async write({ zitadel }, { userId, options }, { firstName: givenName, lastName: familyName, email }) {
      const human = {
        profile: { givenName, familyName },
        email: { email, verification: { case: "isVerified", value: true } },
      } as const;
      const update = { userId, userType: { case: "human", value: human } } as const;
      expectOk(await zitadel.call(UserService.method.updateUser, update, options));
    },
  },
  adobe: {
    async read(_account, { adobe, org, userName }) {
      const { json } = await adobe("GET", `/organizations/${org}/users/${userName}`);
      const { firstname: firstName, lastname: lastName, email } = json.user;
      expect(json.user.country).toBe("CH");
      return { firstName, lastName, email };
    },
    write: (_account, { act, userName }, { firstName: firstname, lastName: lastname, email }) =>
      act([{ user: userName, do: [{ update: { firstname, lastname, email } }] }]),
  },
  camunda: {
    async read(_account, { camunda, userName }) {
      const { id, ...profile } = (await camunda("GET", `/user/${userName}/profile`)) as Profile & { id: string };
      expect(id).toBe(userName);
      return profile;
    },
    write: (_account, { camunda, userName }, profile) =>
      camunda("PUT", `/user/${userName}/profile`, { id: userName, ...profile }),
  },
  ispring: {
    async read(account, { number, userName }) {
      const { body } = await account.call(account.admin, "GET", `/user/${number}`);
      const field = (name: string) => fieldOf(body, name) ?? "";
      const others = { login: field("login"), phone: field("phone"), city: field("city") };
      expect(others).toEqual({ login: userName, phone: unknown.phone.phone, city: "Rome" });
      return { firstName: field("first_name"), lastName: field("last_name"), email: field("email") };
    },
    write: (account, { number }, { firstName, lastName, email }) =>
      account.call(account.admin, "POST", `/user/${number}`, {
        "X-Fields-Xml": `<fields><first_name>${firstName}</first_name><last_name>${lastName}</last_name><email>${email}</email></fields>`,
      }),
  },
};

/** How an interface that has groups puts a human into one, takes it out, and shows who is in. */
interface GroupFace {
  add(account: AccountInTest, human: HumanInTest, group: string): Promise<unknown>;
  remove(account: AccountInTest, human: HumanInTest, group: string): Promise<unknown>;
  isIn(account: AccountInTest, human: HumanInTest, group: string): Promise<boolean>;
}

const groupFaces: Readonly<Record<string, GroupFace>> = {
  adobe: {
    add: (_account, { act, userName }, group) =>
      act([{ usergroup: group, do: [{ createUserGroup: {} }, { add: { user: [userName] } }] }]),
    remove: (_account, { act, userName }, group) => act([{ user: userName, do: [{ remove: { group: [group] } }] }]),
    async isIn(_account, { adobe, org, userName }, group) {
      const { json } = await adobe("GET", `/users/${org}/0/${group}`);
      return json.users.some(({ username }: { username: string }) => username === userName);
    },
  },
  camunda: {
    async add(_account, { camunda, userName }, group) {
      await camunda("POST", "/group/create", { id: group });
      await camunda("PUT", `/group/${group}/members/${userName}`);
    },
    remove: (_account, { camunda, userName }, group) => camunda("DELETE", `/group/${group}/members/${userName}`),
    async isIn(_account, { camunda, userName }, group) {
      const users = (await camunda("GET", `/user?memberOfGroup=${group}`)) as readonly { id: string }[];
      return users.some(({ id }) => id === userName);
    },
  },
  ispring: {
    async add(account, { number, numberOf, userName }, group) {
      const org = await numberOf(`/user/${number}`, userName, "organizationId");
      const headers = { "X-Name": group, "X-Organization-Id": org };
      const { body: id } = await account.call(account.admin, "POST", "/group", headers, 201);
      await account.call(account.admin, "POST", `/user/${number}`, { "X-Fields-Xml": "<fields/>", "X-Groups": id });
    },
    async remove(account, { number, numberOf }, group) {
      const id = await numberOf("/group", group, "groupId");
      await account.call(account.admin, "DELETE", `/group/${id}/member/${number}`, {}, 204);
    },
    async isIn(account, { number, numberOf }, group) {
      const id = await numberOf("/group", group, "groupId");
      const { body } = await account.call(account.admin, "GET", "/user", { "X-Group-Id": id });
      return body.includes(`<userId>${number}</userId>`);
    },
  },
};

describe.each(lastingEngines)("$name: one human through every interface", (engine) => {
  let place: KeptPlace;
  let account: AccountInTest;
  let isOpen = false;
  /** Who was changed through which interface. */
  const changed: { readonly face: string; readonly org: string; readonly userId: string }[] = [];
  beforeAll(async () => {
    place = keepPlace(engine);
    account = await openAccount(place.engine, { argv: ["--throttling", "off"] });
    isOpen = true;
  });
  const close = async () => {
    if (isOpen) await account.close();
    isOpen = false;
  };
  afterAll(async () => {
    await close();
    await place?.remove();
  });

  for (const [writer, { write }] of Object.entries(profileFaces)) {
    it(`reads in each what ${writer} changed, and nothing is lost that it does not know`, async () => {
      const human = await addHuman(account);
      const profile = { firstName: "Žofie", lastName: `By ${writer}`, email: `${unique(`${writer}-`)}@example.com` };
      await write(account, human, profile);
      for (const [reader, { read }] of Object.entries(profileFaces)) {
        expect([reader, await read(account, human)]).toEqual([reader, profile]);
      }
      const { userId, options } = human;
      const { user } = expectOk(await account.zitadel.call(rpc.getUserByID, { id: userId }, options));
      const kept = user?.type.case === "human" ? user.type.value : undefined;
      expect(kept?.profile).toMatchObject(unknown.profile);
      expect(kept?.email?.isEmailVerified).toBe(true);
      expect(kept?.phone).toMatchObject(unknown.phone);
      const { result } = expectOk(await account.zitadel.call(rpc.listUserMetadata, { id: userId }, options));
      expect(result.map(({ key, value }) => [key, Buffer.from(value).toString()])).toEqual(unknown.metadata);
      changed.push({ face: writer, org: human.org, userId });
    });
  }

  for (const [adder, { add }] of Object.entries(groupFaces)) {
    for (const [remover, { remove }] of Object.entries(groupFaces)) {
      it(`sees in each who ${adder} put into a group, and that ${remover} took it out`, async () => {
        const human = await addHuman(account);
        const group = unique(`crew-${adder}-`);
        const shown = async () => {
          const faces = Object.entries(groupFaces);
          return Promise.all(faces.map(async ([face, { isIn }]) => [face, await isIn(account, human, group)]));
        };
        await add(account, human, group);
        expect(await shown()).toEqual(Object.keys(groupFaces).map((face) => [face, true]));
        await remove(account, human, group);
        expect(await shown()).toEqual(Object.keys(groupFaces).map((face) => [face, false]));
      });
    }
  }

  it("changes nobody through any while another system keeps the organization's humans", async () => {
    const human = await addHuman(account);
    const read = () => Promise.all(Object.values(profileFaces).map((face) => face.read(account, human)));
    const before = await read();
    const keep = async (isExternallyManaged: boolean) =>
      expectOk(
        await account.zitadel.call(
          orgRpc.setExternalManagement,
          { orgId: human.org, isExternallyManaged },
          human.options,
        ),
      );
    const profile = { firstName: "Zoe", lastName: "Zebra", email: `${unique("zoe-")}@example.com` };
    await keep(true);
    for (const { write } of Object.values(profileFaces)) await expect(write(account, human, profile)).rejects.toThrow();
    for (const { add } of Object.values(groupFaces)) await expect(add(account, human, "crew")).rejects.toThrow();
    expect(await read()).toEqual(before);
    const { body } = await account.call(account.admin, "GET", `/user/${human.number}`);
    expect(body).toContain("<groups/>");
    await keep(false);
    for (const { write } of Object.values(profileFaces)) await write(account, human, profile);
    for (const [name, { add }] of Object.entries(groupFaces)) await add(account, human, `crew-${name}`);
    expect(await read()).toEqual(before.map(() => profile));
  });

  it("removes through one what is gone in each", async () => {
    const human = await addHuman(account);
    await human.camunda("DELETE", `/user/${human.userName}`);
    const { error } = await account.zitadel.call(rpc.getUserByID, { id: human.userId }, human.options);
    expect(error).toBeDefined();
    expect((await human.adobe("GET", `/organizations/${human.org}/users/${human.userName}`)).status).toBe(404);
    const { status } = await account.send("GET", `/user/${human.number}`, account.admin.auth);
    expect(status).toBe(404);
  });

  it("has a history that names the interface of each change, and who made it", async () => {
    const { result } = expectOk(
      await account.zitadel.call(adminRpc.listIAMMembers, {}, { token: account.server.adminToken }),
    );
    const editors = result.map(({ userId }) => userId);
    await close();
    const storage = await place.open();
    try {
      expect(changed.map(({ face }) => face)).toEqual(Object.keys(profileFaces));
      for (const { face, org, userId } of changed) {
        const events = await storage.reader.events.list({
          ...{ aggregate: { type: "user", id: userId }, resourceOwner: orgId(org) },
          ...{ fromSequence: 0, isAscending: true, limit: 100 },
        });
        const types = ["user.human.profile.changed", "user.human.email.changed", "user.human.email.verified"];
        const last = events.slice(-types.length);
        expect(last.map((event) => [event.face, event.type])).toEqual(types.map((type) => [face, type]));
        for (const { editorId } of last) expect(editors).toContain(editorId);
      }
    } finally {
      await storage.close();
    }
  });
});
