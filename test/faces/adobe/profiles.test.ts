import { describe, expect, it } from "vitest";
import { engines } from "../../support/engines.ts";
import { type AdobeOrg, groupOf, profileIn, profilePath, useAdobe } from "./adobe-in-test.ts";

describe.each(engines)("UpdateProfile on $name", (engine) => {
  const adobe = useAdobe(engine);

  it("changes all six lists at once and answers the product with its profiles and counts", async () => {
    const org = await adobe.addOrg();
    const [ann, bob, cid, dee] = org.emails;
    await org.call("POST", profilePath(org), { addUsers: [bob], addAdminUsers: [dee] });
    const answer = await org.call("POST", profilePath(org), {
      addUsers: [ann],
      removeUsers: [bob],
      addUserGroups: [groupOf(org)],
      removeUserGroups: [],
      addAdminUsers: [cid],
      removeAdminUsers: [dee],
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ id: org.productId, name: org.product, userCount: 1, configurationCount: 2 });
    expect(profileIn(answer)).toMatchObject({ userCount: 1, adminCount: 1, orgId: org.id, productId: org.productId });
    const emailsAt = async (path: string) =>
      (await org.call("GET", path)).json.map((user: { email: string }) => user.email);
    expect(await emailsAt(`${profilePath(org)}/users`)).toEqual([ann]);
    expect(await emailsAt(`${profilePath(org)}/admins`)).toEqual([cid]);
  });

  const forms = [
    { name: "an object", path: "products/{id}/configurations/editor", isListed: false },
    { name: "a list of one", path: "products/{id}/configurations/editor", isListed: true },
    { name: "the singular", path: "product/{id}/configurations/editor", isListed: false },
    { name: "the product's name", path: "products/{name}/configurations/editor", isListed: false },
    { name: "the profile's name", path: "products/{id}/configurations/{profile}", isListed: false },
    { name: "the profile's id in another case", path: "products/{id}/configurations/EDITOR", isListed: false },
  ];
  for (const { name, path, isListed } of forms) {
    it(`understands ${name}`, async () => {
      const org = await adobe.addOrg();
      const body = { addUsers: [org.emails[0].toUpperCase()] };
      const filled = path
        .replace("{id}", org.productId)
        .replace("{name}", encodeURIComponent(org.product.toUpperCase()))
        .replace("{profile}", encodeURIComponent(org.product.replace("Product", "Editors")));
      const answer = await org.call("POST", `/{org}@AdobeOrg/${filled}`, isListed ? [body] : body);
      expect(answer.status).toBe(200);
      expect(profileIn(answer).userCount).toBe(1);
    });
  }

  it("does nothing twice, and nothing for an empty body", async () => {
    const org = await adobe.addOrg();
    const body = { addUsers: [org.emails[0]], addUserGroups: [groupOf(org)], addAdminUsers: [org.emails[1]] };
    const first = await org.call("POST", profilePath(org), body);
    const before = await org.snapshot();
    for (const again of [body, {}, undefined, { addUsers: [] }, { removeUsers: [org.emails[2]] }]) {
      const answer = await org.call("POST", profilePath(org), again);
      expect(answer.json).toEqual(first.json);
    }
    expect(await org.snapshot()).toEqual(before);
  });

  it("keeps what a user has of other profiles", async () => {
    const org = await adobe.addOrg();
    await org.call("POST", profilePath(org, "viewer"), { addUsers: [org.emails[0]] });
    await org.call("POST", profilePath(org), { addUsers: [org.emails[0]] });
    const answer = await org.call("POST", profilePath(org), { removeUsers: [org.emails[0]] });
    expect(profileIn(answer, "viewer").userCount).toBe(1);
    expect(profileIn(answer).userCount).toBe(0);
  });

  for (const value of ["true", "True"]) {
    it(`answers with testOnly=${value} as it would, and changes nothing`, async () => {
      const org = await adobe.addOrg();
      const before = await org.snapshot();
      const path = `${profilePath(org)}?testOnly=${value}`;
      const answer = await org.call("POST", path, { addUsers: [org.emails[0]], addAdminUsers: [org.emails[1]] });
      expect(profileIn(answer)).toMatchObject({ userCount: 1, adminCount: 1 });
      const bad = await org.call("POST", path, { addUsers: ["nobody@nowhere.example"] });
      expect(bad.json.errorCode).toBe("USER_NONEXISTENT");
      expect(await org.snapshot()).toEqual(before);
    });
  }

  it("loses no change of 64 callers at once", async () => {
    const org = await adobe.addOrg();
    const addresses = await addHumans(org, 32);
    // Half of the callers give one profile, half the other, to the same users, whose grants hold both.
    const calls = addresses.flatMap((email) => ["editor", "viewer"].map((key) => ({ email, key })));
    const answers = await Promise.all(
      calls.map(({ email, key }) =>
        org.call("POST", profilePath(org, key), { addUsers: [email], addAdminUsers: [email] }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200));
    const after = await org.call("POST", profilePath(org), {});
    for (const key of ["editor", "viewer"]) {
      expect(profileIn(after, key)).toMatchObject({ userCount: 32, adminCount: 32 });
    }
    expect(after.json.userCount).toBe(32);
  });

  it("loses no change of 64 callers at once who change one profile", async () => {
    const org = await adobe.addOrg();
    const addresses = await addHumans(org, 64);
    const [leaving, coming] = [addresses.slice(0, 32), addresses.slice(32)];
    await org.call("POST", profilePath(org), { addUsers: leaving, addAdminUsers: coming });
    const bodies = [
      ...leaving.map((email) => ({ removeUsers: [email], addAdminUsers: [email] })),
      ...coming.map((email) => ({ addUsers: [email], removeAdminUsers: [email] })),
    ];
    const answers = await Promise.all(bodies.map((body) => org.call("POST", profilePath(org), body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const emailsAt = async (path: string) =>
      (await org.call("GET", `${profilePath(org)}/${path}`)).json.map(({ email }: { email: string }) => email).sort();
    expect(await emailsAt("users")).toEqual([...coming].sort());
    expect(await emailsAt("admins")).toEqual([...leaving].sort());
    const after = await org.call("POST", profilePath(org), {});
    expect(profileIn(after)).toMatchObject({ userCount: 32, adminCount: 32 });
    expect(after.json.userCount).toBe(32);
  });
});

/** Adds so many humans, and answers their addresses. */
async function addHumans(org: AdobeOrg, count: number): Promise<readonly string[]> {
  const addresses = Array.from({ length: count }, (_, index) => `many${index}@${org.id}.example`);
  for (let start = 0; start < count; start += 8) {
    const commands = addresses.slice(start, start + 8).map((email) => ({
      user: email,
      do: [{ createFederatedID: { email, firstname: "M", lastname: "N" } }],
    }));
    expect((await org.act(commands)).completed).toBe(8);
  }
  return addresses;
}

describe.each(engines)("faces on $name", (engine) => {
  const adobe = useAdobe(engine);

  it("see a member of a profile everywhere, with who made it one", async () => {
    const org = await adobe.addOrg();
    const [ann] = org.emails;
    const [annId] = org.userIds;
    await org.call("POST", profilePath(org), { addUsers: [ann], addAdminUsers: [ann] });
    await org.call("POST", `/{org}/products/${org.productId}/admin`, { addProductAdmin: [ann] });

    const editors = org.product.replace("Product", "Editors");
    const inGroup = await org.call("GET", `/users/{org}/0/${encodeURIComponent(editors)}`);
    expect(inGroup.json.users).toMatchObject([
      { email: ann, groups: [editors, `_admin_${editors}`, `_product_admin_${org.product}`].sort() },
    ]);
    const { groups } = (await org.call("GET", "/groups/{org}/0")).json;
    const countOf = (name: string) =>
      groups.find((group: { groupName: string }) => group.groupName === name).memberCount;
    expect(countOf(editors)).toBe(1);
    expect(countOf(`_admin_${editors}`)).toBe(1);

    const grants = await org.zitadel("POST", "/management/v1/users/grants/_search");
    expect(grants.result).toMatchObject([{ userId: annId, projectId: org.productId, roleKeys: ["editor"] }]);
    const memberships = await org.zitadel("POST", `/management/v1/users/${annId}/memberships/_search`);
    expect(memberships.result).toMatchObject([{ projectId: org.productId, roles: ["PROJECT_OWNER"] }]);
    const changes = await org.zitadel("POST", `/management/v1/projects/${org.productId}/changes/_search`);
    const { adminUserId } = adobe.server.instance;
    const told = changes.result.map((change: { eventType: { key: string }; editorId: string }) => [
      change.eventType.key,
      change.editorId,
    ]);
    expect(told).toContainEqual(["EventTypes.project.role.administrator.added", adminUserId]);
    expect(told).toContainEqual(["EventTypes.project.member.added", adminUserId]);
  });

  it("see here what is removed there", async () => {
    const org = await adobe.addOrg();
    const [ann, bob] = org.emails;
    await org.call("POST", profilePath(org), { addUsers: [ann, bob], addUserGroups: [groupOf(org)] });
    await org.zitadel("DELETE", `/management/v1/users/${org.userIds[1]}`);
    expect((await org.call("GET", `${profilePath(org)}/users`)).json).toMatchObject([{ email: ann }]);
    const editors = org.product.replace("Product", "Editors");
    const listed = `/users/{org}/0/${encodeURIComponent(editors)}`;
    expect((await org.call("GET", listed)).json.users).toMatchObject([{ email: ann }]);
    await org.zitadel("DELETE", `/management/v1/projects/${org.productId}/roles/editor`);
    expect((await org.call("GET", listed)).json.result).toBe("error.group.not_found");
    expect((await org.call("GET", profilePath(org))).json.errorCode).toBe("PLC_NOT_FOUND");
    expect((await org.call("GET", `/{org}/products/${org.productId}`)).json.configurationCount).toBe(1);
    await org.zitadel("DELETE", `/management/v1/projects/${org.productId}`);
    const answer = await org.call("GET", `/{org}/products/${org.productId}`);
    expect([answer.status, answer.json.errorCode]).toEqual([404, "PRODUCT_NOT_FOUND"]);
    expect((await org.call("GET", "/{org}/products")).json).toEqual([]);
  });
});
