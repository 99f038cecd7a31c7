import { expect } from "vitest";
import type { AccessTokenType, Gender } from "../../../gen/zitadel/user/v1/user_pb.ts";
import type { CallResult } from "../../support/clients/index.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectError, expectInvalid, expectRefusal } from "../expect.ts";
import { newHuman, newMachine } from "../org-in-test.ts";
import { unique } from "../unique.ts";
import { rpc, type World } from "../world.ts";

/** A character of four bytes in UTF-8 and two units in UTF-16: one code point. */
const giraffe = "🦒";
const letters200 = giraffe.repeat(200);
const letters201 = giraffe.repeat(201);

const profile = { userId: "1", firstName: "Zara", lastName: "Zebra", displayName: "Zara Z." };
const human = newHuman();
const machine = newMachine();

/** One field rule: the call that breaks it, and how the answer names the field. */
interface FieldRule {
  readonly name: string;
  readonly send: (world: World) => Promise<CallResult<unknown>>;
  readonly place: string;
  readonly fields: readonly string[];
}

const updates: readonly FieldRule[] = [
  { field: "first_name", place: "FirstName", change: { firstName: "" }, name: "no first name" },
  { field: "last_name", place: "LastName", change: { lastName: "" }, name: "no last name" },
  { field: "display_name", place: "DisplayName", change: { displayName: "" }, name: "no display name" },
  { field: "first_name", place: "FirstName", change: { firstName: letters201 }, name: "a first name of 201" },
  { field: "last_name", place: "LastName", change: { lastName: letters201 }, name: "a last name of 201" },
  { field: "nick_name", place: "NickName", change: { nickName: letters201 }, name: "a nick name of 201" },
  { field: "display_name", place: "DisplayName", change: { displayName: letters201 }, name: "a display name of 201" },
  {
    field: "preferred_language",
    place: "PreferredLanguage",
    change: { preferredLanguage: "x".repeat(11) },
    name: "a language of 11",
  },
  { field: "user_id", place: "UserId", change: { userId: "x".repeat(201) }, name: "a user id of 201" },
].map(({ field, place, change, name }) => ({
  name: `UpdateHumanProfile with ${name}`,
  send: (world) => world.call(rpc.updateHumanProfile, { ...profile, ...change }),
  place: `UpdateHumanProfileRequest.${place}`,
  fields: [field],
}));

const humanAdditions: readonly FieldRule[] = [
  { name: "no user name", change: { userName: "" }, place: "UserName", field: "user_name" },
  { name: "a user name of 201", change: { userName: letters201 }, place: "UserName", field: "user_name" },
  { name: "no profile", change: { profile: undefined }, place: "Profile", field: "profile" },
  { name: "no email", change: { email: undefined }, place: "Email", field: "email" },
  {
    name: "no first name",
    change: { profile: { lastName: "Z" } },
    place: "Profile",
    field: "profile.first_name",
  },
  {
    name: "a display name of 201",
    change: { profile: { firstName: "Z", lastName: "Z", displayName: letters201 } },
    place: "Profile",
    field: "profile.display_name",
  },
  { name: "an empty email address", change: { email: { email: "" } }, place: "Email", field: "email.email" },
  { name: "an email address without @", change: { email: { email: "gigi" } }, place: "Email", field: "email.email" },
  {
    name: "an email address with a blank",
    change: { email: { email: "a b@c" } },
    place: "Email",
    field: "email.email",
  },
  { name: "an empty phone number", change: { phone: {} }, place: "Phone", field: "phone.phone" },
  {
    name: "a phone number without +",
    change: { phone: { phone: "0791234567" } },
    place: "Phone",
    field: "phone.phone",
  },
  {
    name: "a phone number of 51",
    change: { phone: { phone: `+${"1".repeat(50)}` } },
    place: "Phone",
    field: "phone.phone",
  },
].map(({ name, change, place, field }) => ({
  name: `AddHumanUser with ${name}`,
  send: (world) => world.call(rpc.addHumanUser, { ...human, ...change } as typeof human),
  place: `AddHumanUserRequest.${place}`,
  fields: field === "phone.phone" && "phone" in change && change.phone.phone === undefined ? [field, field] : [field],
}));

const others: readonly FieldRule[] = [
  {
    name: "AddMachineUser with no name",
    send: (world) => world.call(rpc.addMachineUser, { ...machine, name: "" }),
    place: "AddMachineUserRequest.Name",
    fields: ["name"],
  },
  {
    name: "AddMachineUser with a description of 501",
    send: (world) => world.call(rpc.addMachineUser, { ...machine, description: giraffe.repeat(501) }),
    place: "AddMachineUserRequest.Description",
    fields: ["description"],
  },
  {
    name: "AddMachineUser with an empty id",
    send: (world) => world.call(rpc.addMachineUser, { ...machine, userId: "" }),
    place: "AddMachineUserRequest.UserId",
    fields: ["user_id"],
  },
  {
    name: "AddMachineUser with an access token type that does not exist",
    send: (world) => world.call(rpc.addMachineUser, { ...machine, accessTokenType: Number(9) as AccessTokenType }),
    place: "AddMachineUserRequest.AccessTokenType",
    fields: ["access_token_type"],
  },
  {
    name: "AddOrg with no name",
    send: (world) => world.call(rpc.addOrg, {}),
    place: "AddOrgRequest.Name",
    fields: ["name"],
  },
  {
    name: "AddOrg with a name of 201",
    send: (world) => world.call(rpc.addOrg, { name: letters201 }),
    place: "AddOrgRequest.Name",
    fields: ["name"],
  },
  {
    name: "AddOrgMember with no user",
    send: (world) => world.call(rpc.addOrgMember, { roles: ["ORG_OWNER"] }),
    place: "AddOrgMemberRequest.UserId",
    fields: ["user_id"],
  },
  {
    name: "IsUserUnique with a user name of 201",
    send: (world) => world.call(rpc.isUserUnique, { userName: letters201 }),
    place: "IsUserUniqueRequest.UserName",
    fields: ["user_name"],
  },
  {
    name: "GetUserByID with an id of 201",
    send: (world) => world.call(rpc.getUserByID, { id: letters201 }),
    place: "GetUserByIDRequest.Id",
    fields: ["id"],
  },
];

/** Rules of fields, and how their violations are told. */
export const validation: CaseGroup = {
  subject: "Validation",
  cases: {
    ...casesOf("refuses $name", [...updates, ...humanAdditions, ...others], async (world, rule) => {
      const before = await world.ok(rpc.listUsers, { query: { limit: 1 } });
      expectInvalid(await rule.send(world), rule.place, rule.fields);
      const after = await world.ok(rpc.listUsers, { query: { limit: 1 } });
      expect(after.result).toEqual(before.result);
    }),

    ...casesOf(
      "takes 200 code points of four bytes as $name",
      [
        { name: "first name", change: { firstName: letters200 } },
        { name: "last name", change: { lastName: letters200 } },
        { name: "nick name", change: { nickName: letters200 } },
        { name: "display name", change: { displayName: letters200 } },
      ],
      async (world, { change }) => {
        const org = await world.addOrg();
        const userId = await org.addHuman();
        await org.ok(rpc.updateHumanProfile, { ...profile, userId, ...change });
        expect((await org.ok(rpc.getHumanProfile, { userId })).profile).toMatchObject(change);
      },
    ),
    async "takes 200 code points of four bytes as user name, id and organization name, and 500 as description"(world) {
      const org = await world.addOrg(`${unique("")}${giraffe.repeat(189)}`);
      const text = `${unique("")}${giraffe.repeat(189)}`;
      expect(Array.from(text).length).toBeGreaterThan(198);
      await org.addMachine({ userId: text, userName: text, name: letters200, description: giraffe.repeat(500) });
      expect((await org.getUser(text)).userName).toBe(text);
    },

    async "refuses an empty id, in a path, too"(world) {
      const org = await world.addOrg();
      const update = await org.call(rpc.updateHumanProfile, { ...profile, userId: "" });
      expectInvalid(update, "UpdateHumanProfileRequest.UserId", ["user_id"]);
      expectInvalid(await org.call(rpc.getHumanProfile, {}), "GetHumanProfileRequest.UserId", ["user_id"]);
      expectInvalid(await org.call(rpc.lockUser, {}), "LockUserRequest.Id", ["id"]);
    },

    async "names every violation, and the first one in the message"(world) {
      const result = await world.call(rpc.updateHumanProfile, { userId: "1", nickName: letters201, gender: gender(9) });
      expectInvalid(result, "UpdateHumanProfileRequest.FirstName", [
        "first_name",
        "last_name",
        "nick_name",
        "display_name",
      ]);
      const { message, violations } = expectError(result);
      expect(violations.every(({ description }) => description !== "")).toBe(true);
      expect(message).toBe(`invalid UpdateHumanProfileRequest.FirstName: ${violations[0]?.description}`);
    },
    async "says of a nested message which field of it is wrong"(world) {
      const { message, violations } = expectError(
        await world.call(rpc.addHumanUser, { ...human, profile: { lastName: "Z" } }),
      );
      expect(message).toBe(
        "invalid AddHumanUserRequest.Profile: embedded message failed validation" +
          ` | caused by: invalid AddHumanUserRequest_Profile.FirstName: ${violations[0]?.description}`,
      );
    },

    async "comes after the token, the organization and the permission"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_PROJECT_CREATOR");
      const call = (options: { token?: string; orgId?: string }) => world.as(options).call(rpc.addHumanUser, {});
      expectRefusal(await call({}), "authHeaderMissing");
      expectRefusal(await call({ token, orgId: "1" }), "orgUnknown");
      expectRefusal(await call({ token, orgId: world.server.instance.defaultOrgId }), "membershipNotFound");
      expectRefusal(await call({ token, orgId: org.id }), "permissionMissing");
      expectInvalid(await org.call(rpc.addHumanUser, {}), "AddHumanUserRequest.UserName", [
        "user_name",
        "profile",
        "email",
      ]);
    },
    async "comes before the rules of the directory"(world) {
      const org = await world.addOrg();
      const blank = { userName: " ", profile: { firstName: " ", lastName: letters201 }, email: { email: "a@b.c" } };
      expectInvalid(await org.call(rpc.addHumanUser, blank), "AddHumanUserRequest.Profile", ["profile.last_name"]);
    },

    ...casesOf(
      "refuses the character U+0000 in a $name",
      [
        { name: "write", send: (world: World) => world.call(rpc.addOrg, { name: unique("a\0b") }) },
        { name: "read", send: (world: World) => world.call(rpc.isUserUnique, { userName: "a\0b" }) },
        {
          name: "condition",
          send: (world: World) =>
            world.call(rpc.listUsers, {
              queries: [{ query: { case: "userNameQuery", value: { userName: "\0" } } }],
            }),
        },
        {
          name: "list of ids",
          send: (world: World) =>
            world.call(rpc.listUsers, {
              queries: [{ query: { case: "inUserIdsQuery", value: { userIds: ["a", "\0"] } } }],
            }),
        },
      ],
      async (world, { send }) => expectRefusal(await send(world), "textUnstorable"),
    ),
  },
};

const gender = (number: number) => number as Gender;
