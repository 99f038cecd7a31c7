import type { OrgInTest } from "../api/org-in-test.ts";
import { unique } from "../api/unique.ts";
import { rpc } from "../api/world.ts";
import type { TokenIssuer } from "../support/token-issuer.ts";

/** Somebody who calls, in one of the ways to show who one is. */
export interface Subject {
  readonly userId: string;
  /** The personal access token that it shows, if it shows one. */
  readonly tokenId?: string;
  /** Lists users on the server with this URL, and answers the HTTP status. */
  call(url: string): Promise<number>;
}

/** A way to show who one is. */
export interface Way {
  readonly name: string;
  readonly shows: "token" | "signed token" | "password";
  /** A subject without roles. */
  addSubject(org: OrgInTest, parts: { readonly url: string; readonly issuer: TokenIssuer }): Promise<Subject>;
}

const password = "Secret-12";

async function statusOf(url: string, path: string, headers: Readonly<Record<string, string>>, body?: string) {
  // No connection is kept: tests count those that are left.
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { connection: "close", ...headers },
    ...(body === undefined ? {} : { body }),
  });
  await response.arrayBuffer();
  return response.status;
}

const callByToken = (token: string) => (url: string) =>
  statusOf(
    url,
    "/management/v1/users/_search",
    { authorization: `Bearer ${token}`, "content-type": "application/json" },
    "{}",
  );

async function addHuman(org: OrgInTest): Promise<{ readonly userId: string; readonly userName: string }> {
  const userName = unique("human");
  const { userId } = await org.ok(rpc.importHumanUser, {
    userName,
    profile: { firstName: "Gigi", lastName: "Giraffe" },
    email: { email: `${userName}@example.com`, isEmailVerified: true },
    password,
  });
  return { userId, userName };
}

async function logIn(url: string, clientId: string, clientSecret: string): Promise<string> {
  const response = await fetch(`${url}/oauth/v2/token`, {
    method: "POST",
    headers: { connection: "close" },
    body: new URLSearchParams({
      ...{ grant_type: "client_credentials", scope: "openid" },
      ...{ client_id: clientId, client_secret: clientSecret },
    }),
  });
  const { access_token: token }: { access_token: string } = JSON.parse(await response.text());
  return token;
}

/** Every way there is. */
export const ways: readonly Way[] = [
  {
    name: "a personal access token",
    shows: "token",
    async addSubject(org) {
      const userId = await org.addMachine();
      const { id, token } = await org.addToken(userId);
      return { userId, tokenId: id, call: callByToken(token) };
    },
  },
  {
    name: "a signed access token",
    shows: "signed token",
    async addSubject(org, { url }) {
      const userName = unique("robot-");
      const userId = await org.addMachine({ userName, accessTokenType: 1 });
      const { clientSecret } = await org.ok(rpc.generateMachineSecret, { userId });
      return { userId, call: callByToken(await logIn(url, userName, clientSecret)) };
    },
  },
  {
    name: "an outside issuer's token",
    shows: "signed token",
    async addSubject(org, { issuer }) {
      const userId = await org.addMachine();
      return { userId, call: callByToken(await issuer.sign({ sub: userId })) };
    },
  },
  {
    name: "an API key and a token",
    shows: "token",
    async addSubject(org) {
      const userName = unique("robot-");
      const userId = await org.addMachine({ userName });
      const { id, token } = await org.addToken(userId);
      const headers = { authorization: `Bearer ${token}`, "x-api-key": userName };
      return {
        userId,
        tokenId: id,
        call: (url) => statusOf(url, `/v2/usermanagement/users/${org.id}/0`, headers),
      };
    },
  },
  {
    name: "a name and a password",
    shows: "password",
    async addSubject(org) {
      const { userId, userName } = await addHuman(org);
      const authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString("base64")}`;
      return { userId, call: (url) => statusOf(url, "/engine-rest/user/count", { authorization }) };
    },
  },
  {
    name: "an account's headers",
    shows: "password",
    async addSubject(org) {
      const { userId, userName } = await addHuman(org);
      const headers = { "x-auth-email": userName, "x-auth-password": password };
      return { userId, call: (url) => statusOf(url, "/user", { ...headers, "x-auth-account-url": url }) };
    },
  },
];
