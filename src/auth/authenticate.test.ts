import { describe, expect, it } from "vitest";
import { makeUpChanges } from "../../test/support/access-changes.ts";
import { hashToken } from "../directory/personal-access-tokens.ts";
import { orgId, type TokenOwner, tokenId, type UserState, userId } from "../storage/contract/index.ts";
import { createTokenAuthentication, parseBearerToken } from "./authenticate.ts";

const good = new Headers({ authorization: "Bearer good" });

const idOf = async (call: () => unknown): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    return error instanceof Error && "key" in error && "id" in error ? error.id || error.key : error;
  }
};

describe("parseBearerToken()", () => {
  const cases = [
    { header: null, want: "auth header missing" },
    { header: "", want: "auth header missing" },
    { header: "Bearer abc", want: "abc" },
    { header: "Bearer a b", want: "a b" },
    { header: "Bearer ", want: "AUTH-toLo1" },
    { header: "Bearer", want: "AUTH-toLo1" },
    { header: "bearer abc", want: "AUTH-toLo1" },
    { header: "Basic abc", want: "AUTH-toLo1" },
    { header: "abc", want: "AUTH-toLo1" },
    { header: " Bearer abc", want: "AUTH-toLo1" },
    { header: "Bearer abc, Bearer def", want: "AUTH-toLo1" },
  ];
  for (const { header, want } of cases) {
    it(`answers ${want} to ${JSON.stringify(header)}`, async () =>
      expect(await idOf(() => parseBearerToken(header))).toBe(want));
  }
});

describe("createTokenAuthentication()", () => {
  const owner = (change: Partial<TokenOwner>): TokenOwner => ({
    tokenId: tokenId("1"),
    userId: userId("2"),
    orgId: orgId("3"),
    userState: "active",
    expirationTimeUs: 1000,
    ...change,
  });
  const authenticate = (found: TokenOwner | undefined, nowUs: number) =>
    createTokenAuthentication({
      clock: () => nowUs,
      accessChanges: makeUpChanges(),
      tokens: { findOwner: async (hash) => (hash === hashToken("good") ? found : undefined) },
    });

  it("knows the owner of a token until the moment it expires", async () => {
    expect(await authenticate(owner({}), 999)(good)).toEqual({ userId: "2", homeOrgId: "3" });
    expect(await idOf(() => authenticate(owner({}), 1000)(good))).toBe("AUTH-7fs1e");
  });

  it("refuses a token that nobody has", async () =>
    expect(await idOf(() => authenticate(undefined, 0)(good))).toBe("AUTH-7fs1e"));

  const states: Readonly<Record<UserState, boolean>> = { active: true, initial: true, inactive: false, locked: false };
  for (const [state, isAccepted] of Object.entries(states)) {
    it(`${isAccepted ? "accepts" : "refuses"} the token of a user that is ${state}`, async () => {
      const outcome = await idOf(() => authenticate(owner({ userState: state as UserState }), 0)(good));
      expect(outcome === "AUTH-7fs1e").toBe(!isAccepted);
    });
  }
});
