import { describe, expect, it } from "vitest";
import { makeUpChanges } from "../../test/support/access-changes.ts";
import { DomainError } from "../directory/errors.ts";
import { orgId, tokenId, type UserRow, userId } from "../storage/contract/index.ts";
import { createApiKeyAuthentication } from "./api-key.ts";

const identity = { userId: userId("7"), homeOrgId: orgId("1"), tokenId: tokenId("2") };

const machine: UserRow = {
  id: userId("7"),
  orgId: orgId("1"),
  state: "active",
  userName: "Sync",
  sequence: 1,
  lastSequence: 1,
  creationTimeUs: 0,
  changeTimeUs: 0,
  kind: { type: "machine", name: "", description: "", accessTokenType: "bearer", secretHash: undefined },
};

async function outcomeOf(key: string | undefined, owner: UserRow | undefined, isTokenGood = true): Promise<unknown> {
  const authenticate = createApiKeyAuthentication({
    authenticateToken: async () => {
      if (!isTokenGood) throw new DomainError("tokenInvalid");
      return identity;
    },
    users: { find: async () => owner },
    clock: () => 0,
    accessChanges: makeUpChanges(),
  });
  try {
    return await authenticate(new Headers(key === undefined ? {} : { "x-api-key": key }));
  } catch (error) {
    return error instanceof DomainError ? error.errorName : error;
  }
}

describe("createApiKeyAuthentication()", () => {
  const human = { ...machine, kind: { ...machine.kind, type: "human" } } as unknown as UserRow;
  const cases = [
    { name: "no key", key: undefined, owner: machine, want: "apiKeyMissing" },
    { name: "an empty key", key: " ", owner: machine, want: "apiKeyMissing" },
    { name: "the machine's id", key: "7", owner: machine, want: identity },
    { name: "the machine's login name", key: "Sync", owner: machine, want: identity },
    { name: "its login name in another case", key: "sYNC", owner: machine, want: identity },
    { name: "another key", key: "8", owner: machine, want: "apiKeyInvalid" },
    { name: "a human's login name", key: "Sync", owner: human, want: "apiKeyInvalid" },
    { name: "a user that is gone", key: "7", owner: undefined, want: "apiKeyInvalid" },
  ];
  for (const { name, key, owner, want } of cases) {
    it(`answers ${typeof want === "string" ? want : "who calls"} to ${name}`, async () =>
      expect(await outcomeOf(key, owner)).toEqual(want));
  }

  it("looks at the token before it says anything about the key", async () =>
    expect(await outcomeOf("8", machine, false)).toBe("tokenInvalid"));

  it("asks for the key before it looks at the token", async () =>
    expect(await outcomeOf(undefined, machine, false)).toBe("apiKeyMissing"));
});
