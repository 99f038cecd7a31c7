import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import { TextQueryMethod } from "../../../gen/zitadel/object/v2/object_pb.ts";
import { type SearchQuerySchema, Type, UserFieldName } from "../../../gen/zitadel/user/v2/query_pb.ts";
import { UserState } from "../../../gen/zitadel/user/v2/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { addHumanV2, v2 } from "../user-v2.ts";
import { type Caller, rpc } from "../world.ts";

type Init = Exclude<MessageInitShape<typeof SearchQuerySchema>, MessageShape<typeof SearchQuerySchema>>;
type Query = NonNullable<Init["query"]>;

/** The ids of the users that match, oldest first, and how many there are said to be. */
async function search(caller: Caller, ...queries: readonly Query[]) {
  const { result, details } = await caller.ok(v2.listUsers, {
    query: { asc: true },
    queries: queries.map((query) => ({ query })),
  });
  return { ids: result.map(({ userId }) => userId), total: Number(details?.totalResult) };
}

const ofOrg = (organizationId: string): Query => ({ case: "organizationIdQuery", value: { organizationId } });

/** ListUsers. */
export const userV2List: CaseGroup = {
  subject: "User v2: ListUsers",
  cases: {
    async "shows users of the whole instance to its administrator, whatever the header"(world) {
      const [a, b] = [await world.addOrg(), await world.addOrg()];
      const ids = [await addHumanV2(a), await addHumanV2(b), await b.addMachine()];
      const query: Query = { case: "inUserIdsQuery", value: { userIds: ids } };
      expect(await search(world, query)).toEqual({ ids, total: 3 });
      expect(await search(a, query)).toEqual({ ids, total: 3 });
    },
    async "shows the users of one's organizations and oneself to others, and counts no more"(world) {
      const [a, b, c] = [await world.addOrg(), await world.addOrg(), await world.addOrg()];
      const owner = await a.addMember("ORG_OWNER");
      await b.ok(rpc.addOrgMember, { userId: owner.id, roles: ["ORG_OWNER_VIEWER"] });
      const [inA, inB] = [await addHumanV2(a), await addHumanV2(b)];
      await addHumanV2(c);
      const expected = { ids: [owner.id, inA, inB], total: 3 };
      for (const orgId of [undefined, a.id, c.id]) {
        expect(await search(world.as({ token: owner.token, orgId }))).toEqual(expected);
      }
      const hidden = world.as({ token: owner.token });
      expect(await search(hidden, ofOrg(c.id))).toEqual({ ids: [], total: 0 });
      const everyone: Query = { case: "notQuery", value: { query: { query: ofOrg(a.id) } } };
      expect(await search(hidden, everyone)).toEqual({ ids: [inB], total: 1 });
    },
    async "counts what may be read on an empty page, too"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_OWNER");
      await addHumanV2(org);
      const { details, result } = await world.as({ token }).ok(v2.listUsers, { query: { offset: 10n } });
      expect({ total: details?.totalResult, result }).toEqual({ total: 2n, result: [] });
    },
    async "shows nobody but oneself to whoever may read nobody"(world) {
      const org = await world.addOrg();
      await addHumanV2(org);
      for (const roles of [[], ["ORG_PROJECT_CREATOR"]]) {
        const id = await org.addMachine();
        if (roles.length > 0) await org.ok(rpc.addOrgMember, { userId: id, roles });
        const { token } = await org.addToken(id);
        expect(await search(world.as({ token }))).toEqual({ ids: [id], total: 1 });
      }
    },
    async "does not take a permission on a project for one on users"(world) {
      const org = await world.addOrg();
      await addHumanV2(org);
      const { id: projectId } = await org.ok(rpc.addProject, { name: "Project" });
      const userId = await org.addMachine();
      await org.ok(rpc.addProjectMember, { projectId, userId, roles: ["PROJECT_OWNER"] });
      const { token } = await org.addToken(userId);
      expect(await search(world.as({ token }))).toEqual({ ids: [userId], total: 1 });
    },

    ...casesOf(
      "finds humans by $name",
      [
        { name: "user name", query: (name: string): Query => ({ case: "userNameQuery", value: { userName: name } }) },
        {
          name: "login name",
          query: (name: string): Query => ({ case: "loginNameQuery", value: { loginName: name } }),
        },
        {
          name: "given name",
          query: (firstName: string): Query => ({ case: "firstNameQuery", value: { firstName } }),
        },
        {
          name: "family name, case aside",
          query: (name: string): Query => ({
            case: "lastNameQuery",
            value: { lastName: name.toUpperCase(), method: TextQueryMethod.EQUALS_IGNORE_CASE },
          }),
        },
        {
          name: "nick name, its beginning",
          query: (name: string): Query => ({
            case: "nickNameQuery",
            value: { nickName: name.slice(0, -1), method: TextQueryMethod.STARTS_WITH },
          }),
        },
        {
          name: "display name, its end",
          query: (name: string): Query => ({
            case: "displayNameQuery",
            value: { displayName: name.slice(1), method: TextQueryMethod.ENDS_WITH },
          }),
        },
        {
          name: "email address, a part of it",
          query: (name: string): Query => ({
            case: "emailQuery",
            value: { emailAddress: `${name}@ex`, method: TextQueryMethod.CONTAINS },
          }),
        },
        {
          name: "one of several addresses",
          query: (name: string): Query => ({
            case: "inUserEmailsQuery",
            value: { userEmails: [`${name}@example.com`] },
          }),
        },
        {
          name: "phone number",
          query: (): Query => ({ case: "phoneQuery", value: { number: "+41791230001" } }),
        },
        {
          name: "the beginning of the phone number, case aside",
          query: (): Query => ({
            case: "phoneQuery",
            value: { number: "+4179123000", method: TextQueryMethod.STARTS_WITH_IGNORE_CASE },
          }),
        },
      ],
      async (world, { query }) => {
        const org = await world.addOrg();
        const name = unique("n");
        const found = await addHumanV2(org, {
          username: name,
          profile: { givenName: name, familyName: name, nickName: name, displayName: name },
          email: { email: `${name}@example.com` },
          phone: { phone: "+41791230001" },
        });
        await addHumanV2(org, { phone: { phone: "+41791239999" } });
        await org.addMachine();
        expect(await search(org, ofOrg(org.id), query(name))).toEqual({ ids: [found], total: 1 });
      },
    ),
    async "finds users by state, kind and combinations"(world) {
      const org = await world.addOrg();
      const [active, initial, machine] = [await addHumanV2(org), await org.addHuman(), await org.addMachine()];
      const state = (value: UserState): Query => ({ case: "stateQuery", value: { state: value } });
      const type = (value: Type): Query => ({ case: "typeQuery", value: { type: value } });
      const find = async (query: Query) => (await search(org, ofOrg(org.id), query)).ids;
      expect(await find(state(UserState.INITIAL))).toEqual([initial]);
      expect(await find(state(UserState.ACTIVE))).toEqual([active, machine]);
      expect(await find(state(UserState.DELETED))).toEqual([]);
      expect(await find(type(Type.MACHINE))).toEqual([machine]);
      const both = [{ query: state(UserState.ACTIVE) }, { query: type(Type.HUMAN) }];
      expect(await find({ case: "andQuery", value: { queries: both } })).toEqual([active]);
      expect(await find({ case: "orQuery", value: { queries: both } })).toEqual([active, initial, machine]);
    },
    async "sorts by a column, and says which"(world) {
      const org = await world.addOrg();
      const a = await addHumanV2(org, { profile: { givenName: "Anna", familyName: "G" } });
      const b = await addHumanV2(org, { profile: { givenName: "bert", familyName: "G" } });
      const { result, sortingColumn } = await org.ok(v2.listUsers, {
        sortingColumn: UserFieldName.FIRST_NAME,
        queries: [{ query: ofOrg(org.id) }],
      });
      expect(sortingColumn).toBe(UserFieldName.FIRST_NAME);
      expect(result.map(({ userId }) => userId)).toEqual([b, a]);
    },
    async "answers 100 users when no limit is given, and refuses more than 1000"(world) {
      const org = await world.addOrg();
      for (let count = 0; count < 101; count += 1) await org.addMachine();
      const { result, details } = await org.ok(v2.listUsers, { queries: [{ query: ofOrg(org.id) }] });
      expect({ length: result.length, total: details?.totalResult }).toEqual({ length: 100, total: 101n });
      expectRefusal(await org.call(v2.listUsers, { query: { limit: 1001 } }), "limitExceeded");
    },
    async "shows the moment of the call"(world) {
      const { result, expectWithin } = await during(() => world.ok(v2.listUsers, { query: { limit: 1 } }));
      expectWithin(result.details?.timestamp);
      expect(result.details?.processedSequence).toBe(0n);
    },
    async "refuses a condition that is none"(world) {
      expectInvalid(await world.call(v2.listUsers, { queries: [{}] }), "ListUsersRequest.Queries[0]", [
        "queries[0].query",
      ]);
    },
  },
};

/** GetUserByID, and how it is written as JSON. */
export const userV2Get: CaseGroup = {
  subject: "User v2: GetUserByID",
  cases: {
    async "refuses a user that is not there"(world) {
      expectRefusal(await world.call(v2.getUserByID, { userId: "1" }), "userNotFound");
    },
    async "answers all of the history"(world) {
      const org = await world.addOrg();
      const userId = await addHumanV2(org);
      await org.ok(v2.updateHumanUser, { userId, profile: { givenName: "A", familyName: "B" } });
      const { details, user } = await org.ok(v2.getUserByID, { userId });
      expect(details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect(details?.creationDate).toBeDefined();
      expect(details?.changeDate).toBeDefined();
      expect(user?.details).toEqual(details);
    },
    async "writes optional fields of a profile as JSON also when they are empty, and no others"(world) {
      const org = await world.addOrg();
      const username = unique("json-");
      const userId = await addHumanV2(org, { username, email: { email: "json@example.com" } });
      expect(await getJson(world.server.url, world.server.adminToken, userId)).toEqual({
        details: expect.objectContaining({ sequence: "2", resourceOwner: org.id }),
        user: {
          userId,
          details: expect.objectContaining({ sequence: "2" }),
          state: "USER_STATE_ACTIVE",
          username,
          loginNames: [username],
          preferredLoginName: username,
          human: {
            userId,
            state: "USER_STATE_ACTIVE",
            username,
            loginNames: [username],
            preferredLoginName: username,
            profile: {
              givenName: "Gigi",
              familyName: "Giraffe",
              nickName: "",
              displayName: "Gigi Giraffe",
              preferredLanguage: "und",
              gender: "GENDER_UNSPECIFIED",
            },
            email: { email: "json@example.com" },
            phone: {},
          },
        },
      });
    },
    async "writes a machine as JSON"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine({ name: "Robot", description: "Sweeps" });
      expect(await getJson(world.server.url, world.server.adminToken, userId)).toMatchObject({
        user: { userId, machine: { name: "Robot", description: "Sweeps" } },
      });
    },
  },
};

async function getJson(url: string, token: string, userId: string): Promise<unknown> {
  const response = await fetch(`${url}/v2/users/${userId}`, {
    headers: { authorization: `Bearer ${token}`, connection: "close" },
  });
  return response.json();
}
