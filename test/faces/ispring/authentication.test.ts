import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPasswordLogin } from "../../../src/auth/password-login.ts";
import { accountErrors } from "../../../src/directory/errors/accounts.ts";
import { DomainError } from "../../../src/directory/errors.ts";
import { verifyPassword } from "../../../src/directory/password.ts";
import { userKey } from "../../../src/directory/user-aggregate.ts";
import { createAccountAuthentication } from "../../../src/services/ispring/authentication.ts";
import type { UserId } from "../../../src/storage/contract/index.ts";
import { type DirectoryInTest, openDirectory, sampleHuman } from "../../directory/directory-in-test.ts";
import { engines } from "../../support/engines.ts";

const accountUrl = "http://zoo.example.com";
const password = "Secret-1";

describe.each(engines)("logins with headers · $name", (engine) => {
  let test: DirectoryInTest;
  let gigi: UserId;
  let checks = 0;
  beforeAll(async () => {
    test = await openDirectory(engine);
    const { humans, users, caller } = { ...test.directory, caller: test.caller };
    const add = (name: string, overrides = {}) =>
      humans.add(caller, sampleHuman(name, { email: `${name}@example.com`, ...overrides }));
    gigi = (await add("gigi")).id;
    await add("without-password", { initialPassword: "" });
    await users.deactivate(caller, (await add("inactive")).id);
    await users.lock(caller, (await add("locked")).id);
  });
  afterAll(() => test?.close());

  /** Who the headers show, or the error's name, and how often a password was hashed for it: what logins take time for. */
  async function logIn(change: Readonly<Record<string, string>>) {
    const verify = (encoded: string, text: string) => {
      checks++;
      return verifyPassword(encoded, text);
    };
    const authenticate = createAccountAuthentication({
      logIn: createPasswordLogin(test.dependencies, { verify }),
      accountUrl,
      face: "ispring",
    });
    const headers = {
      ...{ host: "localhost", "x-auth-account-url": accountUrl },
      ...{ "x-auth-email": "gigi@example.com", "x-auth-password": password, ...change },
    };
    // A wrong password is counted behind its answer.
    await test.storage.command({ keys: [userKey(gigi)], run: async () => {} });
    const before = checks;
    const outcome = await Promise.resolve(authenticate(new Headers(headers))).then(
      ({ userId }) => userId,
      (error: unknown) => (error instanceof DomainError ? error.text : error),
    );
    return { outcome, hashed: checks - before };
  }

  it("lets in who shows the address or the login", async () => {
    for (const email of ["gigi@example.com", "GIGI@Example.com", " gigi ", "gigi"]) {
      expect(await logIn({ "x-auth-email": email })).toEqual({ outcome: expect.stringMatching(/^\d+$/), hashed: 1 });
    }
  });

  const refused: readonly { readonly name: string; readonly change: Readonly<Record<string, string>> }[] = [
    { name: "an unknown e-mail address", change: { "x-auth-email": "nobody@example.com" } },
    { name: "an unknown login", change: { "x-auth-email": "nobody" } },
    { name: "an address in no form at all", change: { "x-auth-email": "@ @" } },
    { name: "a machine", change: { "x-auth-email": "admin" } },
    { name: "an inactive user", change: { "x-auth-email": "inactive@example.com" } },
    { name: "a locked user", change: { "x-auth-email": "locked@example.com" } },
    { name: "a user without a password", change: { "x-auth-email": "without-password@example.com" } },
    { name: "a wrong password", change: { "x-auth-password": "Secret-2" } },
    { name: "the right password, too soon after a wrong one", change: {} },
  ];
  for (const { name, change } of refused) {
    it(`refuses ${name} in the same words and the same time as every other`, async () => {
      expect(await logIn(change)).toEqual({ outcome: accountErrors.accountLoginFailed.text, hashed: 1 });
    });
  }

  const unasked: readonly { readonly name: string; readonly change: Readonly<Record<string, string>> }[] = [
    { name: "another account", change: { "x-auth-account-url": "http://other.example.com" } },
    { name: "no account", change: { "x-auth-account-url": "" } },
    { name: "no address", change: { "x-auth-email": "" } },
    { name: "no password", change: { "x-auth-password": "" } },
  ];
  for (const { name, change } of unasked) {
    it(`refuses ${name} in the same words, whoever else is named, and looks at no user`, async () => {
      const known = { outcome: accountErrors.accountLoginFailed.text, hashed: 0 };
      expect(await logIn(change)).toEqual(known);
      expect(await logIn({ "x-auth-email": "nobody@example.com", ...change })).toEqual(known);
    });
  }
});
