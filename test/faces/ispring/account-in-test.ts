import { AdminService } from "../../../gen/zitadel/admin/v1/admin_pb.ts";
import { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import type { User } from "../../../gen/zitadel/user/v2/user_pb.ts";
import { UserService } from "../../../gen/zitadel/user/v2/user_service_pb.ts";
import { expectOk } from "../../api/expect.ts";
import { unique } from "../../api/unique.ts";
import { type Client, createClient } from "../../support/clients/index.ts";
import { assertDocumented } from "../../support/documented.ts";
import type { TestEngine } from "../../support/engines.ts";
import { type RawAnswer, sendHttp1 } from "../../support/raw-http.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

/** RPCs with which tests look at the same directory from ZITADEL's side. */
export const management = ManagementService.method;

/** Request headers of one call; several of one name are sent as they stand. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** An answer as text. */
export interface LearnAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A user that a test logs in as, or looks at. */
export interface TestUser {
  /** Its number in this interface. */
  readonly number: string;
  /** Its id in the directory. */
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** The headers that show who calls. */
  readonly auth: RequestHeaders;
}

/** A server with an account, its administrator, and what tests ask of both sides. */
export interface AccountInTest {
  readonly server: TestServer;
  readonly admin: TestUser;
  /** Sends a request; header values are texts whose UTF-8 bytes go over the wire. */
  send(method: string, path: string, headers: RequestHeaders, body?: string): Promise<LearnAnswer>;
  /** Sends a request as somebody; fails when the answer has another status. */
  call(who: TestUser, method: string, path: string, headers?: RequestHeaders, want?: number): Promise<LearnAnswer>;
  /** Adds an organization and answers its number. */
  addOrg(): Promise<string>;
  /** Adds a group to an organization, the default one if none is named, and answers its number. */
  addGroup(options?: { readonly org?: string; readonly limit?: number }): Promise<string>;
  /** Adds a user with a password and with names. */
  addUser(options?: { readonly org?: string; readonly role?: string }): Promise<TestUser>;
  /** One field of a user, as this interface shows it. */
  getField(who: TestUser, field: string): Promise<string | undefined>;
  /** Makes a call of ZITADEL's API as the administrator of the instance, for an organization. */
  readonly zitadel: Client;
  /** A user as ZITADEL's API shows it, and the id of its organization there. */
  getZitadelUser(id: string): Promise<{ readonly orgId: string; readonly user: User }>;
  close(): Promise<void>;
}

/** The account URL that the requests of tests name. */
const authOf = (url: string, email: string, password: string): RequestHeaders => ({
  "X-Auth-Account-Url": url,
  "X-Auth-Email": email,
  "X-Auth-Password": password,
});

/** Starts a server whose administrator is a human with a password. */
export async function openAccount(engine: TestEngine, options?: TestServerOptions): Promise<AccountInTest> {
  const server = await startTestServer(engine, options);
  const zitadel = createClient("connect-json", server.url);
  const token = server.adminToken;
  const { argv = [] } = options ?? {};
  const flagValue = (flag: string) => (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined);
  const base = flagValue("--ispring-path") ?? "";
  const url = flagValue("--ispring-account-url") ?? server.url;

  const send: AccountInTest["send"] = async (method, path, headers, body = "") => {
    const latin1 = (text: string) => Buffer.from(text).toString("latin1");
    const lines = Object.entries(headers).map(([name, value]) => [name, latin1(value)] as const);
    const answer = toText(
      await sendHttp1(server.url, { method, path: `${base}${path}`, headers: lines, body: Buffer.from(body) }),
    );
    const contentType = answer.headers.get("content-type");
    assertDocumented("ispring", { method, path, status: answer.status, contentType, text: answer.body });
    return answer;
  };
  const call: AccountInTest["call"] = async (who, method, path, headers = {}, want = 200) => {
    const answer = await send(method, path, { ...who.auth, ...headers });
    if (answer.status !== want) throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.body}`);
    return answer;
  };

  const email = `${unique("admin-")}@example.com`;
  const password = "Admin-Secret-1";
  const { userId } = expectOk(
    await zitadel.call(
      management.importHumanUser,
      {
        userName: email,
        profile: { firstName: "Ada", lastName: "Admin" },
        email: { email, isEmailVerified: true },
        password,
      },
      { token },
    ),
  );
  expectOk(await zitadel.call(AdminService.method.addIAMMember, { userId, roles: ["IAM_OWNER"] }, { token }));
  const admin: TestUser = { number: "", id: userId, email, password, auth: authOf(url, email, password) };
  const idOfEmail = async (address: string) => {
    const found = await zitadel.call(
      UserService.method.listUsers,
      { queries: [{ query: { case: "emailQuery", value: { emailAddress: address } } }] },
      { token },
    );
    return expectOk(found).result[0]?.userId ?? "";
  };

  return {
    server,
    admin,
    send,
    call,
    zitadel,
    async addOrg() {
      return (await call(admin, "POST", "/organization", { "X-Name": unique("Org ") }, 201)).body;
    },
    async addGroup({ org, limit } = {}) {
      const headers = {
        "X-Name": unique("Group "),
        ...(org === undefined ? {} : { "X-Organization-Id": org }),
        ...(limit === undefined ? {} : { "X-Member-Limit": String(limit) }),
      };
      return (await call(admin, "POST", "/group", headers, 201)).body;
    },
    async addUser({ org, role } = {}) {
      const address = `${unique("user-")}@example.com`;
      const secret = "User-Secret-1";
      const headers = {
        "X-Email": address,
        "X-Password": secret,
        ...(org === undefined ? {} : { "X-Organization-Id": org }),
        ...(role === undefined ? {} : { "X-Role": role }),
      };
      const number = (await call(admin, "POST", "/user", headers, 201)).body;
      const names = "<fields><first_name>Gigi</first_name><last_name>Giraffe</last_name></fields>";
      await call(admin, "POST", `/user/${number}`, { "X-Fields-Xml": names });
      const id = await idOfEmail(address);
      return { number, id, email: address, password: secret, auth: authOf(url, address, secret) };
    },
    async getField(who, field) {
      const { body } = await call(admin, "GET", `/user/${who.number}`);
      return fieldOf(body, field);
    },
    async getZitadelUser(id) {
      const { user } = expectOk(await zitadel.call(UserService.method.getUserByID, { userId: id }, { token }));
      if (user === undefined) throw new Error("the user has no data");
      return { orgId: user.details?.resourceOwner ?? "", user };
    },
    async close() {
      await zitadel.close();
      await server.close();
    },
  };
}

/** The text of an element, without decoding; empty for an empty one, `undefined` when there is none. */
export function fieldOf(xml: string, field: string): string | undefined {
  if (xml.includes(`<${field}/>`)) return "";
  return new RegExp(`<${field}>([^<]*)</${field}>`).exec(xml)?.[1];
}

const toText = ({ status, headers, body }: RawAnswer): LearnAnswer => ({
  status,
  headers,
  body: body.toString("utf8"),
});
