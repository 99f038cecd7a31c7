import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { assertDocumented } from "../../support/documented.ts";
import type { TestEngine } from "../../support/engines.ts";
import { failOnLeaks } from "../../support/leaks.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // What an interface answers is looked at field by field; a test that is wrong about a field fails.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly json: any;
}

/** Headers of a call; `undefined` leaves one of the usual ones out. */
export type CallHeaders = Readonly<Record<string, string | undefined>>;

/** An organization with a product of two profiles, a user group and four humans, all named after it. */
export interface AdobeOrg {
  readonly id: string;
  readonly productId: string;
  readonly product: string;
  /** Email addresses of its humans. */
  readonly emails: readonly [string, string, string, string];
  readonly userIds: readonly [string, string, string, string];
  /** Calls the interface below `/v2/usermanagement`; `{org}` in the path is the organization. */
  call(method: string, path: string, body?: unknown, headers?: CallHeaders): Promise<Answer>;
  /** Calls one of ZITADEL's interfaces in this organization, and must succeed. */
  zitadel(method: string, path: string, body?: unknown): Promise<Answer["json"]>;
  /** Runs commands and answers what came of them. */
  act(commands: readonly unknown[], query?: string): Promise<Answer["json"]>;
  /** Everything that a change can touch, to be compared with what it is later. */
  snapshot(): Promise<unknown>;
  /** Adds a machine with these roles on the organization, and answers its id and a token of it. */
  addMachine(roles: readonly string[]): Promise<{ readonly id: string; readonly name: string; readonly token: string }>;
}

/**
 * One server for all tests of a `describe` block, and organizations on it.
 *
 * @param throttling The limits on calls a minute; default none, because tests share the server and one caller.
 */
export function useAdobe(engine: TestEngine, throttling = "off") {
  failOnLeaks();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(engine, { argv: ["--throttling", throttling] });
  });
  afterAll(() => server?.close());
  return {
    get server() {
      return server;
    },
    addOrg: () => addOrg(server),
  };
}

/** Sends a request as it is given. The answer must be as the face's document says. */
export async function send(url: string, method: string, body: unknown, headers: CallHeaders): Promise<Answer> {
  const sent = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const raw = typeof body === "string" || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: Object.fromEntries(sent),
    ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const { pathname } = new URL(url);
  const contentType = response.headers.get("content-type");
  const face = pathname.startsWith("/management/") ? "zitadel" : "adobe";
  assertDocumented(face, { method, path: pathname, status: response.status, contentType, text });
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function addOrg(server: TestServer): Promise<AdobeOrg> {
  const name = `Org ${randomUUID().slice(0, 8)}`;
  const bearer = { authorization: `Bearer ${server.adminToken}`, "content-type": "application/json" };
  const zitadelIn =
    (orgId: string | undefined) =>
    async (method: string, path: string, body: unknown = {}): Promise<Answer["json"]> => {
      const headers = { ...bearer, "x-zitadel-orgid": orgId };
      const answer = await send(`${server.url}${path}`, method, method === "GET" ? undefined : body, headers);
      if (answer.status !== 200) throw new Error(`${method} ${path} answered ${answer.status} ${answer.text}`);
      return answer.json;
    };
  const { id } = await zitadelIn(undefined)("POST", "/management/v1/orgs", { name });
  const zitadel = zitadelIn(id);
  const product = `Product of ${name}`;
  const { id: productId } = await zitadel("POST", "/management/v1/projects", { name: product });
  for (const [roleKey, displayName] of [
    ["editor", `Editors of ${name}`],
    ["viewer", `Viewers of ${name}`],
  ]) {
    await zitadel("POST", `/management/v1/projects/${productId}/roles`, { roleKey, displayName });
  }
  const domain = `${name.toLowerCase().replace(" ", "-")}.example`;
  const emails = ["Ann", "Bob", "Cid", "Dee"].map((each) => `${each}@${domain}`);
  const userIds: string[] = [];
  for (const email of emails) {
    const profile = { firstName: email.slice(0, 3), lastName: "Person" };
    const human = { userName: email, profile, email: { email, isEmailVerified: true } };
    userIds.push((await zitadel("POST", "/management/v1/users/human", human)).userId);
  }
  const call: AdobeOrg["call"] = (method, path, body, headers = {}) =>
    send(`${server.url}/v2/usermanagement${path.replace("{org}", id)}`, method, body, {
      ...bearer,
      "x-api-key": "admin",
      ...headers,
    });
  const act: AdobeOrg["act"] = async (commands, query = "") => {
    const answer = await call("POST", `/action/{org}${query}`, commands);
    if (answer.status !== 200) throw new Error(`the commands were answered ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const created = await act([{ usergroup: `Group of ${name}`, do: [{ createUserGroup: {} }] }]);
  if (created.result !== "success") throw new Error(JSON.stringify(created));
  return {
    id,
    productId,
    product,
    emails: four(emails),
    userIds: four(userIds),
    call,
    zitadel,
    act,
    async snapshot() {
      const changes = await Promise.all(
        userIds.map((each) => zitadel("POST", `/management/v1/users/${each}/changes/_search`)),
      );
      return {
        changes,
        product: await zitadel("POST", `/management/v1/projects/${productId}/changes/_search`),
        // Without the times at which they were looked at.
        grants: (await zitadel("POST", "/management/v1/users/grants/_search")).result,
        members: (await zitadel("POST", `/management/v1/projects/${productId}/members/_search`)).result,
        users: (await call("GET", "/users/{org}/0?directOnly=false")).json,
        groups: (await call("GET", "/groups/{org}/0")).json,
      };
    },
    async addMachine(roles) {
      const machineName = `machine-${randomUUID().slice(0, 8)}`;
      const machine = { userName: machineName, name: machineName, accessTokenType: "ACCESS_TOKEN_TYPE_BEARER" };
      const { userId } = await zitadel("POST", "/management/v1/users/machine", machine);
      if (roles.length > 0) await zitadel("POST", "/management/v1/orgs/me/members", { userId, roles });
      const { token } = await zitadel("POST", `/management/v1/users/${userId}/pats`, {});
      return { id: userId, name: machineName, token };
    },
  };
}

function four(texts: readonly string[]): readonly [string, string, string, string] {
  const [first, second, third, fourth] = texts;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined)
    throw new Error("four");
  return [first, second, third, fourth];
}

/** The name of the organization's one user group. */
export const groupOf = (org: AdobeOrg): string => org.product.replace("Product", "Group");

/** The path of one of the product's profiles. */
export const profilePath = (org: AdobeOrg, key = "editor"): string =>
  `/{org}/products/${org.productId}/configurations/${key}`;

/** Number of the profile in an answer that shows a product. */
export const profileIn = ({ json }: Answer, key = "editor"): Answer["json"] =>
  json.licenseConfigurations.find((profile: { id: string }) => profile.id === key);
