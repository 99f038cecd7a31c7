import { toJson } from "@bufbuild/protobuf";
import { type Timestamp, timestampDate, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";
import { ListPersonalAccessTokensResponseSchema } from "../../../gen/zitadel/management/v1/machine_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { rpc, type World } from "../world.ts";

/** A call that every good token can make. */
const useToken = (world: World, token: string) => world.as({ token }).call(rpc.getIAM, {});

const add = (org: OrgInTest, userId: string, expirationDate?: Timestamp) =>
  org.call(rpc.addPersonalAccessToken, expirationDate === undefined ? { userId } : { userId, expirationDate });

const listTokens = async (org: OrgInTest, userId: string) =>
  (await org.ok(rpc.listPersonalAccessTokens, { userId })).result;

/** AddPersonalAccessToken, ListPersonalAccessTokens and RemovePersonalAccessToken. */
export const personalAccessTokens: CaseGroup = {
  subject: "Personal access tokens",
  cases: {
    async "answer with an id, a token, the sequence, the creation date and the owner when added"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { result, expectWithin } = await during(() => org.ok(rpc.addPersonalAccessToken, { userId }));
      expect(result.tokenId).toMatch(/^\d{1,19}$/);
      expect(result.token).toMatch(/^[\w-]{40,}$/);
      expect(result.details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
    },

    async "can be used at once"(world) {
      const org = await world.addOrg();
      const { token } = await org.addToken(await org.addMachine());
      const { defaultOrgId } = await world.as({ token }).ok(rpc.getIAM, {});
      expect(defaultOrgId).toBe(world.server.instance.defaultOrgId);
    },

    async "are never shown again"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { id, token } = await org.addToken(userId);
      const list = await org.ok(rpc.listPersonalAccessTokens, { userId });
      expect(list.result.map((entry) => entry.id)).toEqual([id]);
      expect(JSON.stringify(toJson(ListPersonalAccessTokensResponseSchema, list))).not.toContain(token);
    },

    async "are listed with their history, end and scopes"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const expirationDate = timestampFromMs(Date.now() + 3_600_000);
      const { tokenId, details } = await org.ok(rpc.addPersonalAccessToken, { userId, expirationDate });
      const list = await org.ok(rpc.listPersonalAccessTokens, { userId });
      expect(list.details).toMatchObject({ totalResult: 1n, processedSequence: 0n });
      expect(list.result).toHaveLength(1);
      expect(list.result[0]).toMatchObject({
        id: tokenId,
        expirationDate,
        scopes: ["openid", "profile", "urn:zitadel:iam:user:metadata", "urn:zitadel:iam:user:resourceowner"],
        details: { sequence: details?.sequence, creationDate: details?.creationDate, resourceOwner: org.id },
      });
    },

    async "are read one by one as they are listed"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { id: tokenId } = await org.addToken(userId);
      const { token } = await org.ok(rpc.getPersonalAccessTokenByIDs, { userId, tokenId });
      expect(token).toEqual((await listTokens(org, userId))[0]);
    },
    ...casesOf(
      "cannot be read $name",
      [
        { name: "when there is no such token", isOwn: true, isHere: true, tokenId: "1" },
        { name: "of another user", isOwn: false, isHere: true, tokenId: undefined },
        { name: "in another organization", isOwn: true, isHere: false, tokenId: undefined },
      ],
      async (world, { isOwn, isHere, tokenId }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const owner = await org.addMachine();
        const token = await org.addToken(owner);
        const request = { userId: isOwn ? owner : await org.addMachine(), tokenId: tokenId ?? token.id };
        expectRefusal(await (isHere ? org : other).call(rpc.getPersonalAccessTokenByIDs, request), "tokenUnknown");
      },
    ),

    async "keep their end to the microsecond"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const expirationDate = { ...timestampFromMs(Date.UTC(2150, 0, 2, 3, 4, 5)), nanos: 123_456_000 };
      await org.ok(rpc.addPersonalAccessToken, { userId, expirationDate });
      expect((await listTokens(org, userId))[0]?.expirationDate).toEqual(expirationDate);
    },

    async "end at 9999-12-31T23:59:59Z when no end is given"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      await org.addToken(userId);
      const [token] = await listTokens(org, userId);
      expect(token?.expirationDate).toMatchObject({ seconds: 253_402_300_799n, nanos: 0 });
    },

    async "do not end when their end lies after the year 2255, which shows as 9999"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      for (const year of [2255, 2256]) {
        const expirationDate = timestampFromMs(Date.UTC(year, 0, 1));
        await org.ok(rpc.addPersonalAccessToken, { userId, expirationDate });
      }
      const years = (await listTokens(org, userId)).map(({ expirationDate }) =>
        expirationDate === undefined ? 0 : timestampDate(expirationDate).getUTCFullYear(),
      );
      expect(years).toEqual([2255, 9999]);
    },

    async "are listed in pages, with the number of all"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const ids = [await org.addToken(userId), await org.addToken(userId), await org.addToken(userId)].map(
        ({ id }) => id,
      );
      const pages = await Promise.all(
        [0n, 2n, 3n].map((offset) => org.ok(rpc.listPersonalAccessTokens, { userId, query: { offset, limit: 2 } })),
      );
      expect(pages.map(({ details }) => details?.totalResult)).toEqual([3n, 3n, 3n]);
      expect(pages.map(({ result }) => result.length)).toEqual([2, 1, 0]);
      expect(pages.flatMap(({ result }) => result.map(({ id }) => id)).sort()).toEqual(ids.sort());
    },

    async "are listed 1000 at once at most"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      await org.ok(rpc.listPersonalAccessTokens, { userId, query: { limit: 1000 } });
      const refused = await org.call(rpc.listPersonalAccessTokens, { userId, query: { limit: 1001 } });
      expectRefusal(refused, "limitExceeded");
    },

    ...casesOf(
      "are an empty list for $name",
      [
        { name: "a machine without any", userOf: (org: OrgInTest) => org.addMachine() },
        { name: "a human", userOf: (org: OrgInTest) => org.addHuman() },
        { name: "an unknown user", userOf: async () => "1" },
      ],
      async (world, { userOf }) => {
        const org = await world.addOrg();
        const { details, result } = await org.ok(rpc.listPersonalAccessTokens, { userId: await userOf(org) });
        expect(result).toEqual([]);
        expect(details?.totalResult).toBe(0n);
      },
    ),

    async "are not listed in another organization"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await other.addMachine();
      await other.addToken(userId);
      expect(await listTokens(org, userId)).toEqual([]);
    },

    async "are for machines only"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman();
      expectRefusal(await add(org, userId), "tokenUserNotMachine");
      expect(await listTokens(org, userId)).toEqual([]);
    },
    async "are refused to an unknown user"(world) {
      const org = await world.addOrg();
      expectRefusal(await add(org, "1"), "tokenUserNotFound");
    },
    async "are refused to a machine of another organization"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      expectRefusal(await add(org, await other.addMachine()), "tokenUserNotFound");
    },
    ...casesOf(
      "are refused an end $name",
      [
        { name: "a second ago", at: () => timestampFromMs(Date.now() - 1000) },
        { name: "in 1970", at: () => timestampFromMs(0) },
      ],
      async (world, { at }) => {
        const org = await world.addOrg();
        const userId = await org.addMachine();
        expectRefusal(await add(org, userId, at()), "expirationPast");
        expect(await listTokens(org, userId)).toEqual([]);
      },
    ),

    async "are refused once they expired"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const expirationDate = timestampFromMs(Date.now() + 1500);
      const { token } = await org.ok(rpc.addPersonalAccessToken, { userId, expirationDate });
      await expect.poll(async () => (await useToken(world, token)).error, { timeout: 10_000 }).toBeDefined();
      expectRefusal(await useToken(world, token), "tokenInvalid");
    },

    async "are refused by the very next call after they were removed"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const [removed, kept] = [await org.addToken(userId), await org.addToken(userId)];
      const { result, expectWithin } = await during(() =>
        org.ok(rpc.removePersonalAccessToken, { userId, tokenId: removed.id }),
      );
      expectRefusal(await useToken(world, removed.token), "tokenInvalid");
      expect(result.details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
      expectWithin(result.details?.changeDate);
      expect((await useToken(world, kept.token)).error).toBeUndefined();
      expect((await listTokens(org, userId)).map(({ id }) => id)).toEqual([kept.id]);
    },

    async "leave entries in the history, and the user's own sequence as it is"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { id } = await org.addToken(userId);
      await org.ok(rpc.removePersonalAccessToken, { userId, tokenId: id });
      expect(await org.listEventTypes(userId)).toEqual(["user.machine.added", "user.pat.added", "user.pat.removed"]);
      expect((await org.getUser(userId)).details?.sequence).toBe(1n);
    },

    ...casesOf(
      "cannot be removed $name",
      [
        { name: "when there is no such token", isOwn: true, isHere: true, tokenId: "1" },
        { name: "for another user", isOwn: false, isHere: true, tokenId: undefined },
        { name: "in another organization", isOwn: true, isHere: false, tokenId: undefined },
      ],
      async (world, { isOwn, isHere, tokenId }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const owner = await org.addMachine();
        const token = await org.addToken(owner);
        const userId = isOwn ? owner : await org.addMachine();
        const request = { userId, tokenId: tokenId ?? token.id };
        const refused = await (isHere ? org : other).call(rpc.removePersonalAccessToken, request);
        expectRefusal(refused, "tokenNotFound");
        expect((await useToken(world, token.token)).error).toBeUndefined();
      },
    ),

    async "cannot be removed twice"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { id: tokenId } = await org.addToken(userId);
      await org.ok(rpc.removePersonalAccessToken, { userId, tokenId });
      expectRefusal(await org.call(rpc.removePersonalAccessToken, { userId, tokenId }), "tokenNotFound");
    },

    async "end when their user is locked, and stay ended when it is unlocked"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { token } = await org.addToken(userId);
      await org.ok(rpc.lockUser, { id: userId });
      expectRefusal(await useToken(world, token), "tokenInvalid");
      await org.ok(rpc.unlockUser, { id: userId });
      expectRefusal(await useToken(world, token), "tokenInvalid");
      expect(await listTokens(org, userId)).toEqual([]);
      const { token: next } = await org.addToken(userId);
      expect((await useToken(world, next)).error).toBeUndefined();
    },

    async "end when their user is removed"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { token } = await org.addToken(userId);
      await org.ok(rpc.removeUser, { id: userId });
      expectRefusal(await useToken(world, token), "tokenInvalid");
    },
  },
};
