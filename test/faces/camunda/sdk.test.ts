import { afterAll, beforeAll, expect, it } from "vitest";
import { sqliteEngine } from "../../support/engines.ts";
import { findCamundaSdk } from "../../support/tools.ts";
import { basic, type CamundaInTest, type CamundaOrg, password, startCamunda } from "./camunda-in-test.ts";

// Camunda's own SDK for JavaScript, as it was released, and not a line of it changed.

type Done = (error: { readonly message: string; readonly status?: number } | null, result: unknown) => void;
type Operation = (...input: readonly unknown[]) => unknown;
type Resource = Readonly<Record<string, Operation>>;
type Client = { resource(name: string): Resource };
type Sdk = new (options: object) => Client;

const sdk = findCamundaSdk();

// Why it is left out was printed.
const suite = sdk === undefined ? it.skip : it;
let camunda: CamundaInTest;
let open: CamundaInTest;
let org: CamundaOrg;
beforeAll(async () => {
  if (sdk === undefined) return;
  camunda = await startCamunda(sqliteEngine);
  org = await camunda.addOrg();
  open = await startCamunda(sqliteEngine, [
    ...["--camunda-auth", "off", "--camunda-org", "Roster", "--camunda-role", "ORG_OWNER"],
  ]);
});
afterAll(async () => {
  await camunda?.close();
  await open?.close();
});

/** Calls an operation of a resource, and answers what its callback gets. */
function use(client: Client, resource: string, operation: string, ...input: readonly unknown[]): Promise<unknown> {
  const target = client.resource(resource);
  return new Promise((resolve, reject) => {
    const done: Done = (error, result) => (error === null || error === undefined ? resolve(result) : reject(error));
    // Beside the callback it answers a promise, which fails, too.
    Promise.resolve(target[operation]?.call(target, ...input, done)).catch(() => {});
  });
}

const createSdk = (url: string, headers: object): Client => {
  // The package has no types.
  const { default: CamundaClient } = sdk as { readonly default: Sdk };
  return new CamundaClient({ mock: false, apiUri: `${url}/engine-rest`, engine: "default", headers });
};

suite("drives users and groups, by HTTP Basic", async () => {
  const client = createSdk(camunda.server.url, { Authorization: basic(org.operator) });
  const id = `jonny${org.id}`;
  await use(client, "user", "create", { id, firstName: "John", lastName: "Doe", email: "jonny1", password });
  const again = use(client, "user", "create", { id, firstName: "John", lastName: "Doe", email: "jonny1", password });
  await expect(again).rejects.toMatchObject({ message: "The user already exists", status: 400 });
  expect(await use(client, "user", "profile", { id })).toMatchObject({ firstName: "John", email: "jonny1" });
  await use(client, "user", "updateProfile", { id, firstName: "Johnny" });
  expect(await use(client, "user", "profile", { id })).toEqual({
    id,
    firstName: "Johnny",
    lastName: null,
    email: null,
  });
  expect(await use(client, "user", "list", { firstNameLike: "John%" })).toMatchObject([{ id }]);
  expect(await use(client, "user", "count", {})).toEqual({ count: 2 });

  await use(client, "group", "create", { id: "sales", name: "Sales", type: "WORKFLOW" });
  await use(client, "group", "createMember", { id: "sales", userId: id });
  expect(await use(client, "user", "list", { memberOfGroup: "sales" })).toMatchObject([{ id }]);
  expect(await use(client, "group", "list", { member: id, maxResults: 2 })).toMatchObject([{ id: "sales" }]);
  expect(await use(client, "group", "get", { id: "sales" })).toEqual({ id: "sales", name: "Sales", type: "WORKFLOW" });
  await use(client, "group", "deleteMember", { id: "sales", userId: id });
  expect(await use(client, "user", "list", { memberOfGroup: "sales" })).toEqual([]);
  await use(client, "group", "delete", { id: "sales" });
  expect(await use(client, "group", "count", {})).toEqual({ count: 0 });
  await use(client, "user", "delete", { id });
  await expect(use(client, "user", "profile", { id })).rejects.toMatchObject({
    message: `User with id ${id} does not exist`,
  });
});

suite("asks for options, for which it sends no credentials, where nobody logs in", async () => {
  const client = createSdk(open.server.url, {});
  expect(await use(client, "user", "options")).toMatchObject({
    links: [{ rel: "list" }, { rel: "count" }, { rel: "create" }],
  });
  expect(await use(client, "group", "options", {})).toMatchObject({ links: [{}, {}, {}] });
});
