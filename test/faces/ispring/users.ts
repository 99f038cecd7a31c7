import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unique } from "../../api/unique.ts";
import type { TestEngine } from "../../support/engines.ts";
import { failOnLeaks } from "../../support/leaks.ts";
import { exchangeBytes } from "../../support/raw-http.ts";
import { type AccountInTest, fieldOf, openAccount, type RequestHeaders, type TestUser } from "./account-in-test.ts";

const fields = (xml: string): RequestHeaders => ({ "X-Fields-Xml": `<fields>${xml}</fields>` });

/** Every documented behaviour of the interface's calls about users, over real HTTP. */
export function replayUsers(engine: TestEngine): void {
  failOnLeaks();
  let account: AccountInTest;
  beforeAll(async () => {
    account = await openAccount(engine);
  });
  afterAll(() => account?.close());

  /** A user for one test, an administrator of its organization, and a plain user of the same. */
  async function openOrg() {
    const org = await account.addOrg();
    return {
      org,
      gigi: await account.addUser({ org }),
      boss: await account.addUser({ org, role: "organizationAdministrator" }),
      plain: await account.addUser({ org }),
    };
  }
  const update = (who: TestUser, user: string, headers: RequestHeaders) =>
    account.send("POST", `/user/${user}`, { ...who.auth, ...headers });

  describe(`${engine.name}: POST /user/{id}`, () => {
    it("answers the whole documented request with 200, no body and no X-Exceeded-Groups", async () => {
      const { gigi } = await openOrg();
      const org = await account.addOrg();
      const group = await account.addGroup({ org });
      const email = `${unique("john-")}@gmail.com`;
      const answer = await update(account.admin, gigi.number, {
        "X-Fields-Xml": `<fields><first_name>John</first_name><email>${email}</email><last_name>Smith</last_name><phone>123-31-23</phone><state>Texas</state><country_id>1</country_id><password>1234</password></fields>`,
        "X-Role": "administrator",
        "X-Groups": group,
        "X-Organization-Id": org,
      });
      expect(answer).toMatchObject({ status: 200, body: "" });
      expect(answer.headers.get("content-length")).toBe("0");
      expect(answer.headers.get("content-type")).toBeNull();
      expect(answer.headers.has("x-exceeded-groups")).toBe(false);
      const { body } = await account.call(account.admin, "GET", `/user/${gigi.number}`);
      expect(body).toBe(
        `<?xml version="1.0" encoding="UTF-8"?>\n<userProfile><userId>${gigi.number}</userId><status>1</status>` +
          `<role>administrator</role><organizationId>${org}</organizationId><groups><id>${group}</id></groups><fields>` +
          `<first_name>John</first_name><last_name>Smith</last_name><email>${email}</email><login>${gigi.email}</login>` +
          "<phone>123-31-23</phone><country_id>1</country_id><state>Texas</state><city/></fields></userProfile>",
      );
      const asJohn = { ...gigi.auth, "X-Auth-Email": email, "X-Auth-Password": "1234" };
      expect((await account.send("GET", "/user", asJohn)).status).toBe(200);
    });

    it("joins what has room, lists what has not, what is not there and what is elsewhere, in the request's order", async () => {
      const { org, gigi, plain } = await openOrg();
      const [first, full, second] = [
        await account.addGroup({ org }),
        await account.addGroup({ org, limit: 1 }),
        await account.addGroup({ org }),
      ];
      await account.call(account.admin, "POST", `/group/${full}/member`, { "X-User-Id": plain.number }, 201);
      const elsewhere = await account.addGroup();
      const groups = `${first}, 999999,${full},${second},${elsewhere},${first}`;
      const answer = await update(account.admin, gigi.number, { ...fields("<city>Rome</city>"), "X-Groups": groups });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("x-exceeded-groups")).toBe(`999999,${full},${elsewhere}`);
      const { body } = await account.call(account.admin, "GET", `/user/${gigi.number}`);
      expect(body).toContain(`<groups><id>${first}</id><id>${second}</id></groups>`);
      expect(fieldOf(body, "city")).toBe("Rome");
      // Who is in already stays in, also where there is no room.
      await account.call(account.admin, "POST", `/user/${plain.number}`, { ...fields(""), "X-Groups": full });
    });

    const unknown = ["999999", "0", "abc", "-1", "12345678901", "1.5"];
    for (const id of unknown) {
      it(`answers 404 to the user ${id}, to plain users as well`, async () => {
        const { plain } = await openOrg();
        for (const who of [account.admin, plain]) {
          const answer = await update(who, id, {});
          expect(answer).toMatchObject({ status: 404, body: "Unknown user" });
        }
      });
    }

    it("answers 403 to plain users and publishers, about themselves too, and to administrators of other organizations", async () => {
      const { org, gigi, plain } = await openOrg();
      const publisher = await account.addUser({ org, role: "publisher" });
      const other = await openOrg();
      for (const [who, user] of [
        [plain, gigi],
        [plain, plain],
        [publisher, gigi],
        [other.boss, gigi],
      ] as const) {
        expect(await update(who, user.number, fields("<city>Rome</city>"))).toMatchObject({
          status: 403,
          body: "Permission denied",
        });
      }
      expect(await account.getField(gigi, "city")).toBe("");
    });

    it("lets an administrator of the organization change its users, and no administrator of the account", async () => {
      const { org, gigi, boss } = await openOrg();
      expect((await update(boss, gigi.number, fields("<city>Rome</city>"))).status).toBe(200);
      const chief = await account.addUser({ org, role: "administrator" });
      const takeover = await update(boss, chief.number, fields("<password>Taken-Over-1</password>"));
      expect(takeover).toMatchObject({ status: 403, body: "Permission denied" });
    });

    const badRequests: readonly { readonly name: string; readonly headers: RequestHeaders }[] = [
      { name: "no X-Fields-Xml", headers: {} },
      { name: "an empty X-Fields-Xml", headers: { "X-Fields-Xml": "" } },
      { name: "malformed XML", headers: { "X-Fields-Xml": "<fields><a></fields>" } },
      { name: "another root", headers: { "X-Fields-Xml": "<user/>" } },
      { name: "a document type", headers: { "X-Fields-Xml": "<!DOCTYPE fields><fields/>" } },
      {
        name: "an external entity",
        headers: {
          "X-Fields-Xml": '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><fields><city>&x;</city></fields>',
        },
      },
      { name: "a processing instruction", headers: { "X-Fields-Xml": "<fields><?x?></fields>" } },
      { name: "deep nesting", headers: { "X-Fields-Xml": `<fields>${"<a>".repeat(2000)}` } },
      { name: "a field twice", headers: fields("<city>A</city><city>B</city>") },
      { name: "a field in another case", headers: fields("<City>A</City>") },
      { name: "an unknown field", headers: fields("<shoe_size>1</shoe_size>") },
      { name: "a required field that is empty", headers: fields("<first_name> </first_name>") },
      { name: "an e-mail address that is none", headers: fields("<email>nobody</email>") },
      { name: "a country that is no number", headers: fields("<country_id>Italy</country_id>") },
      { name: "a password of three characters", headers: fields("<password>abc</password>") },
      { name: "an unknown role", headers: { ...fields(""), "X-Role": "bogus" } },
      { name: "the owner's role", headers: { ...fields(""), "X-Role": "owner" } },
      { name: "an unknown organization", headers: { ...fields(""), "X-Organization-Id": "999999" } },
      { name: "an organization that is no number", headers: { ...fields(""), "X-Organization-Id": "x" } },
      { name: "a list of groups with a gap", headers: { ...fields(""), "X-Groups": "1,,2" } },
    ];
    for (const { name, headers } of badRequests) {
      it(`answers 400 to ${name}, and changes nothing`, async () => {
        const { gigi } = await openOrg();
        const before = await account.call(account.admin, "GET", `/user/${gigi.number}`);
        expect(await update(account.admin, gigi.number, headers)).toMatchObject({ status: 400, body: "Bad Request" });
        expect(await account.call(account.admin, "GET", `/user/${gigi.number}`)).toMatchObject({ body: before.body });
      });
    }

    for (const field of ["email", "login"]) {
      it(`answers 400 with the value to another user's ${field}, case and white space aside, and changes nothing`, async () => {
        const { gigi, plain } = await openOrg();
        const taken = plain.email.toUpperCase();
        const answer = await update(
          account.admin,
          gigi.number,
          fields(`<city>Rome</city><${field}> ${taken} </${field}>`),
        );
        expect(answer).toMatchObject({
          status: 400,
          body: `Invalid value ${taken}. Field ${field} must be unique.`,
        });
        expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
        expect(await account.getField(gigi, "city")).toBe("");
        const own = fields(`<${field}>${gigi.email}</${field}>`);
        expect((await update(account.admin, gigi.number, own)).status).toBe(200);
      });
    }

    it("moves a user, who keeps what is its own and loses what the old organization gave", async () => {
      const { org, gigi } = await openOrg();
      const left = await account.addGroup({ org });
      await account.call(account.admin, "POST", `/user/${gigi.number}`, {
        ...fields("<city>Rome</city>"),
        "X-Groups": left,
      });
      const to = await account.addOrg();
      const joined = await account.addGroup({ org: to });
      const answer = await update(account.admin, gigi.number, {
        ...fields(""),
        "X-Organization-Id": to,
        "X-Groups": `${joined},${left}`,
      });
      expect(answer.headers.get("x-exceeded-groups")).toBe(left);
      const { body } = await account.call(account.admin, "GET", `/user/${gigi.number}`);
      expect(fieldOf(body, "organizationId")).toBe(to);
      expect(fieldOf(body, "city")).toBe("Rome");
      expect(body).toContain(`<groups><id>${joined}</id></groups>`);
      const { body: oldGroup } = await account.call(account.admin, "GET", `/group/${left}`);
      expect(oldGroup).toContain("<users/>");
      // The password is its own, too.
      expect((await account.send("GET", `/user/${gigi.number}`, gigi.auth)).status).toBe(403);
    });

    it("takes the role of an administrator of an organization along, and gives no rights in the old one", async () => {
      const { gigi, boss } = await openOrg();
      const to = await account.addOrg();
      expect((await update(account.admin, boss.number, { ...fields(""), "X-Organization-Id": to })).status).toBe(200);
      const { body } = await account.call(account.admin, "GET", `/user/${boss.number}`);
      expect(fieldOf(body, "role")).toBe("organizationAdministrator");
      expect((await update(boss, gigi.number, fields("<city>Rome</city>"))).status).toBe(403);
      expect((await update(boss, boss.number, fields("<city>Rome</city>"))).status).toBe(200);
    });

    it("refuses an administrator of an organization a role above its own, and another organization", async () => {
      const { gigi, boss } = await openOrg();
      const refused = { status: 403, body: "Permission denied" };
      expect(await update(boss, gigi.number, { ...fields(""), "X-Role": "administrator" })).toMatchObject(refused);
      const to = await account.addOrg();
      expect(await update(boss, gigi.number, { ...fields(""), "X-Organization-Id": to })).toMatchObject(refused);
      for (const role of ["publisher", "organizationAdministrator", "user"]) {
        expect((await update(boss, gigi.number, { ...fields(""), "X-Role": role })).status).toBe(200);
        const { body } = await account.call(account.admin, "GET", `/user/${gigi.number}`);
        expect(fieldOf(body, "role")).toBe(role);
      }
    });

    it("replaces a password: the old one fails, the new one works", async () => {
      const { boss } = await openOrg();
      const own = `/user/${boss.number}`;
      expect((await account.send("GET", own, boss.auth)).status).toBe(200);
      await account.call(account.admin, "POST", own, fields("<password>New-Secret-2</password>"));
      expect((await account.send("GET", own, { ...boss.auth, "X-Auth-Password": "New-Secret-2" })).status).toBe(200);
      expect(await account.send("GET", own, boss.auth)).toMatchObject({ status: 401, body: "Authorization failed" });
    });

    it("changes only what is there, and clears what is there and empty", async () => {
      const { gigi } = await openOrg();
      await account.call(
        account.admin,
        "POST",
        `/user/${gigi.number}`,
        fields("<city>Rome</city><state>Lazio</state>"),
      );
      await account.call(account.admin, "POST", `/user/${gigi.number}`, fields("<first_name>Zoe</first_name><city/>"));
      const { body } = await account.call(account.admin, "GET", `/user/${gigi.number}`);
      const want = { first_name: "Zoe", last_name: "Giraffe", email: gigi.email, city: "", state: "Lazio" };
      for (const [field, value] of Object.entries(want)) expect(fieldOf(body, field)).toBe(value);
    });

    it("takes the answer of a request in another case of header names, with a body, and with headers it does not know", async () => {
      const { gigi } = await openOrg();
      const headers = { ...account.admin.auth, ...fields("<city>Rome</city>"), "X-Email": "stale@example.com" };
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      const answer = await account.send("POST", `/user/${gigi.number}`, { ...lower, "x-anything": "1" }, "{not json");
      expect(answer).toMatchObject({ status: 200, body: "" });
      expect(await account.getField(gigi, "city")).toBe("Rome");
      expect(await account.getField(gigi, "email")).toBe(gigi.email);
    });

    const names = [
      { name: "UTF-8 bytes", bytes: Buffer.from("Žofie Ж", "utf8"), want: "Žofie Ж" },
      { name: "latin1 bytes", bytes: Buffer.from("José", "latin1"), want: "José" },
      {
        name: "character references",
        bytes: Buffer.from("&#1046;&#x416; &amp; &lt;b&gt;"),
        want: "ЖЖ &amp; &lt;b&gt;",
      },
      { name: "CDATA", bytes: Buffer.from("<![CDATA[a & <b>]]>"), want: "a &amp; &lt;b&gt;" },
    ];
    for (const { name, bytes, want } of names) {
      it(`stores ${name} as the text they mean`, async () => {
        const { gigi } = await openOrg();
        const auth = Object.entries(account.admin.auth).map(([header, value]) => `${header}: ${value}\r\n`);
        const head = `POST /user/${gigi.number} HTTP/1.1\r\nHost: ${new URL(account.server.url).host}\r\nConnection: close\r\n`;
        const request = Buffer.concat([
          Buffer.from(`${head}${auth.join("")}X-Fields-Xml: <fields><city>`),
          bytes,
          Buffer.from("</city></fields>\r\nContent-Length: 0\r\n\r\n"),
        ]);
        expect(String(await exchangeBytes(account.server.url, request))).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
        expect(await account.getField(gigi, "city")).toBe(want);
      });
    }

    it("answers 431 to headers of 20 KB", async () => {
      const { gigi } = await openOrg();
      const answer = await update(account.admin, gigi.number, fields(`<city>${"x".repeat(20_000)}</city>`));
      expect(answer.status).toBe(431);
    });
  });

  describe(`${engine.name}: who calls`, () => {
    const failures: readonly { readonly name: string; readonly change: RequestHeaders }[] = [
      { name: "a wrong password", change: { "X-Auth-Password": "wrong" } },
      { name: "an unknown e-mail address", change: { "X-Auth-Email": "nobody@example.com" } },
      { name: "another account", change: { "X-Auth-Account-Url": "http://other.example.com" } },
      { name: "no password", change: { "X-Auth-Password": "" } },
      { name: "no e-mail address", change: { "X-Auth-Email": "" } },
      { name: "no account", change: { "X-Auth-Account-Url": "" } },
    ];
    for (const { name, change } of failures) {
      it(`answers 401 to ${name}, in the same words, before all else`, async () => {
        const { boss } = await openOrg();
        const answer = await account.send("POST", "/user/999999", { ...boss.auth, ...change });
        expect(answer).toMatchObject({ status: 401, body: "Authorization failed" });
        expect(answer.headers.has("www-authenticate")).toBe(false);
      });
    }

    it("answers 401 to a user that is inactive", async () => {
      const { boss } = await openOrg();
      await account.call(account.admin, "POST", `/user/${boss.number}/status`, { "X-Status": "3" });
      expect((await account.send("GET", "/user", boss.auth)).status).toBe(401);
    });

    it("takes the account's URL with another scheme, in another case and with slashes at its end", async () => {
      const { host } = new URL(account.server.url);
      for (const url of [`https://${host}`, `HTTP://${host.toUpperCase()}/`, `http://${host}//`]) {
        const answer = await account.send("GET", "/user", { ...account.admin.auth, "X-Auth-Account-Url": url });
        expect(answer.status).toBe(200);
      }
    });

    it("takes the login in place of the e-mail address, in any case", async () => {
      const { boss } = await openOrg();
      const login = unique("Boss-");
      await account.call(account.admin, "POST", `/user/${boss.number}`, fields(`<login>${login}</login>`));
      const auth = { ...boss.auth, "X-Auth-Email": login.toUpperCase() };
      expect((await account.send("GET", `/user/${boss.number}`, auth)).status).toBe(200);
    });
  });

  describe(`${engine.name}: the calls around it`, () => {
    it("POST /user answers 201 with the bare id, 409 to an address or login that is taken", async () => {
      const email = `${unique("new-")}@example.com`;
      const create = (headers: RequestHeaders) =>
        account.send("POST", "/user", { ...account.admin.auth, "X-Password": "Secret-123", ...headers });
      const answer = await create({ "X-Email": email });
      expect(answer.status).toBe(201);
      expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
      expect(answer.body).toMatch(/^\d+$/);
      expect(await create({ "X-Email": email.toUpperCase(), "X-Login": unique("login-") })).toMatchObject({
        status: 409,
        body: "User with the same email is already registered.",
      });
      expect(await create({ "X-Email": `other-${email}`, "X-Login": email })).toMatchObject({
        status: 409,
        body: "User with the same login is already registered.",
      });
      const refused = { status: 400, body: "Bad Request" };
      expect(await create({})).toMatchObject(refused);
      expect(await create({ "X-Email": `x-${email}`, "X-Password": "short" })).toMatchObject(refused);
      expect(await create({ "X-Email": `x-${email}`, "X-Organization-Id": "999999" })).toMatchObject(refused);
      expect(await create({ "X-Email": `x-${email}`, "X-Send-Login-Email": "2" })).toMatchObject(refused);
    });

    it("POST /user gives an address to one of eight who ask for it at the same time", async () => {
      const email = `${unique("same-")}@example.com`;
      const answers = await Promise.all(
        Array.from({ length: 8 }, () =>
          account.send("POST", "/user", {
            ...account.admin.auth,
            "X-Email": email,
            "X-Login": unique("login-"),
            "X-Send-Login-Email": "0",
          }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(409)]);
    });

    it("POST /user without a password sends a message if it may, and lets nobody in", async () => {
      for (const [flag, status] of [
        ["1", 1],
        ["0", 1],
      ] as const) {
        const headers = { "X-Email": `${unique("new-")}@example.com`, "X-Send-Login-Email": flag };
        const { body } = await account.call(account.admin, "POST", "/user", headers, 201);
        const profile = await account.call(account.admin, "GET", `/user/${body}`);
        expect(fieldOf(profile.body, "status")).toBe(String(status));
      }
    });

    it("GET /user answers the users of every organization to administrators, and their own to others", async () => {
      const { org, gigi, boss } = await openOrg();
      const other = await openOrg();
      const idsOf = (body: string) => [...body.matchAll(/<userId>(\d+)</g)].map(([, id]) => id);
      const all = idsOf((await account.call(account.admin, "GET", "/user")).body);
      expect(all).toEqual(expect.arrayContaining([gigi.number, other.gigi.number]));
      const own = idsOf((await account.call(boss, "GET", "/user")).body);
      expect(own).toContain(gigi.number);
      expect(own).not.toContain(other.gigi.number);
      expect(own).toEqual(
        idsOf((await account.call(account.admin, "GET", "/user", { "X-Organization-Id": org })).body),
      );
      const group = await account.addGroup({ org });
      await account.call(boss, "POST", `/group/${group}/member`, { "X-User-Id": gigi.number }, 201);
      const filtered = await account.call(boss, "GET", "/user", { "X-Group-Id": group });
      expect(idsOf(filtered.body)).toEqual([gigi.number]);
      const foreign = await account.send("GET", "/user", { ...other.boss.auth, "X-Organization-Id": org });
      expect(foreign).toMatchObject({ status: 403, body: "Permission denied" });
      expect((await account.call(account.admin, "GET", "/user", { "X-Group-Id": "999999" })).body).toContain(
        "<users/>",
      );
    });

    it("POST /user/{id}/password asks for six characters, a letter from A to Z and a digit", async () => {
      const { boss, gigi } = await openOrg();
      const set = (password: string) =>
        account.send("POST", `/user/${gigi.number}/password`, { ...boss.auth, "X-Password": password });
      for (const password of ["Abc12", "abcdef1", "Abcdefg", "", "A1".repeat(51)]) {
        expect(await set(password)).toMatchObject({ status: 400, body: "Bad Request" });
      }
      expect(await set("Päss-W0rt")).toMatchObject({ status: 200, body: "" });
      const auth = { ...gigi.auth, "X-Auth-Password": "Päss-W0rt" };
      expect((await account.send("GET", "/organization", auth)).status).toBe(403);
    });

    it("POST /user/{id}/status knows active, inactive, and active until a day", async () => {
      const { gigi } = await openOrg();
      const path = `/user/${gigi.number}/status`;
      const statusOf = async () => {
        const { body } = await account.call(account.admin, "GET", `/user/${gigi.number}`);
        return [fieldOf(body, "status"), fieldOf(body, "deactivationDate")];
      };
      await account.call(account.admin, "POST", path, { "X-Status": "1", "X-Deactivation-Date": "2199-01-31" });
      expect(await statusOf()).toEqual(["1", "2199-01-31"]);
      await account.call(account.admin, "POST", path, { "X-Status": "1" });
      expect(await statusOf()).toEqual(["1", undefined]);
      await account.call(account.admin, "POST", path, { "X-Status": "3" });
      await account.call(account.admin, "POST", path, { "X-Status": "3" });
      expect(await statusOf()).toEqual(["3", undefined]);
      await account.call(account.admin, "POST", path, { "X-Status": "1" });
      await account.call(account.admin, "POST", path, { "X-Status": "1", "X-Deactivation-Date": "2020-01-01" });
      expect(await statusOf()).toEqual(["3", undefined]);
      const send = (headers: RequestHeaders) => account.send("POST", path, { ...account.admin.auth, ...headers });
      expect(await send({ "X-Status": "2" })).toMatchObject({
        status: 400,
        body: "User status must be 1 or 3, 2 given",
      });
      for (const day of ["2030-02-30", "31.01.2030", "2030-1-1"]) {
        expect(await send({ "X-Status": "1", "X-Deactivation-Date": day })).toMatchObject({
          status: 400,
          body: "Deactivation date must be in a format YYYY-MM-DD",
        });
      }
    });

    it("DELETE /user/{id} answers 204, and then 404; its number is never given to another", async () => {
      const { boss, gigi } = await openOrg();
      expect(await account.call(boss, "DELETE", `/user/${gigi.number}`, {}, 204)).toMatchObject({ body: "" });
      for (const method of ["DELETE", "GET"]) {
        const answer = await account.send(method, `/user/${gigi.number}`, account.admin.auth);
        expect(answer).toMatchObject({ status: 404, body: "Unknown user" });
      }
      const next = await account.addUser();
      expect(Number(next.number)).toBeGreaterThan(Number(gigi.number));
    });

    it("GET /user/profile/fields lists the documented fields in their order", async () => {
      const { boss, plain } = await openOrg();
      const { body } = await account.call(boss, "GET", "/user/profile/fields");
      expect(body).toContain(
        "<userProfileFields><userFieldInfo><userFieldInfoId>3</userFieldInfoId><name>first_name</name>" +
          "<label>First Name</label><type>first_name</type><isUnique>false</isUnique><isVisible>true</isVisible>" +
          "<isRequired>true</isRequired><orderPriority>-15</orderPriority></userFieldInfo>",
      );
      expect([...body.matchAll(/<name>(\w+)</g)].map(([, name]) => name).slice(0, 8)).toEqual([
        "first_name",
        "last_name",
        "email",
        "login",
        "phone",
        "country_id",
        "state",
        "city",
      ]);
      expect((await account.send("GET", "/user/profile/fields", plain.auth)).status).toBe(403);
    });
  });
}
