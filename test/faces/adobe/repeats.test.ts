import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { engines } from "../../support/engines.ts";
import { type AdobeOrg, profileIn, profilePath, useAdobe } from "./adobe-in-test.ts";

interface Change {
  readonly name: string;
  readonly path: (org: AdobeOrg) => string;
  readonly body: (org: AdobeOrg) => unknown;
  /** Takes the change back by another way, so that what runs again is seen. */
  readonly undo: (org: AdobeOrg) => Promise<unknown>;
}

const adminPath = (org: AdobeOrg) => `/{org}/products/${org.productId}/admin`;
const changes: readonly Change[] = [
  {
    name: "UpdateProfile",
    path: (org) => profilePath(org),
    body: ({ emails: [ann] }) => ({ addAdminUsers: [ann] }),
    undo: (org) => org.call("POST", profilePath(org), { removeAdminUsers: [org.emails[0]] }),
  },
  {
    name: "UpdateProductAdmins",
    path: adminPath,
    body: ({ emails: [ann] }) => ({ addProductAdmin: [ann] }),
    undo: (org) => org.call("POST", adminPath(org), { removeProductAdmin: [org.emails[0]] }),
  },
  {
    name: "RunCommands",
    path: () => "/action/{org}",
    body: ({ emails: [ann], product }) => [
      { user: ann, requestID: "first", do: [{ add: { product: [`_product_admin_${product}`] } }] },
      { user: "ghost@x.example", do: [{ add: { group: [`_product_admin_${product}`] } }] },
    ],
    undo: (org) => org.call("POST", adminPath(org), { removeProductAdmin: [org.emails[0]] }),
  },
];

/** How often the user was made an administrator, as the history of the product tells it. */
async function countAdditions(org: AdobeOrg): Promise<number> {
  const { result } = await org.zitadel("POST", `/management/v1/projects/${org.productId}/changes/_search`);
  const keys: readonly string[] = result.map((change: { eventType: { key: string } }) => change.eventType.key);
  return keys.filter((key) => /(administrator|member)\.added$/.test(key)).length;
}

describe.each(engines)("a repeat on $name", (engine) => {
  const adobe = useAdobe(engine);

  for (const { name, path, body, undo } of changes) {
    const send = (org: AdobeOrg, requestId: string | undefined, query = "") =>
      org.call("POST", `${path(org)}${query}`, body(org), { "x-request-id": requestId });

    it(`of ${name} answers as the first did and does nothing`, async () => {
      const org = await adobe.addOrg();
      const first = await send(org, "one");
      await undo(org);
      const before = await org.snapshot();
      const repeat = await send(org, "one");
      expect([repeat.status, repeat.json]).toEqual([200, first.json]);
      expect(repeat.headers.get("x-request-id")).toBe("one");
      expect(await org.snapshot()).toEqual(before);
      expect(await countAdditions(org)).toBe(1);
    });

    it(`of ${name} under another id, or none, is another call`, async () => {
      const org = await adobe.addOrg();
      for (const id of ["one", "two", undefined, undefined]) {
        expect((await send(org, id)).status).toBe(200);
        await undo(org);
      }
      expect(await countAdditions(org)).toBe(4);
    });

    it(`of ${name} by another client is another call`, async () => {
      const org = await adobe.addOrg();
      await send(org, "one");
      await undo(org);
      const machine = await org.addMachine(["ORG_OWNER"]);
      const headers = {
        "x-api-key": machine.id,
        authorization: `Bearer ${machine.token}`,
        "x-request-id": "one",
      };
      expect((await org.call("POST", path(org), body(org), headers)).status).toBe(200);
      expect(await countAdditions(org)).toBe(2);
    });

    it(`of ${name}: 16 at once are done once, and answered alike`, async () => {
      const org = await adobe.addOrg();
      const answers = await Promise.all(Array.from({ length: 16 }, () => send(org, "one")));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(await countAdditions(org)).toBe(1);
    });

    it(`of ${name} as a test is run again, and stands in the way of no change`, async () => {
      const org = await adobe.addOrg();
      const test = await send(org, "one", "?testOnly=true");
      expect(await countAdditions(org)).toBe(0);
      await send(org, "two");
      const again = await send(org, "one", "?testOnly=true");
      // Both say what would be so afterwards, and now it is so already.
      expect(again.json).toEqual(test.json);
      await send(org, "one");
      expect(await countAdditions(org)).toBe(1);
    });
  }

  it("of an id with other content is another call", async () => {
    const org = await adobe.addOrg();
    for (const email of org.emails.slice(0, 2)) {
      await org.call("POST", profilePath(org), { addAdminUsers: [email] }, { "x-request-id": "one" });
    }
    expect(await countAdditions(org)).toBe(2);
  });

  it("of a change that failed runs", async () => {
    const org = await adobe.addOrg();
    const email = `later@${org.id}.example`;
    const send = () => org.call("POST", profilePath(org), { addUsers: [email] }, { "x-request-id": "one" });
    expect((await send()).json.errorCode).toBe("USER_NONEXISTENT");
    const create = { createFederatedID: { email, firstname: "La", lastname: "Ter" } };
    expect((await org.act([{ user: email, do: [create] }])).completed).toBe(1);
    const answer = await send();
    expect([answer.status, profileIn(answer).userCount]).toEqual([200, 1]);
  });

  it("of commands adds no second user, and tells the first one's id", async () => {
    const org = await adobe.addOrg();
    const email = `new@${org.id}.example`;
    const commands = [{ user: email, do: [{ createFederatedID: { email, firstname: "Ne", lastname: "W" } }] }];
    const send = () => org.call("POST", "/action/{org}", commands, { "x-request-id": "one" });
    const first = await send();
    expect(first.json).toMatchObject({ completed: 1, created: [{ index: 0, id: expect.stringMatching(/^\d+$/) }] });
    // Without the first one's answer it would be an error: there is such a user now.
    expect((await send()).json).toEqual(first.json);
  });

  it("among 64 changes under ids of their own loses none", async () => {
    const org = await adobe.addOrg();
    const calls = ["editor", "viewer"].flatMap((key) => org.emails.map((email) => ({ key, email })));
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => {
        const { key, email } = calls[index % calls.length] ?? { key: "", email: "" };
        const body = { addUsers: [email], addAdminUsers: [email] };
        return org.call("POST", profilePath(org, key), body, { "x-request-id": randomUUID() });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const after = await org.call("POST", profilePath(org), {});
    for (const key of ["editor", "viewer"])
      expect(profileIn(after, key)).toMatchObject({ userCount: 4, adminCount: 4 });
  });
});
