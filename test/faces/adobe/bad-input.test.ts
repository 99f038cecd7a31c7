import { describe, expect, it } from "vitest";
import { engines } from "../../support/engines.ts";
import { sendHttp1 } from "../../support/raw-http.ts";
import { groupOf, profilePath, useAdobe } from "./adobe-in-test.ts";
import { type BadChange, expectRefused } from "./bad-change.ts";

const bad: readonly BadChange[] = [
  { name: "malformed JSON", body: () => "{", status: 400, code: "BAD_REQUEST", says: "invalid JSON" },
  {
    name: "bytes that are no UTF-8",
    body: () => new Uint8Array([0x22, 0xff, 0x22]),
    status: 400,
    code: "BAD_REQUEST",
    says: "",
  },
  { name: "a text", body: () => '"x"', status: 400, code: "BAD_REQUEST", says: "expected an object" },
  { name: "a list of two", body: () => [{}, {}], status: 400, code: "BAD_REQUEST", says: "expected an object" },
  {
    name: "a list that is a text",
    body: () => ({ addUsers: "x" }),
    status: 400,
    code: "BAD_REQUEST",
    says: "addUsers",
  },
  { name: "a number in a list", body: () => ({ addUsers: [3] }), status: 400, code: "BAD_REQUEST", says: "addUsers" },
  { name: "null in a list", body: () => ({ addUsers: [null] }), status: 400, code: "BAD_REQUEST", says: "addUsers" },
  {
    name: "a list in a list",
    body: ({ emails: [ann] }) => ({ removeUsers: [[ann]] }),
    status: 400,
    code: "BAD_REQUEST",
    says: "removeUsers",
  },
  {
    name: "an object that is to be a list",
    body: ({ emails: [ann] }) => ({ addUserGroups: { "0": ann } }),
    status: 400,
    code: "BAD_REQUEST",
    says: "addUserGroups",
  },
  {
    name: "an empty name",
    body: ({ emails: [ann] }) => ({ addUsers: [ann, ""] }),
    status: 400,
    code: "USER_NONEXISTENT",
    says: "addUsers",
  },
  { name: "an unknown list", body: () => ({ addUser: [] }), status: 400, code: "BAD_REQUEST", says: "addUser" },
  {
    name: "10,001 names",
    body: () => ({ removeUsers: Array.from({ length: 10_001 }, (_, index) => `u${index}@x.example`) }),
    status: 400,
    code: "LIST_TOO_LONG",
    says: "removeUsers: 10001",
  },
  {
    name: "an unknown user between known ones",
    body: ({ emails: [ann, bob] }) => ({ addUsers: [ann, "ghost@x.example", bob], addAdminUsers: [bob] }),
    status: 400,
    code: "USER_NONEXISTENT",
    says: "addUsers: User Id does not exist: ghost@x.example",
  },
  {
    name: "a user of another organization",
    body: (_org, { emails: [ann] }) => ({ addAdminUsers: [ann] }),
    status: 400,
    code: "USER_NONEXISTENT",
    says: "addAdminUsers",
  },
  {
    name: "an unknown user group after good lists",
    body: ({ emails: [ann] }) => ({ addUsers: [ann], addUserGroups: ["no such group"] }),
    status: 400,
    code: "USERGROUP_NOT_FOUND",
    says: "addUserGroups: UserGroup not found: no such group",
  },
  {
    name: "a user group of another organization",
    body: (_org, other) => ({ removeUserGroups: [groupOf(other)] }),
    status: 400,
    code: "USERGROUP_NOT_FOUND",
    says: "removeUserGroups",
  },
  {
    name: "a user in add and remove",
    body: ({ emails: [ann] }) => ({ addUsers: [ann], removeUsers: [ann.toLowerCase()] }),
    status: 400,
    code: "DUPLICATE_USER",
    says: "addUsers, removeUsers",
  },
  {
    name: "a group in add and remove",
    body: (org) => ({ addUserGroups: [groupOf(org)], removeUserGroups: [groupOf(org)] }),
    status: 400,
    code: "DUPLICATE_USERGROUP",
    says: "addUserGroups",
  },
  {
    name: "an administrator in add and remove",
    body: ({ emails: [ann] }) => ({ addAdminUsers: [ann], removeAdminUsers: [ann] }),
    status: 400,
    code: "DUPLICATE_PRODUCTADMIN",
    says: "addAdminUsers",
  },
  {
    name: "a body over 1 MiB",
    body: () => ({ addUsers: ["x".repeat(1_048_577)] }),
    status: 413,
    code: "BAD_REQUEST",
    says: "1048576",
  },
];

describe.each(engines)("bad input on $name", (engine) => {
  const adobe = useAdobe(engine);

  it("is refused with what is wrong, and leaves nothing", async () => {
    const org = await adobe.addOrg();
    const other = await adobe.addOrg();
    await org.call("POST", profilePath(org), { addUsers: [org.emails[3]], addUserGroups: [groupOf(org)] });
    const before = await org.snapshot();
    for (const change of bad) await expectRefused(org, other, profilePath(org), change);
    expect(await org.snapshot()).toEqual(before);
  });

  it("of an ambiguous address names it", async () => {
    const org = await adobe.addOrg();
    const email = org.emails[0].toUpperCase();
    const profile = { firstName: "Twin", lastName: "Person" };
    await org.zitadel("POST", "/management/v1/users/human", {
      userName: `twin-${org.id}`,
      profile,
      email: { email, isEmailVerified: true },
    });
    const answer = await org.call("POST", profilePath(org), { addUsers: [org.emails[0]] });
    expect([answer.status, answer.json.errorCode]).toEqual([400, "USER_NOT_FOUND_OR_AMBIGUOUS"]);
    // The user name still tells them apart.
    expect((await org.call("POST", profilePath(org), { addUsers: [`twin-${org.id}`] })).status).toBe(200);
  });

  const paths = [
    { name: "two slashes at the beginning", path: "//{org}/products", status: 400, result: "error.command.malformed" },
    { name: "two slashes inside", path: "/users/{org}//0", status: 400, result: "error.command.malformed" },
    { name: "a slash at the end", path: "/{org}/products/", status: 400, result: "error.command.malformed" },
    { name: "no such path", path: "/{org}/no/such/path/at/all", status: 404, result: "error.api.not_available" },
    { name: "a page that is no number", path: "/users/{org}/x", status: 400, result: "error.command.malformed" },
    { name: "a page before the first", path: "/users/{org}/-1", status: 400, result: "error.command.malformed" },
    {
      name: "a boolean that is none",
      path: "/users/{org}/0?directOnly=perhaps",
      status: 400,
      result: "error.command.malformed",
    },
  ];
  it("in a path is answered in the words of the newer endpoints", async () => {
    const org = await adobe.addOrg();
    for (const { name, path, status, result } of paths) {
      const answer = await org.call("GET", path);
      expect([name, answer.status, answer.json?.result]).toEqual([name, status, result]);
      expect(answer.headers.get("x-request-id")).toMatch(/./);
    }
  });

  it("in the path of a change leaves nothing", async () => {
    const org = await adobe.addOrg();
    const other = await adobe.addOrg();
    const before = [await org.snapshot(), await other.snapshot()];
    const product = `products/${org.productId}`;
    const refused = [
      { path: `//{org}/${product}/configurations/editor`, status: 400 },
      { path: `/{org}//${product}/configurations/editor`, status: 400 },
      { path: `/{org}/${product}//configurations/editor`, status: 400 },
      { path: `/{org}/${product}/configurations//editor`, status: 400 },
      { path: `/{org}/${product}/configurations/`, status: 400 },
      { path: `/{org}/${product}/configurations/editor/`, status: 400 },
      { path: `/{org}/${product}/configurations/no%2Feditor`, status: 404, code: "PLC_NOT_FOUND" },
      { path: `/{org}/${product}/configurations/editor%2F`, status: 404, code: "PLC_NOT_FOUND" },
      { path: `/{org}/products/${org.productId}%2Fx/configurations/editor`, status: 404, code: "PRODUCT_NOT_FOUND" },
      { path: `/{org}/products/${other.productId}/configurations/editor`, status: 404, code: "PRODUCT_NOT_FOUND" },
      { path: `/{org}/${product}%2Fconfigurations%2Feditor`, status: 400, code: "BAD_REQUEST" },
    ];
    for (const { path, status, code } of refused) {
      const answer = await org.call("POST", path, { addUsers: [org.emails[0]] });
      expect([path, answer.status]).toEqual([path, status]);
      if (code !== undefined) expect([path, answer.json?.errorCode]).toEqual([path, code]);
    }
    expect([await org.snapshot(), await other.snapshot()]).toEqual(before);
  });

  it("of %2F in a name is none where a product or a profile is called so", async () => {
    const org = await adobe.addOrg();
    const name = `A/B of ${org.product}`;
    const { id } = await org.zitadel("POST", "/management/v1/projects", { name });
    const profile = { roleKey: "in/out", displayName: `In/Out of ${org.product}` };
    await org.zitadel("POST", `/management/v1/projects/${id}/roles`, profile);
    for (const text of [profile.roleKey, profile.displayName]) {
      const path = `/{org}/products/${encodeURIComponent(name)}/configurations/${encodeURIComponent(text)}`;
      const answer = await org.call("POST", path, { addUsers: [org.emails[0]] });
      expect([text, answer.status, answer.json?.id]).toEqual([text, 200, id]);
      expect((await org.call("GET", `${path}/users`)).json).toMatchObject([{ email: org.emails[0] }]);
    }
  });

  it("of a method that the path has not is answered 405", async () => {
    const org = await adobe.addOrg();
    const answer = await org.call("DELETE", "/users/{org}/0");
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("of a raw @ and an encoded one is none", async () => {
    const org = await adobe.addOrg();
    for (const path of [
      `/v2/usermanagement/${org.id}@AdobeOrg/products`,
      `/v2/usermanagement/${org.id}%40AdobeOrg/products`,
    ]) {
      const headers = [
        ["authorization", `Bearer ${adobe.server.adminToken}`],
        ["X-Api-Key", "admin"],
        ["Pragma", "umapi-sync-start"],
      ] as const;
      const answer = await sendHttp1(adobe.server.url, { method: "GET", path, headers, body: new Uint8Array(0) });
      expect(answer.status).toBe(200);
    }
  });
});
