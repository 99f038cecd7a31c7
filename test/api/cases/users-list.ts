import type { MessageInitShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { ListUsersRequestSchema, ListUsersResponse } from "../../../gen/zitadel/management/v1/user_pb.ts";
import { UserFieldName } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { rpc, type World } from "../world.ts";
import { getZoo, type ZooUser } from "../zoo.ts";

/** Lists the zoo's users. */
async function listZoo(
  world: World,
  request: MessageInitShape<typeof ListUsersRequestSchema> = {},
): Promise<ListUsersResponse> {
  const { orgId } = await getZoo(world);
  return world.ok(rpc.listUsers, request, { token: world.server.adminToken, orgId });
}

const idsOf = ({ result }: ListUsersResponse) => result.map(({ id }) => id);

/** ListUsers: pages, totals and the default order. */
export const usersList: CaseGroup = {
  subject: "ListUsers",
  cases: {
    async "answers every user, youngest first, when nothing is asked for"(world) {
      const { users } = await getZoo(world);
      const list = await listZoo(world);
      expect(idsOf(list)).toEqual(users.map(({ id }) => id).reverse());
      expect(list.sortingColumn).toBe(UserFieldName.UNSPECIFIED);
    },
    async "answers users as GetUserByID does"(world) {
      const { orgId } = await getZoo(world);
      const { result } = await listZoo(world);
      for (const user of result) {
        expect(
          (await world.ok(rpc.getUserByID, { id: user.id }, { token: world.server.adminToken, orgId })).user,
        ).toEqual(user);
      }
    },
    async "answers the total, the time of the call, and no processed sequence"(world) {
      const { users } = await getZoo(world);
      const { result, expectWithin } = await during(() => listZoo(world));
      expect(result.details).toMatchObject({ totalResult: BigInt(users.length), processedSequence: 0n });
      expectWithin(result.details?.viewTimestamp);
    },
    async "sees users of the organization of the call only"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const [own, foreign] = [await org.addHuman(), await other.addHuman()];
      expect(idsOf(await org.ok(rpc.listUsers, {}))).toEqual([own]);
      expect(idsOf(await other.ok(rpc.listUsers, {}))).toEqual([foreign]);
    },
    async "answers an empty list for an empty organization"(world) {
      const org = await world.addOrg();
      const { details, result } = await org.ok(rpc.listUsers, {});
      expect(result).toEqual([]);
      expect(details?.totalResult).toBe(0n);
      expect(details?.viewTimestamp).toBeDefined();
    },

    ...casesOf(
      "answers the page $name, with the total of all",
      [
        { name: "of limit 0, which is all", query: { limit: 0 }, from: 0, to: 9 },
        { name: "of limit 1000", query: { limit: 1000 }, from: 0, to: 9 },
        { name: "of limit 1", query: { limit: 1 }, from: 0, to: 1 },
        { name: "of limit 4", query: { limit: 4 }, from: 0, to: 4 },
        { name: "of limit 4 behind 4", query: { limit: 4, offset: 4n }, from: 4, to: 8 },
        { name: "of limit 4 behind 8, which is the last", query: { limit: 4, offset: 8n }, from: 8, to: 9 },
        { name: "behind all, which is empty", query: { offset: 9n }, from: 9, to: 9 },
        { name: "behind 2^53", query: { offset: 2n ** 53n }, from: 9, to: 9 },
        { name: "behind 2^64 - 1", query: { offset: 2n ** 64n - 1n }, from: 9, to: 9 },
      ],
      async (world, { query, from, to }) => {
        const { users } = await getZoo(world);
        const list = await listZoo(world, { query: { ...query, asc: true } });
        expect(idsOf(list)).toEqual(users.slice(from, to).map(({ id }) => id));
        expect(list.details?.totalResult).toBe(BigInt(users.length));
      },
    ),

    async "answers the total of what matches, not of what is there"(world) {
      const { users } = await getZoo(world);
      const request = { queries: [typeQuery(2)], query: { limit: 1 } };
      const list = await listZoo(world, request);
      expect(list.details?.totalResult).toBe(BigInt(users.filter(isMachine).length));
      expect(list.result).toHaveLength(1);
    },

    ...casesOf(
      "refuses a limit of $name",
      [
        { name: "1001", limit: 1001 },
        { name: "2^32 - 1", limit: 2 ** 32 - 1 },
      ],
      async (world, { limit }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(rpc.listUsers, { query: { limit } }), "limitExceeded");
      },
    ),
  },
};

const typeQuery = (type: 1 | 2) => ({ query: { case: "typeQuery" as const, value: { type } } });
const isMachine = ({ firstName }: ZooUser): boolean => firstName === undefined;

/** What users are sorted by: the value of each column, `undefined` where a user has none. */
const sortKeys: Readonly<Record<string, { column: UserFieldName; keyOf(user: ZooUser): string | undefined }>> = {
  "no column, which is the id": {
    column: UserFieldName.UNSPECIFIED,
    keyOf: ({ id }) => id.padStart(20, "0"),
  },
  "the user name": { column: UserFieldName.USER_NAME, keyOf: ({ userName }) => userName.toLowerCase() },
  "the first name": {
    column: UserFieldName.FIRST_NAME,
    keyOf: ({ firstName }) => firstName?.toLowerCase(),
  },
  "the last name": {
    column: UserFieldName.LAST_NAME,
    keyOf: ({ lastName }) => lastName?.toLowerCase(),
  },
  "the nick name": {
    column: UserFieldName.NICK_NAME,
    keyOf: ({ nickName }) => nickName?.toLowerCase(),
  },
  "the display name": {
    column: UserFieldName.DISPLAY_NAME,
    keyOf: ({ displayName }) => displayName?.toLowerCase(),
  },
  "the email address": { column: UserFieldName.EMAIL, keyOf: ({ email }) => email?.toLowerCase() },
  "the number of the state": { column: UserFieldName.STATE, keyOf: ({ state }) => String(state) },
  "the type": { column: UserFieldName.TYPE, keyOf: (user) => (isMachine(user) ? "2" : "1") },
  "the creation date": {
    column: UserFieldName.CREATION_DATE,
    keyOf: ({ id }) => id.padStart(20, "0"),
  },
};

/** Ascending by key, byte by byte, users without one last; ties by id. */
const sortUsers = (users: readonly ZooUser[], keyOf: (user: ZooUser) => string | undefined): readonly ZooUser[] =>
  users.toSorted((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    if (a === b) return users.indexOf(left) - users.indexOf(right);
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  });

/** ListUsers: the order. */
export const usersSorting: CaseGroup = {
  subject: "ListUsers, sorted",
  cases: casesOf(
    "by $name, regardless of case",
    Object.entries(sortKeys).flatMap(([name, { column, keyOf }]) => [
      { name: `${name}, ascending`, column, keyOf, asc: true },
      { name: `${name}, descending`, column, keyOf, asc: false },
    ]),
    async (world, { column, keyOf, asc }) => {
      const { users } = await getZoo(world);
      const ascending = sortUsers(users, keyOf);
      const expected = (asc ? ascending : ascending.toReversed()).map(({ key }) => key);
      const list = await listZoo(world, { sortingColumn: column, query: { asc } });
      const keyById = new Map(users.map(({ id, key }) => [id, key]));
      expect(idsOf(list).map((id) => keyById.get(id))).toEqual(expected);
      expect(list.sortingColumn).toBe(column);

      const pages: string[] = [];
      for (let offset = 0n; offset < users.length; offset += 2n) {
        pages.push(...idsOf(await listZoo(world, { sortingColumn: column, query: { asc, offset, limit: 2 } })));
      }
      expect(pages).toEqual(idsOf(list));
    },
  ),
};
