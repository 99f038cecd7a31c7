import { describe, expect, it } from "vitest";
import { engines, sqliteEngine } from "../../support/engines.ts";
import { type AdobeOrg, type Answer, groupOf, profilePath, useAdobe } from "./adobe-in-test.ts";

/** Calls as a client of its own, so with budgets of its own. */
async function addClient(org: AdobeOrg) {
  const { id, token } = await org.addMachine(["ORG_OWNER"]);
  const headers = { "x-api-key": id, authorization: `Bearer ${token}` };
  return (method: string, path: string, body?: unknown) => org.call(method, path, body, headers);
}

/** What is left of the client's own budget, as the answer tells it. */
const leftIn = ({ headers }: Answer): number =>
  Number(/^"[a-z-]+-client";r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1]);

/** The documented numbers, with a call of each family. */
const families = [
  { name: "adobe-product-changes", limits: [5, 50], method: "POST", path: profilePath, body: {} },
  {
    name: "adobe-product-changes",
    limits: [5, 50],
    method: "POST",
    path: (org: AdobeOrg) => `/{org}/products/${org.productId}/admin`,
    body: {},
  },
  { name: "adobe-actions", limits: [10, 100], method: "POST", path: () => "/action/{org}", body: [] },
  { name: "adobe-users", limits: [25, 100], method: "GET", path: () => "/users/{org}/0" },
  {
    name: "adobe-users",
    limits: [25, 100],
    method: "GET",
    path: (org: AdobeOrg) => `/users/{org}/0/${encodeURIComponent(groupOf(org))}`,
  },
  {
    name: "adobe-users",
    limits: [25, 100],
    method: "GET",
    path: (org: AdobeOrg) => `/organizations/{org}/users/${org.emails[0]}`,
  },
  { name: "adobe-users", limits: [25, 100], method: "GET", path: (org: AdobeOrg) => `${profilePath(org)}/users` },
  { name: "adobe-groups", limits: [5, 100], method: "GET", path: () => "/groups/{org}/0" },
  {
    name: "adobe-profiles",
    limits: [5, 100],
    method: "GET",
    path: (org: AdobeOrg) => `/{org}/products/${org.productId}/configurations`,
  },
  { name: "adobe-profiles", limits: [5, 100], method: "GET", path: profilePath },
  { name: "adobe-user-groups", limits: [5, 50], method: "GET", path: () => "/{org}/user-groups" },
  {
    name: "adobe-user-groups",
    limits: [5, 50],
    method: "GET",
    path: (org: AdobeOrg) => `/{org}/user-groups/${encodeURIComponent(groupOf(org))}/users`,
  },
] as const;

describe.each(engines)("documented limits on $name", (engine) => {
  const adobe = useAdobe(engine, "documented");

  it("are told in every answer, and taken from by the calls of their family only", async () => {
    const org = await adobe.addOrg();
    const call = await addClient(org);
    const used = new Map<string, number>();
    for (const { name, limits, method, path, ...rest } of families) {
      const answer = await call(method, path(org), "body" in rest ? rest.body : undefined);
      const [client, global] = limits;
      const policy = `"${name}-client";q=${client};w=60, "${name}-global";q=${global};w=60`;
      expect([path(org), answer.status, answer.headers.get("ratelimit-policy")]).toEqual([path(org), 200, policy]);
      used.set(name, (used.get(name) ?? 0) + 1);
      expect([name, leftIn(answer)]).toEqual([name, client - (used.get(name) ?? 0)]);
    }
    for (const path of ["/{org}/products", `/{org}/products/${org.productId}`, "/status"]) {
      expect([path, (await call("GET", path)).headers.get("ratelimit")]).toEqual([path, null]);
    }
  });

  it("refuse the sixth change of products in a minute, and it leaves nothing", async () => {
    const org = await adobe.addOrg();
    const [call, another] = [await addClient(org), await addClient(org)];
    const admin = `/{org}/products/${org.productId}/admin`;
    for (const path of [profilePath(org), admin, profilePath(org), admin, profilePath(org)]) {
      expect((await call("POST", path, {})).status).toBe(200);
    }
    const began = Date.now();
    const refused = await call("POST", profilePath(org), { addUsers: [org.emails[0]] });
    expect([refused.status, refused.text]).toEqual([
      429,
      JSON.stringify({ error_code: "429050", message: "Too many requests" }),
    ]);
    expect(refused.headers.get("content-type")).toBe("application/json");
    expect(refused.headers.get("canonical-resource")).toContain("/configurations/{profileId}");
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    // The same end of the window is told again, by as much nearer as time went by, and not a new minute.
    const again = await call("POST", admin, {});
    const passedSeconds = Math.ceil((Date.now() - began) / 1000);
    expect(Number(again.headers.get("retry-after"))).toBeLessThanOrEqual(wait);
    expect(Number(again.headers.get("retry-after"))).toBeGreaterThanOrEqual(wait - passedSeconds);
    expect((await call("GET", `${profilePath(org)}/users`)).json).toEqual([]);
    expect((await another("POST", profilePath(org), { addUsers: [org.emails[0]] })).status).toBe(200);
  });

  it("cost nothing for calls that fail, and a test costs what a change does", async () => {
    const org = await adobe.addOrg();
    const call = await addClient(org);
    const failures = [
      ["malformed JSON", profilePath(org), "{", 400],
      ["an unknown user", profilePath(org), { addUsers: ["ghost@x.example"] }, 400],
      ["an unknown profile", profilePath(org, "nothing"), {}, 404],
      ["a body over 1 MiB", profilePath(org), { addUsers: ["x".repeat(1_048_577)] }, 413],
    ] as const;
    for (let round = 0; round < 2; round++) {
      for (const [name, path, body, status] of failures) {
        expect([name, (await call("POST", path, body)).status]).toEqual([name, status]);
      }
    }
    const first = await call("POST", profilePath(org), {});
    expect(leftIn(first)).toBe(4);
    expect(leftIn(await call("POST", `${profilePath(org)}?testOnly=true`, {}))).toBe(3);
  });
});

describe.each([
  { throttling: "x10", policy: '"adobe-product-changes-client";q=50;w=60, "adobe-product-changes-global";q=500;w=60' },
  {
    throttling: "adobe-product-changes=7/9",
    policy: '"adobe-product-changes-client";q=7;w=60, "adobe-product-changes-global";q=9;w=60',
  },
  { throttling: "off", policy: null },
])("--throttling $throttling", ({ throttling, policy }) => {
  const adobe = useAdobe(sqliteEngine, throttling);

  it("lets the sixth change through", async () => {
    const org = await adobe.addOrg();
    for (let index = 0; index < 6; index++) {
      const answer = await org.call("POST", profilePath(org), {});
      expect([answer.status, answer.headers.get("ratelimit-policy")]).toEqual([200, policy]);
    }
  });
});
