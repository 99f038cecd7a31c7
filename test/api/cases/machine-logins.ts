import { createPublicKey } from "node:crypto";
import type { DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { createLocalJWKSet, jwtVerify, SignJWT, UnsecuredJWT } from "jose";
import { expect } from "vitest";
import type { TokenRequestSchema } from "../../../gen/roster/oauth/v1/oauth_pb.ts";
import { AccessTokenType } from "../../../gen/zitadel/user/v1/user_pb.ts";
import type { ErrorName } from "../../../src/directory/errors.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addKeyFile, generateKeyFile, grantTypes, type KeyFile, oauthRpc, signAssertion } from "../logins.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { authRpc, rpc, type World } from "../world.ts";

type TokenRequest = Exclude<MessageInitShape<typeof TokenRequestSchema>, { readonly $unknown: unknown }>;

const login = (world: World, request: TokenRequest, headers: Readonly<Record<string, string>> = {}) =>
  world.as({ headers }).call(oauthRpc.token, request);

const byAssertion = async (world: World, assertion: string, scope = "") =>
  login(world, { grantType: grantTypes.assertion, assertion, scope });

/** The token of a login that must have succeeded. */
async function tokenOf(result: ReturnType<typeof login>): Promise<string> {
  const { ok, error } = await result;
  if (ok === undefined) return expect.fail(`the login was refused: ${error.message}`);
  expect(ok).toMatchObject({ tokenType: "Bearer", expiresIn: 43_200 });
  return ok.accessToken;
}

async function addSecret(org: OrgInTest, userName = unique("robot-")) {
  const userId = await org.addMachine({ userName });
  return { userId, ...(await org.ok(rpc.generateMachineSecret, { userId })) };
}

const basic = (clientId: string, clientSecret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${clientSecret}`).toString("base64")}`,
});

const whoAmI = async (world: World, token: string) => (await world.as({ token }).ok(authRpc.getMyUser, {})).user?.id;

/** What ends the tokens of a machine at once, and for good. */
const ends: readonly {
  readonly name: string;
  readonly method: DescMethodUnary;
  readonly back: DescMethodUnary | undefined;
}[] = [
  { name: "locked", method: rpc.lockUser, back: rpc.unlockUser },
  { name: "deactivated", method: rpc.deactivateUser, back: rpc.reactivateUser },
  { name: "removed", method: rpc.removeUser, back: undefined },
];

const nowS = () => Math.floor(Date.now() / 1000);

/** Assertions that differ from a good one in their claims or header. */
const badClaims: readonly {
  readonly name: string;
  readonly claims?: (other: KeyFile) => Readonly<Record<string, unknown>>;
  readonly header?: (other: KeyFile) => { readonly alg?: string; readonly kid?: string };
}[] = [
  { name: "for another server", claims: () => ({ aud: "https://other.example" }) },
  { name: "for nobody", claims: () => ({ aud: [] }) },
  { name: "that has ended", claims: () => ({ exp: nowS() - 60 }) },
  { name: "that ends in two hours", claims: () => ({ exp: nowS() + 7_200 }) },
  { name: "that does not end", claims: () => ({ exp: undefined }) },
  { name: "from the future", claims: () => ({ iat: nowS() + 600 }) },
  { name: "that does not hold yet", claims: () => ({ nbf: nowS() + 600 }) },
  { name: "issued by another machine", claims: ({ userId }) => ({ iss: userId }) },
  { name: "about another machine", claims: ({ userId }) => ({ sub: userId }) },
  { name: "by and about another machine", claims: ({ userId }) => ({ iss: userId, sub: userId }) },
  { name: "with the key of another machine as its kid", header: ({ keyId }) => ({ kid: keyId }) },
  { name: "with an unknown kid", header: () => ({ kid: "1" }) },
  { name: "with a kid that no database can hold", header: () => ({ kid: "1\0" }) },
  { name: "with a signature of another kind than keys make", header: () => ({ alg: "PS256" }) },
];

/** Assertions that are not signed with the machine's private key. */
const forgeries: readonly {
  readonly name: string;
  readonly forge: (good: string, file: KeyFile) => Promise<string>;
}[] = [
  { name: "without a signature", forge: async (good) => good.slice(0, good.lastIndexOf(".") + 1) },
  {
    name: "of algorithm none",
    forge: async (_good, { userId }) => new UnsecuredJWT({ iss: userId, sub: userId }).setExpirationTime("5m").encode(),
  },
  {
    name: "signed with the public key as an HMAC secret",
    forge: async (good, { key, keyId }) => {
      const secret = createPublicKey(key).export({ format: "pem", type: "spki" });
      const payload = JSON.parse(Buffer.from(good.split(".")[1] ?? "", "base64url").toString());
      return new SignJWT(payload).setProtectedHeader({ alg: "HS256", kid: keyId }).sign(Buffer.from(secret));
    },
  },
  {
    name: "whose claims were changed",
    forge: async (good) => {
      const [header, payload = "", signature] = good.split(".");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      const changed = Buffer.from(JSON.stringify({ ...claims, jti: "x" })).toString("base64url");
      return [header, changed, signature].join(".");
    },
  },
  { name: "that is no JWT", forge: async () => "assertion" },
];

const requests: readonly {
  readonly name: string;
  readonly request: TokenRequest;
  readonly error: ErrorName;
}[] = [
  { name: "nothing", request: {}, error: "grantTypeMissing" },
  { name: "another grant", request: { grantType: "password" }, error: "grantTypeUnsupported" },
  { name: "no assertion", request: { grantType: grantTypes.assertion }, error: "assertionMissing" },
  { name: "no client", request: { grantType: grantTypes.secret }, error: "clientInvalid" },
  {
    name: "an unknown client",
    request: { grantType: grantTypes.secret, clientId: "nobody", clientSecret: "secret" },
    error: "clientInvalid",
  },
];

/** Token, Keys and Discovery. */
export const machineLogins: CaseGroup = {
  subject: "Logins of machines",
  cases: {
    async "with a key give a token that calls are made with"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const assertion = await signAssertion(await generateKeyFile(org, userId), world.server.url);
      const token = await tokenOf(byAssertion(world, assertion));
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(await whoAmI(world, token)).toBe(userId);
      // As in ZITADEL: SDKs use an assertion again until it ends.
      expect(await tokenOf(byAssertion(world, assertion))).not.toBe(token);
      expect((await org.ok(rpc.listPersonalAccessTokens, { userId })).result).toEqual([]);
      expect((await org.listEventTypes(userId)).slice(-2)).toEqual(["user.token.v2.added", "user.token.v2.added"]);
    },
    async "with a key may name the token endpoint instead of the server"(world) {
      const org = await world.addOrg();
      const file = await addKeyFile(org, await org.addMachine());
      const audience = `${world.server.url}/oauth/v2/token`;
      await tokenOf(byAssertion(world, await signAssertion(file, audience)));
    },
    async "give JWTs to machines that are set to them, which others check with the published keys"(world) {
      const org = await world.addOrg();
      const userName = unique("robot-");
      const userId = await org.addMachine({ userName, accessTokenType: AccessTokenType.JWT });
      const assertion = await signAssertion(await addKeyFile(org, userId), world.server.url);
      const scope = "openid urn:zitadel:iam:org:project:id:42:aud urn:zitadel:iam:org:project:id:zitadel:aud other";
      const { ok } = await byAssertion(world, assertion, scope);
      expect(ok?.scope).toBe(scope.replace(" other", ""));
      const token = ok?.accessToken ?? "";
      expect(await whoAmI(world, token)).toBe(userId);

      const { keys } = await world.as({}).ok(oauthRpc.keys, {});
      const keySet = createLocalJWKSet({ keys: keys.map(({ $typeName, $unknown, ...key }) => key) });
      const { payload, protectedHeader } = await jwtVerify(token, keySet, { algorithms: ["RS256"], typ: "at+jwt" });
      expect(protectedHeader.kid).toBe(keys[0]?.kid);
      const { url, instance } = world.server;
      expect(payload).toMatchObject({
        iss: url,
        sub: userId,
        client_id: userName,
        aud: [url, instance.iamProjectId, "42"],
      });
      expect(payload.jti).toMatch(/^\d+$/);
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(43_200);

      const [header, claims, signature = ""] = token.split(".");
      const tampered = [
        header,
        claims,
        signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`,
      ];
      expectRefusal(await world.as({ token: tampered.join(".") }).call(authRpc.getMyUser, {}), "tokenInvalid");
    },
    ...casesOf("are refused with an assertion $name", badClaims, async (world, { claims, header }) => {
      const org = await world.addOrg();
      const [file, other] = [
        await addKeyFile(org, await org.addMachine()),
        await addKeyFile(org, await org.addMachine()),
      ];
      const change = { ...(claims && { claims: claims(other) }), ...(header && { header: header(other) }) };
      const assertion = await signAssertion(file, world.server.url, change);
      expectRefusal(await byAssertion(world, assertion), "assertionInvalid");
    }),
    ...casesOf("are refused with an assertion $name", forgeries, async (world, { forge }) => {
      const org = await world.addOrg();
      const file = await addKeyFile(org, await org.addMachine());
      const assertion = await forge(await signAssertion(file, world.server.url), file);
      expectRefusal(await byAssertion(world, assertion), "assertionInvalid");
    }),
    async "with a key are refused once it is removed; the tokens it gave live on"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const file = await addKeyFile(org, userId);
      const assertion = await signAssertion(file, world.server.url);
      const token = await tokenOf(byAssertion(world, assertion));
      await org.ok(rpc.removeMachineKey, { userId, keyId: file.keyId });
      expectRefusal(await byAssertion(world, assertion), "assertionInvalid");
      expect(await whoAmI(world, token)).toBe(userId);
    },
    ...casesOf("and their tokens end when the machine is $name", ends, async (world, { method, back }) => {
      const org = await world.addOrg();
      const { userId: id, clientId, clientSecret } = await addSecret(org);
      const assertion = await signAssertion(await addKeyFile(org, id), world.server.url);
      const token = await tokenOf(byAssertion(world, assertion));
      await org.ok(method, { id });
      expectRefusal(await world.as({ token }).call(authRpc.getMyUser, {}), "tokenInvalid");
      expectRefusal(await byAssertion(world, assertion), "assertionInvalid");
      const bySecret = { grantType: grantTypes.secret, clientId, clientSecret };
      expectRefusal(await login(world, bySecret), "clientInvalid");
      if (back === undefined) return;
      await org.ok(back, { id });
      expectRefusal(await world.as({ token }).call(authRpc.getMyUser, {}), "tokenInvalid");
      await tokenOf(login(world, bySecret));
    }),
    async "with a secret give a token, whether it comes in the header or in the request"(world) {
      const org = await world.addOrg();
      const { userId, clientId, clientSecret } = await addSecret(org, unique("ümlaut +%:@"));
      const grantType = grantTypes.secret;
      const tokens = [
        await tokenOf(login(world, { grantType, clientId, clientSecret })),
        await tokenOf(login(world, { grantType }, basic(clientId, clientSecret))),
        await tokenOf(login(world, { grantType, clientId }, basic(clientId, clientSecret))),
      ];
      for (const token of tokens) expect(await whoAmI(world, token)).toBe(userId);
    },
    async "with a secret are refused with a wrong one, an old one, and without one"(world) {
      const org = await world.addOrg();
      const { userId, clientId, clientSecret } = await addSecret(org);
      const grantType = grantTypes.secret;
      expectRefusal(await login(world, { grantType, clientId, clientSecret: "wrong" }), "clientInvalid");
      expectRefusal(await login(world, { grantType, clientId }), "clientInvalid");
      await org.ok(rpc.generateMachineSecret, { userId });
      expectRefusal(await login(world, { grantType, clientId, clientSecret }), "clientInvalid");
      const human = { userName: unique("human-") };
      await org.addHuman(human);
      const asHuman = { grantType, clientId: human.userName, clientSecret };
      expectRefusal(await login(world, asHuman), "clientInvalid");
    },
    async "with a secret in two places, or for two clients, are refused"(world) {
      const grantType = grantTypes.secret;
      const header = basic("robot", "secret");
      const twice = { grantType, clientId: "robot", clientSecret: "secret" };
      expectRefusal(await login(world, twice, header), "clientShownTwice");
      expectRefusal(await login(world, { grantType, clientId: "other" }, header), "clientShownTwice");
    },
    ...casesOf(
      "are refused with a header $name",
      [
        { name: "of another scheme", authorization: "Bearer token" },
        { name: "that is no Base64", authorization: "Basic ä".replace("ä", "%%%") },
        { name: "without a colon", authorization: `Basic ${Buffer.from("robot").toString("base64")}` },
      ],
      async (world, { authorization }) => {
        expectRefusal(await login(world, { grantType: grantTypes.secret }, { authorization }), "clientInvalid");
      },
    ),
    ...casesOf("are refused with $name", requests, async (world, { request, error }) => {
      expectRefusal(await login(world, request), error);
    }),
    async "are refused with scopes that are none, but not with unknown ones"(world) {
      const { clientId, clientSecret } = await addSecret(await world.addOrg());
      const request = { grantType: grantTypes.secret, clientId, clientSecret };
      for (const scope of ['open"id', "a  b", "ä", " openid"]) {
        expectRefusal(await login(world, { ...request, scope }), "scopeInvalid");
      }
      const { ok } = await login(world, { ...request, scope: "openid email profile openid" });
      expect(ok?.scope).toBe("openid profile");
    },
    async "are described under the address of the call"(world) {
      const { url } = world.server;
      expect(await world.as({}).ok(oauthRpc.discovery, {})).toMatchObject({
        issuer: url,
        tokenEndpoint: `${url}/oauth/v2/token`,
        jwksUri: `${url}/oauth/v2/keys`,
        grantTypesSupported: [grantTypes.assertion, grantTypes.secret],
        tokenEndpointAuthMethodsSupported: ["client_secret_basic", "client_secret_post"],
      });
    },
  },
};
