import { describe, expect, it } from "vitest";
import { engines } from "../../support/engines.ts";
import { type Answer, groupOf, profilePath, useAdobe } from "./adobe-in-test.ts";

const pagingOf = ({ headers }: Answer) =>
  ["total-count", "page-count", "current-page", "page-size"].map((name) => Number(headers.get(`x-${name}`)));

describe.each(engines)("reads on $name", (engine) => {
  const adobe = useAdobe(engine);

  it("tell in headers where a page stands, counted from 0 or from 1 as each endpoint does", async () => {
    const org = await adobe.addOrg();
    await org.call("POST", profilePath(org), { addUsers: org.emails.slice(0, 3) });
    const pages: readonly (readonly [string, readonly number[]])[] = [
      ["/users/{org}/0", [4, 1, 0, 400]],
      ["/users/{org}/7", [4, 1, 7, 400]],
      ["/groups/{org}/0", [10, 1, 0, 400]],
      [`/users/{org}/0/${encodeURIComponent(groupOf(org))}`, [0, 1, 0, 400]],
      ["/{org}/products", [1, 1, 1, 200]],
      ["/{org}/products?page=0", [1, 1, 1, 200]],
      ["/{org}/products?page=3", [1, 1, 3, 200]],
      [`${profilePath(org)}/users`, [3, 1, 1, 200]],
      ["/{org}/user-groups", [1, 1, 1, 200]],
      [`/{org}/products/${org.productId}/configurations`, [2, 1, 1, 200]],
    ];
    for (const [path, paging] of pages) {
      const answer = await org.call("GET", path);
      expect([path, answer.status, ...pagingOf(answer)]).toEqual([path, 200, ...paging]);
      expect(answer.json).not.toHaveProperty("paging");
    }
  });

  it("say when a page is the last, and have their list when it is empty", async () => {
    const org = await adobe.addOrg();
    for (const [path, list] of [
      ["/users/{org}/9", "users"],
      ["/groups/{org}/9", "groups"],
      [`/users/{org}/0/${encodeURIComponent(groupOf(org))}`, "users"],
      [`/users/{org}/0/${encodeURIComponent(groupOf(org))}?status=inactive`, "users"],
    ] as const) {
      const { json } = await org.call("GET", path);
      expect(json).toMatchObject({ lastPage: true, result: "success", [list]: [] });
    }
    expect((await org.call("GET", `${profilePath(org)}/users`)).text).toBe("[]");
  });

  it("of a page beyond the end are empty and tell in headers how many pages there are", async () => {
    const org = await adobe.addOrg();
    await org.call("POST", profilePath(org), { addUsers: [org.emails[0]], addAdminUsers: [org.emails[1]] });
    const group = encodeURIComponent(groupOf(org));
    await org.act([{ usergroup: groupOf(org), do: [{ add: { user: [org.emails[0]] } }] }]);
    const [{ groupId }] = (await org.call("GET", "/{org}/user-groups")).json;
    for (const [path, total] of [
      ["/{org}/products", 1],
      [`${profilePath(org)}/users`, 1],
      [`${profilePath(org)}/admins`, 1],
      ["/{org}/user-groups", 1],
      [`/{org}/user-groups/${groupId}/users`, 1],
      [`/{org}/user-groups/${groupId}/admins`, 0],
    ] as const) {
      const answer = await org.call("GET", `${path}?page=9`);
      expect([path, answer.status, answer.json, ...pagingOf(answer)]).toEqual([path, 200, [], total, 1, 9, 200]);
    }
    const profiles = await org.call("GET", `/{org}/products/${org.productId}/configurations?page=9`);
    expect(pagingOf(profiles)).toEqual([2, 1, 9, 200]);
    expect(profiles.json).toMatchObject({ id: org.productId, configurationCount: 2 });
    expect(profiles.json.licenseConfigurations ?? []).toEqual([]);
    const inGroup = await org.call("GET", `/users/{org}/9/${group}`);
    expect([inGroup.status, inGroup.json]).toMatchObject([200, { lastPage: true, users: [] }]);
    expect(pagingOf(inGroup)).toEqual([1, 1, 9, 400]);
  });

  it("understand directOnly in capital letters", async () => {
    const org = await adobe.addOrg();
    const [ann] = org.emails;
    const editors = org.product.replace("Product", "Editors");
    await org.act([{ usergroup: groupOf(org), do: [{ add: { user: [ann], productConfiguration: [editors] } }] }]);
    const groupsAt = async (path: string, query: string) => {
      const { json } = await org.call("GET", `${path}?directOnly=${query}`);
      const user = json.user ?? json.users.find(({ email }: { email: string }) => email === ann);
      return user.groups;
    };
    for (const path of ["/users/{org}/0", `/organizations/{org}/users/${ann}`]) {
      for (const value of ["true", "True", "TRUE"])
        expect([path, value, await groupsAt(path, value)]).toEqual([path, value, [groupOf(org)]]);
      for (const value of ["false", "False", "FALSE"])
        expect([path, value, await groupsAt(path, value)]).toEqual([path, value, [editors, groupOf(org)].sort()]);
    }
  });

  it("go through more users than a page holds without leaving one out", async () => {
    const org = await adobe.addOrg();
    const users = Array.from({ length: 400 }, (_, index) => `u${index}@${org.id}.example`);
    const add = (email: string) =>
      org.zitadel("POST", "/management/v1/users/human", {
        userName: email,
        profile: { firstName: "U", lastName: "V" },
        email: { email, isEmailVerified: true },
      });
    for (let start = 0; start < users.length; start += 50) await Promise.all(users.slice(start, start + 50).map(add));
    const first = await org.call("GET", "/users/{org}/0");
    const second = await org.call("GET", "/users/{org}/1");
    expect([first.json.lastPage, second.json.lastPage]).toEqual([false, true]);
    expect(pagingOf(second)).toEqual([404, 2, 1, 400]);
    const ids = [...first.json.users, ...second.json.users].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(404);
    const under = await org.call("GET", `/users/{org}/0?domain=${org.id}.EXAMPLE`);
    expect(pagingOf(under)[0]).toBe(400);
  });

  it("name groups by number as well, and the numbers are whole numbers", async () => {
    const org = await adobe.addOrg();
    await org.call("POST", profilePath(org), { addUsers: [org.emails[0]], addAdminUsers: [org.emails[1]] });
    const { groups } = (await org.call("GET", "/groups/{org}/0")).json;
    for (const { groupId, groupName, memberCount } of groups) {
      expect(Number.isInteger(groupId)).toBe(true);
      const { json } = await org.call("GET", `/users/{org}/0/${groupId}`);
      expect(json.groupName).toBe(groupName);
      // The administrator of the test is a machine, which lists of users leave out.
      if (groupName !== "_org_admin" && !groupName.startsWith("_product_admin"))
        expect(json.users).toHaveLength(memberCount);
    }
    const profile = (await org.call("GET", profilePath(org))).json;
    const byName = new Map(
      groups.map((group: { groupName: string; groupId: number }) => [group.groupName, group.groupId]),
    );
    expect(byName.get(profile.name)).toBe(profile.licenseGroupId);
    expect(byName.get(`_admin_${profile.name}`)).toBe(profile.adminGroupId);
  });

  it("show user groups with who is in and who administers them", async () => {
    const org = await adobe.addOrg();
    const [ann, bob] = org.emails;
    const name = groupOf(org);
    await org.act([
      { user: ann, do: [{ add: { group: [name] } }] },
      { user: bob, do: [{ add: { group: [`_admin_${name}`] } }] },
    ]);
    const [group] = (await org.call("GET", "/{org}/user-groups")).json;
    expect(group).toMatchObject({
      name,
      type: "USER_GROUP",
      userCount: 1,
      adminCount: "1",
      adminGroupName: `_admin_${name}`,
    });
    expect((await org.call("GET", `/{org}/user-groups/${group.groupId}`)).json).toEqual(group);
    const emailsAt = async (path: string) =>
      (await org.call("GET", `/{org}/user-groups/${group.groupId}/${path}`)).json;
    expect(await emailsAt("users")).toMatchObject([{ email: ann, status: "active", userType: "enterpriseID" }]);
    expect(await emailsAt("admins")).toMatchObject([{ email: bob }]);
    const missing = await org.call("GET", "/{org}/user-groups/2147483647");
    expect([missing.status, missing.json.errorCode]).toEqual([404, "GROUP_NOT_FOUND"]);
  });

  it("answer the status without key and token", async () => {
    for (const path of ["/status", "/v2/usermanagement/status"]) {
      const answer = await fetch(`${adobe.server.url}${path}`);
      expect(await answer.json()).toMatchObject({ state: "LIVE", version: expect.stringMatching(/^\d/) });
    }
  });

  const adminForms = [
    "products/{id}/admin",
    "product/{id}/admin",
    "products/{id}/admins",
    "product/{id}/admins",
    "products/{id}",
  ];
  for (const form of adminForms) {
    it(`leave POST ${form} to UpdateProductAdmins`, async () => {
      const org = await adobe.addOrg();
      const path = `/{org}/${form.replace("{id}", org.productId)}`;
      const answer = await org.call("POST", path, [{ addProductAdmin: [org.emails[0]] }]);
      expect([answer.status, answer.json.id]).toEqual([200, org.productId]);
      expect(answer.headers.get("canonical-resource")).toBe("/v2/usermanagement/{orgId}/products/{productId}/admin");
      const both = await org.call("POST", path, { addProductAdmin: ["x@x"], removeProductAdmin: ["X@x"] });
      expect(both.json).toMatchObject({ errorCode: "DUPLICATE_PRODUCTADMIN" });
    });
  }
});
