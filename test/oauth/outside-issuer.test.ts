import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createErrorLedger } from "../api/error-ledger.ts";
import { expectOk, expectRefusal } from "../api/expect.ts";
import type { OrgInTest } from "../api/org-in-test.ts";
import { authRpc, createWorld, rpc, type World } from "../api/world.ts";
import { type Client, createClient } from "../support/clients/index.ts";
import { engines, type TestEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { issuerFlags, startTokenIssuer, type TokenIssuer, tokenAudience } from "../support/token-issuer.ts";

failOnLeaks();

let issuer: TokenIssuer;
let server: TestServer;
let client: Client;
let world: World;
let org: OrgInTest;

async function start(engine: TestEngine, flags: readonly string[] = []): Promise<void> {
  server = await startTestServer(engine, { argv: [...issuerFlags(issuer), ...flags] });
  client = createClient("grpc-js", server.url);
  world = createWorld(server, client, createErrorLedger(), { issuer });
  org = await world.addOrg();
}

beforeEach(async () => {
  issuer = await startTokenIssuer();
});
afterEach(async () => {
  client.close();
  await server.close();
  await issuer.close();
});

const callWith = (token: string) => world.as({ token }).call(authRpc.getMyUser, {});

/** The id of the caller, or that the token was refused. */
async function whoIs(claims: JWTPayload, header = {}): Promise<string | undefined> {
  const result = await callWith(await issuer.sign(claims, header));
  if (result.error === undefined) return result.ok.user?.id;
  expectRefusal(result, "tokenInvalid");
  return "nobody";
}

const nowS = () => Math.floor(Date.now() / 1000);

for (const engine of engines) {
  describe(`tokens of an outside issuer · ${engine.name}`, () => {
    it("are those of the user whose id is their subject, and no others", async () => {
      await start(engine);
      const [human, machine] = [await org.addHuman({ userName: "gigi" }), await org.addMachine()];
      expect(issuer.requests).toEqual([]);
      expect([await whoIs({ sub: human }), await whoIs({ sub: machine })]).toEqual([human, machine]);
      const names: readonly JWTPayload[] = [{ sub: "gigi" }, { sub: "1" }, { sub: "" }, { sub: "1\0" }, {}];
      for (const claims of names) expect(await whoIs(claims)).toBe("nobody");
      // Found once, and kept.
      expect(issuer.requests).toEqual(["/.well-known/openid-configuration", "/keys"]);
    });

    it("end with the user, and come back with it", async () => {
      await start(engine);
      const id = await org.addMachine();
      await org.ok(rpc.lockUser, { id });
      expect(await whoIs({ sub: id })).toBe("nobody");
      await org.ok(rpc.unlockUser, { id });
      expect(await whoIs({ sub: id })).toBe(id);
      await org.ok(rpc.removeUser, { id });
      expect(await whoIs({ sub: id })).toBe("nobody");
    });

    it("name the user by its login name, in a claim of choice", async () => {
      await start(engine, ["--jwt-subject", "login-name", "--jwt-subject-claim", "preferred_username"]);
      const human = await org.addHuman({ userName: "gigi@example.com" });
      expect(await whoIs({ preferred_username: "Gigi@example.com" })).toBe(human);
      expect(await whoIs({ sub: human, preferred_username: 5 })).toBe("nobody");
      expect(await whoIs({ sub: human })).toBe("nobody");
    });

    it("name the user by an email address that is verified on both sides, and only one user's", async () => {
      await start(engine, ["--jwt-subject", "email"]);
      const verified = (email: string) => org.addHuman({ email: { email, isEmailVerified: true } });
      const [gigi] = [await verified("gigi@example.com"), await verified("two@example.com")];
      await verified("two@example.com");
      await org.addHuman({ email: { email: "new@example.com" } });
      await org.addHuman({ email: { email: "gigi@example.com" } });
      const cases: readonly (readonly [email: string, isVerified: unknown, want: string])[] = [
        ["gigi@example.com", true, gigi],
        ["gigi@example.com", false, "nobody"],
        ["gigi@example.com", "true", "nobody"],
        ["gigi@example.com", undefined, "nobody"],
        ["GIGI@example.com", true, "nobody"],
        ["two@example.com", true, "nobody"],
        ["new@example.com", true, "nobody"],
      ];
      for (const [email, email_verified, want] of cases) expect(await whoIs({ email, email_verified })).toBe(want);
    });
  });
}

const [memory] = engines;

describe("the check of an outside issuer's tokens", () => {
  beforeEach(() => start(memory ?? expect.fail("no engine")));

  const bad: readonly { readonly name: string; readonly claims: () => JWTPayload }[] = [
    { name: "for another audience", claims: () => ({ aud: "other" }) },
    { name: "that has ended", claims: () => ({ exp: nowS() - 60 }) },
    { name: "that does not hold yet", claims: () => ({ nbf: nowS() + 600 }) },
    { name: "of another issuer", claims: () => ({ iss: "https://other.example" }) },
  ];
  for (const { name, claims } of bad) {
    it(`refuses one ${name}`, async () => {
      const sub = await org.addMachine();
      expect(await whoIs({ sub, ...claims() })).toBe("nobody");
    });
  }

  it("refuses one that does not end, one that nobody signed, and one that somebody else signed", async () => {
    const claims = { sub: await org.addMachine(), iss: issuer.url, aud: tokenAudience };
    const { privateKey } = await generateKeyPair("ES256");
    const header = { alg: "ES256", kid: "key-0" };
    const secret = new TextEncoder().encode("x".repeat(64));
    const tokens = [
      new UnsecuredJWT(claims).setExpirationTime("5m").encode(),
      await new SignJWT(claims).setProtectedHeader(header).setExpirationTime("5m").sign(privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "key-0" }).setExpirationTime("5m").sign(secret),
    ];
    for (const token of tokens) expectRefusal(await callWith(token), "tokenInvalid");
    expect(await whoIs({ ...claims, exp: undefined as never })).toBe("nobody");
  });

  it("fetches the keys anew for a key it does not know, but not for each token", async () => {
    const sub = await org.addMachine();
    const old = await issuer.sign({ sub });
    expect(expectOk(await callWith(old)).user?.id).toBe(sub);
    const fetches = () => issuer.requests.filter((path) => path === "/keys").length;
    expect(fetches()).toBe(1);
    await issuer.rotate();
    for (let count = 0; count < 3; count += 1) expect(await whoIs({ sub }, { kid: `unknown-${count}` })).toBe("nobody");
    expect(fetches()).toBe(1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11_000 });
    try {
      expect(await whoIs({ sub })).toBe(sub);
      expect(fetches()).toBe(2);
      // The issuer has taken its old key back.
      expectRefusal(await callWith(old), "tokenInvalid");
      expect(fetches()).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("says that the issuer is away, and works again when it is back", async () => {
    const sub = await org.addMachine();
    const token = await issuer.sign({ sub });
    issuer.setBroken(true);
    expectRefusal(await callWith(token), "issuerUnavailable");
    expect(server.takeErrorLines().join()).toContain("503");
    // Other callers notice nothing.
    await org.ok(rpc.getMyOrg, {});
    issuer.setBroken(false);
    expect(await whoIs({ sub })).toBe(sub);
  });
});
