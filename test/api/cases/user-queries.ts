import { expect } from "vitest";
import { Type, UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { Query } from "../search-query.ts";
import { rpc, type World } from "../world.ts";
import { getZoo, type ZooUser } from "../zoo.ts";

async function findKeys(world: World, ...queries: readonly Query[]): Promise<readonly string[]> {
  const { orgId, users } = await getZoo(world);
  const keyById = new Map(users.map(({ id, key }) => [id, key]));
  const request = { queries: queries.map((query) => ({ query })), query: { asc: true } };
  const { details, result } = await world.ok(rpc.listUsers, request, { token: world.server.adminToken, orgId });
  expect(details?.totalResult).toBe(BigInt(result.length));
  return result.map(({ id }) => keyById.get(id) ?? id);
}

const keysOf = async (world: World, isFound: (user: ZooUser) => boolean): Promise<readonly string[]> =>
  (await getZoo(world)).users.filter(isFound).map(({ key }) => key);

const everybody = () => true;
const isMachine = ({ firstName }: ZooUser): boolean => firstName === undefined;
const isHuman = (user: ZooUser): boolean => !isMachine(user);

const or = (...queries: readonly Query[]): Query => ({
  case: "orQuery",
  value: { queries: queries.map((query) => ({ query })) },
});
const and = (...queries: readonly Query[]): Query => ({
  case: "andQuery",
  value: { queries: queries.map((query) => ({ query })) },
});
const not = (query: Query): Query => ({ case: "notQuery", value: { query: { query } } });
const firstName = (text: string): Query => ({ case: "firstNameQuery", value: { firstName: text } });
const nickName = (text: string, method: TextQueryMethod): Query => ({
  case: "nickNameQuery",
  value: { nickName: text, method },
});
const userNameContains = (userName: string): Query => ({
  case: "userNameQuery",
  value: { userName, method: TextQueryMethod.CONTAINS_IGNORE_CASE },
});
const typed = (type: Type): Query => ({ case: "typeQuery", value: { type } });
const inState = (state: UserState): Query => ({ case: "stateQuery", value: { state } });
const withIds = (...userIds: string[]): Query => ({ case: "inUserIdsQuery", value: { userIds } });
const withEmails = (...userEmails: string[]): Query => ({ case: "inUserEmailsQuery", value: { userEmails } });

/** The query inside this many `not`s, an even number of which changes nothing. */
const nested = (query: Query, levels: number): Query => (levels === 0 ? query : not(nested(query, levels - 1)));

const { CONTAINS, CONTAINS_IGNORE_CASE, ENDS_WITH, EQUALS, EQUALS_IGNORE_CASE, STARTS_WITH } = TextQueryMethod;

/** ListUsers: what conditions find. Text fields and methods, all with all, are cases of their own. */
export const userQueries: CaseGroup = {
  subject: "ListUsers, with conditions,",
  cases: {
    ...casesOf(
      "takes wildcards and odd letters for themselves: nick name $name",
      [
        { name: "contains %", query: nickName("%", CONTAINS), keys: ["gigi", "twin"] },
        { name: "contains _", query: nickName("_", CONTAINS), keys: ["gigi", "twin"] },
        { name: "contains gigi_100", query: nickName("gigi_100", CONTAINS), keys: ["gigi"] },
        {
          name: "contains GIGI_100, any case",
          query: nickName("GIGI_100", CONTAINS_IGNORE_CASE),
          keys: ["gigi", "twin"],
        },
        { name: "ends with 0%", query: nickName("0%", ENDS_WITH), keys: ["gigi", "twin"] },
        { name: "starts with g%", query: nickName("g%", STARTS_WITH), keys: [] },
        { name: "contains a backslash", query: nickName("\\", CONTAINS), keys: ["zoe"] },
        { name: "ends with a backslash", query: nickName("\\", ENDS_WITH), keys: [] },
        { name: "contains a\\b", query: nickName("a\\b", CONTAINS), keys: ["zoe"] },
        { name: "equals -- and not a comment", query: nickName("--", EQUALS), keys: ["quote"] },
        { name: "equals a zebra", query: nickName("🦓", EQUALS), keys: ["emoji"] },
        { name: "equals nothing", query: nickName("", EQUALS), keys: ["greek"] },
        { name: "equals A\\B, any case", query: nickName("A\\B", EQUALS_IGNORE_CASE), keys: ["zoe"] },
        {
          name: "contains nothing, which every human's does",
          query: nickName("", CONTAINS),
          keys: ["gigi", "leo", "zoe", "greek", "emoji", "quote", "twin"],
        },
      ],
      async (world, { query, keys }) => expect(await findKeys(world, query)).toEqual(keys),
    ),

    ...casesOf(
      "finds users in state $name",
      Object.entries(UserState).flatMap(([name, state]) => (typeof state === "number" ? [{ name, state }] : [])),
      async (world, { state }) => {
        expect(await findKeys(world, inState(state))).toEqual(await keysOf(world, (user) => user.state === state));
      },
    ),
    async "finds humans"(world) {
      expect(await findKeys(world, typed(Type.HUMAN))).toEqual(await keysOf(world, isHuman));
    },
    async "finds machines"(world) {
      expect(await findKeys(world, typed(Type.MACHINE))).toEqual(await keysOf(world, isMachine));
    },
    async "finds nobody of no type"(world) {
      expect(await findKeys(world, typed(Type.UNSPECIFIED))).toEqual([]);
    },
    async "finds users by id, each once, and none of another organization"(world) {
      const { users } = await getZoo(world);
      const foreign = await (await world.addOrg()).addHuman();
      const wanted = users.filter(({ key }) => key === "leo" || key === "robot").map(({ id }) => id);
      const query = withIds(...wanted, ...wanted, foreign, "1", "");
      expect(await findKeys(world, query)).toEqual(["leo", "robot"]);
    },
    async "finds users by email address, with regard to case"(world) {
      const query = withEmails("gigi@Example.com", "LEO@example.com", "z_o%e@example.com");
      expect(await findKeys(world, query)).toEqual(["gigi", "zoe"]);
    },
    async "takes a thousand ids"(world) {
      const { users } = await getZoo(world);
      const ids = Array.from({ length: 1000 }, (_, index) => String(index));
      expect(await findKeys(world, withIds(...ids, users[0]?.id ?? ""))).toEqual(["gigi"]);
    },

    async "wants all of several conditions"(world) {
      expect(await findKeys(world, inState(UserState.ACTIVE), typed(Type.MACHINE))).toEqual(["gigi-bot", "robot"]);
      expect(await findKeys(world, firstName("Gigi"), firstName("leo"))).toEqual([]);
    },
    async "joins with or"(world) {
      expect(await findKeys(world, or(firstName("Gigi"), firstName("leo")))).toEqual(["gigi", "leo"]);
      expect(await findKeys(world, or(firstName("Gigi"), typed(Type.MACHINE)))).toEqual(["gigi", "gigi-bot", "robot"]);
    },
    async "joins with and"(world) {
      const query = and(inState(UserState.INITIAL), userNameContains("gigi"));
      expect(await findKeys(world, query)).toEqual(["twin"]);
    },
    async negates(world) {
      expect(await findKeys(world, not(inState(UserState.INITIAL)))).toEqual(
        await keysOf(world, ({ state }) => state !== UserState.INITIAL),
      );
    },
    async "negates or and and"(world) {
      const query = not(or(typed(Type.MACHINE), and(inState(UserState.INITIAL), userNameContains("gigi"))));
      expect(await findKeys(world, query)).toEqual(
        await keysOf(world, ({ key }) => !["gigi-bot", "robot", "twin"].includes(key)),
      );
    },
    async "finds no machine by a human field, negated or not"(world) {
      expect(await findKeys(world, firstName("Gigi"))).toEqual(["gigi"]);
      expect(await findKeys(world, not(firstName("Gigi")))).toEqual(
        await keysOf(world, (user) => isHuman(user) && user.key !== "gigi"),
      );
      expect(await findKeys(world, nested(firstName("Gigi"), 2))).toEqual(["gigi"]);
      expect(await findKeys(world, not(withEmails("gigi@Example.com")))).toEqual(
        await keysOf(world, (user) => isHuman(user) && user.key !== "gigi"),
      );
    },
    async "finds machines by a field that both kinds have, negated"(world) {
      expect(await findKeys(world, not(userNameContains("gigi")))).toEqual(
        await keysOf(world, ({ userName }) => !userName.toLowerCase().includes("gigi")),
      );
    },
    async "finds everybody with or of a thing and its opposite"(world) {
      const machines = typed(Type.MACHINE);
      expect(await findKeys(world, or(machines, not(machines)))).toEqual(await keysOf(world, everybody));
    },
    async "takes a hundred conditions side by side"(world) {
      const hundred = Array.from({ length: 100 }, (_, index) => firstName(index === 99 ? "leo" : `nobody ${index}`));
      expect(await findKeys(world, or(...hundred))).toEqual(["leo"]);
    },

    async "takes a condition inside 20 others"(world) {
      expect(await findKeys(world, nested(firstName("leo"), 20))).toEqual(["leo"]);
    },
    async "refuses a condition inside 21 others"(world) {
      const org = await world.addOrg();
      const queries = [{ query: firstName("leo") }, { query: nested(firstName("leo"), 21) }];
      expectRefusal(await org.call(rpc.listUsers, { queries }), "filterTooDeep");
    },

    ...casesOf(
      "refuses an empty $name",
      [
        { name: "or", query: or() },
        { name: "and", query: and() },
        { name: "and inside an or", query: or(firstName("leo"), and()) },
        { name: "list of ids", query: withIds() },
        { name: "list of email addresses", query: withEmails() },
        { name: "not", query: { case: "notQuery", value: {} } satisfies Query },
      ],
      async (world, { query }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(rpc.listUsers, { queries: [{ query }] }), "filterInvalid");
      },
    ),
    async "refuses an entry without a condition, and says which one"(world) {
      const org = await world.addOrg();
      const result = await org.call(rpc.listUsers, { queries: [{ query: firstName("leo") }, {}] });
      expectInvalid(result, "ListUsersRequest.Queries[1]", ["queries[1].query"]);
    },
    async "refuses an undefined method, state and type"(world) {
      const org = await world.addOrg();
      const queries = [
        { query: nickName("x", Number(8) as TextQueryMethod) },
        { query: inState(Number(7) as UserState) },
        { query: typed(Number(3) as Type) },
      ];
      const result = await org.call(rpc.listUsers, { queries });
      expectInvalid(result, "ListUsersRequest.Queries[0]", [
        "queries[0].nick_name_query.method",
        "queries[1].state_query.state",
        "queries[2].type_query.type",
      ]);
    },
  },
};
