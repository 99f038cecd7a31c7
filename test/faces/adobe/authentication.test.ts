import { describe, expect, it } from "vitest";
import { engines } from "../../support/engines.ts";
import { type CallHeaders, profilePath, useAdobe } from "./adobe-in-test.ts";

const challenge = 'Bearer realm="JIL", error="invalid_token", error_description="The access token is invalid"';

describe.each(engines)("authentication on $name", (engine) => {
  const adobe = useAdobe(engine);

  const cases: readonly { readonly name: string; readonly headers: CallHeaders; readonly status: number }[] = [
    { name: "no key", headers: { "x-api-key": undefined }, status: 403 },
    { name: "another machine's key", headers: { "x-api-key": "somebody" }, status: 403 },
    { name: "no token", headers: { authorization: undefined }, status: 401 },
    { name: "a token that nobody has", headers: { authorization: "Bearer nobody" }, status: 401 },
    { name: "neither", headers: { "x-api-key": undefined, authorization: undefined }, status: 403 },
    { name: "key and token", headers: {}, status: 200 },
  ];
  for (const { name, headers, status } of cases) {
    it(`answers ${status} to ${name}`, async () => {
      const org = await adobe.addOrg();
      const answer = await org.call("GET", "/{org}/products", undefined, { ...headers, "x-request-id": "given id/1" });
      expect(answer.status).toBe(status);
      expect(answer.headers.get("x-request-id")).toBe("given id/1");
      expect(answer.headers.get("canonical-resource")).toBe("/v2/usermanagement/{orgId}/products");
      if (status === 200) return;
      expect(answer.text).toBe("");
      expect(answer.headers.get("content-length")).toBe("0");
      expect(answer.headers.get("content-type")).toBe("*/*");
      expect(answer.headers.get("www-authenticate")).toBe(status === 401 ? challenge : null);
      expect(answer.headers.get("x-error-message")).toMatch(/./);
    });
  }

  it("answers 401 alike to an organization that is not there and to one where the caller has no role", async () => {
    const org = await adobe.addOrg();
    const other = await adobe.addOrg();
    const machine = await org.addMachine(["ORG_OWNER"]);
    const headers = { "x-api-key": machine.id, authorization: `Bearer ${machine.token}` };
    for (const method of ["GET", "POST"]) {
      for (const id of ["99", other.id]) {
        const path = `/${id}/products/x/configurations/y`;
        const answer = await org.call(method, path, method === "POST" ? {} : undefined, headers);
        expect([method, id, answer.status]).toEqual([method, id, 401]);
      }
    }
    expect((await org.call("GET", "/{org}@AdobeOrg/products", undefined, headers)).status).toBe(200);
    expect(
      (await org.call("GET", "/{org}/products", undefined, { ...headers, "x-api-key": machine.name })).status,
    ).toBe(200);
  });

  it("lets who administers a profile change its members and nothing else", async () => {
    const org = await adobe.addOrg();
    const [ann] = org.emails;
    const machine = await org.addMachine([]);
    const headers = { "x-api-key": machine.id, authorization: `Bearer ${machine.token}` };
    const attempt = async (path: string, body: object) => (await org.call("POST", path, body, headers)).status;
    expect(await attempt(profilePath(org), { addUsers: [ann] })).toBe(401);
    await org.call("POST", profilePath(org), { addAdminUsers: [machine.name] });
    expect(await attempt(profilePath(org), { addUsers: [ann] })).toBe(200);
    expect(await attempt(profilePath(org), {})).toBe(200);
    expect((await org.call("GET", `${profilePath(org)}/users`, undefined, headers)).json).toMatchObject([
      { email: ann },
    ]);
    expect(await attempt(profilePath(org), { addAdminUsers: [ann] })).toBe(403);
    expect(await attempt(profilePath(org), { removeAdminUsers: [machine.name] })).toBe(403);
    // What stands beside it in the body is not done either.
    expect(await attempt(profilePath(org), { removeUsers: [ann], addAdminUsers: [ann] })).toBe(403);
    expect((await org.call("GET", `${profilePath(org)}/users`)).json).toMatchObject([{ email: ann }]);
    expect(await attempt(profilePath(org, "viewer"), { addUsers: [ann] })).toBe(403);
    expect(await attempt(profilePath(org, "viewer"), {})).toBe(403);
    expect(await attempt(`/{org}/products/${org.productId}/admin`, { addProductAdmin: [ann] })).toBe(403);
    const names = [org.product.replace("Product", "Editors"), `_product_admin_${org.product}`];
    const commands = names.map((name) => ({ user: ann, do: [{ add: { group: [name] } }] }));
    const { json } = await org.call("POST", "/action/{org}", commands, headers);
    expect(json).toMatchObject({ completed: 1, notCompleted: 1 });
    expect(json.errors).toMatchObject([{ index: 1, step: 0, errorCode: "error.api.user.not.parent.org" }]);
    expect((await org.call("GET", `${profilePath(org, "viewer")}/users`)).json).toEqual([]);
  });
});
