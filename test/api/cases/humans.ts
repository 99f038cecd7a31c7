import { toJson } from "@bufbuild/protobuf";
import { expect } from "vitest";
import { Gender, UserSchema, UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { newHuman } from "../org-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { getHumanV2 } from "../user-v2.ts";
import { rpc } from "../world.ts";

const password = "Secret-1";
const verified = { email: "gigi@example.com", isEmailVerified: true } as const;
const unverified = { email: "gigi@example.com" } as const;
const phone = { phone: "+41791234567" } as const;

/** AddHumanUser. Its field rules are with the other validation cases. */
export const humans: CaseGroup = {
  subject: "AddHumanUser",
  cases: {
    async "answers the id, the sequence, the creation date and the owner"(world) {
      const org = await world.addOrg();
      const { result, expectWithin } = await during(() => org.ok(rpc.addHumanUser, newHuman()));
      expect(result.userId).toMatch(/^\d{1,19}$/);
      expect(result.details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
    },

    ...casesOf(
      "makes a human $name",
      [
        { name: "without anything INITIAL", human: { email: unverified }, state: UserState.INITIAL, phone: [] },
        {
          name: "with a password only INITIAL",
          human: { email: unverified, initialPassword: password },
          state: UserState.INITIAL,
          phone: [],
        },
        { name: "with a verified email only INITIAL", human: { email: verified }, state: UserState.INITIAL, phone: [] },
        {
          name: "with a verified email and a password ACTIVE",
          human: { email: verified, initialPassword: password },
          state: UserState.ACTIVE,
          phone: [],
        },
        {
          name: "with a phone that is not verified INITIAL",
          human: { email: unverified, phone },
          state: UserState.INITIAL,
          phone: ["user.human.phone.code.added"],
        },
        {
          name: "with everything verified ACTIVE",
          human: { email: verified, initialPassword: password, phone: { ...phone, isPhoneVerified: true } },
          state: UserState.ACTIVE,
          phone: ["user.human.phone.verified"],
        },
      ],
      async (world, { human, state, phone: phoneEvents }) => {
        const org = await world.addOrg();
        const { userId, details } = await org.ok(rpc.addHumanUser, newHuman(human));
        const events = [
          "user.human.added",
          ...(human.email === verified ? ["user.human.email.verified"] : []),
          ...(state === UserState.INITIAL ? ["user.human.initialization.code.added"] : []),
          ...phoneEvents,
        ];
        expect((await org.getUser(userId)).state).toBe(state);
        expect(await org.listEventTypes(userId)).toEqual(events);
        expect(details?.sequence).toBe(BigInt(events.length));
      },
    ),

    async "keeps everything it is given"(world) {
      const org = await world.addOrg();
      const userName = unique("kept-");
      const profile = {
        firstName: "Zara",
        lastName: "Zebra",
        nickName: "Zed",
        displayName: "Zara Z.",
        preferredLanguage: "de",
        gender: Gender.FEMALE,
      };
      const { result: userId, expectWithin } = await during(() =>
        org.addHuman({
          userName,
          profile,
          email: { email: "Zara.Zebra@Example.COM", isEmailVerified: true },
          phone: { ...phone, isPhoneVerified: true },
          initialPassword: password,
        }),
      );
      const user = await org.getUser(userId);
      expect(user).toMatchObject({ id: userId, userName, loginNames: [userName], preferredLoginName: userName });
      expect(user.type).toMatchObject({
        case: "human",
        value: {
          profile,
          email: { email: "Zara.Zebra@Example.COM", isEmailVerified: true },
          phone: { phone: "+41791234567", isPhoneVerified: true },
        },
      });
      expectWithin(user.type.case === "human" ? user.type.value.passwordChanged : undefined);
      expect(user.details).toMatchObject({ sequence: 3n, resourceOwner: org.id });
      expect(user.details?.changeDate).toEqual(user.details?.creationDate);
    },

    async "has a phone without a number, no password date and the language und when nothing is given"(world) {
      const org = await world.addOrg();
      const { type } = await org.getUser(await org.addHuman());
      expect(type).toMatchObject({ case: "human", value: { phone: { phone: "" } } });
      expect(type.case === "human" && type.value.passwordChanged).toBeUndefined();
      expect(type).toMatchObject({ value: { profile: { preferredLanguage: "und", gender: Gender.UNSPECIFIED } } });
    },

    async "wants its password changed at the first login"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ initialPassword: password });
      expect(await getHumanV2(org, userId)).toMatchObject({ passwordChangeRequired: true });
    },

    async "never shows the password"(world) {
      const org = await world.addOrg();
      const userId = await org.addHuman({ initialPassword: "Never-shown-1" });
      expect(JSON.stringify(toJson(UserSchema, await org.getUser(userId)))).not.toContain("Never-shown");
    },

    ...casesOf(
      "makes the display name $name",
      [
        { name: '"first last" when none is given', given: "", kept: "Zara Zebra" },
        { name: '"first last" when it is white space', given: "  ", kept: "Zara Zebra" },
        { name: "the given one", given: " Zed ", kept: "Zed" },
      ],
      async (world, { given, kept }) => {
        const org = await world.addOrg();
        const profile = { firstName: " Zara", lastName: "Zebra ", displayName: given };
        const { type } = await org.getUser(await org.addHuman({ profile }));
        expect(type).toMatchObject({ value: { profile: { displayName: kept } } });
      },
    ),

    async "trims the user name and the names"(world) {
      const org = await world.addOrg();
      const userName = unique("trimmed-");
      const profile = { firstName: " Zara ", lastName: "\tZebra", nickName: "Zed\n" };
      const user = await org.getUser(await org.addHuman({ userName: `  ${userName} `, profile }));
      expect(user).toMatchObject({
        userName,
        type: { value: { profile: { firstName: "Zara", lastName: "Zebra", nickName: "Zed" } } },
      });
    },

    ...casesOf(
      "keeps the phone number $name",
      [
        { name: "+41 79 123 45 67 as +41791234567", given: "+41 79 123 45 67", kept: "+41791234567" },
        { name: "+1 (650) 253-0000 as +16502530000", given: "+1 (650) 253-0000", kept: "+16502530000" },
      ],
      async (world, { given, kept }) => {
        const org = await world.addOrg();
        const { type } = await org.getUser(await org.addHuman({ phone: { phone: given } }));
        expect(type).toMatchObject({ value: { phone: { phone: kept, isPhoneVerified: false } } });
      },
    ),

    ...casesOf(
      "refuses $name",
      [
        { name: "a blank user name", human: { userName: " \t" }, error: "userNameEmpty" },
        { name: "a blank first name", human: { profile: { firstName: " ", lastName: "Z" } }, error: "firstNameEmpty" },
        { name: "a blank last name", human: { profile: { firstName: "Z", lastName: "\n" } }, error: "lastNameEmpty" },
        { name: "a phone number of no plan", human: { phone: { phone: "+1" } }, error: "phoneInvalid" },
        { name: "a phone number of letters", human: { phone: { phone: "+giraffe" } }, error: "phoneInvalid" },
        { name: "a password of 7 bytes", human: { initialPassword: "Abc-123" }, error: "passwordTooShort" },
        {
          name: "a password without lower case",
          human: { initialPassword: "ABC-1234" },
          error: "passwordWithoutLower",
        },
        {
          name: "a password without upper case",
          human: { initialPassword: "abc-1234" },
          error: "passwordWithoutUpper",
        },
        { name: "a password without a digit", human: { initialPassword: "Abc-defg" }, error: "passwordWithoutNumber" },
        { name: "a password without a symbol", human: { initialPassword: "Abcd1234" }, error: "passwordWithoutSymbol" },
        // The order of the checks: each one has everything wrong that comes later.
        {
          name: "a blank user name before a blank first name",
          human: { userName: " ", profile: { firstName: " ", lastName: " " } },
          error: "userNameEmpty",
        },
        {
          name: "a blank first name before a blank last name",
          human: { profile: { firstName: " ", lastName: " " }, phone: { phone: "+1" } },
          error: "firstNameEmpty",
        },
        {
          name: "a blank last name before a bad phone number",
          human: { profile: { firstName: "Z", lastName: " " }, phone: { phone: "+1" } },
          error: "lastNameEmpty",
        },
        {
          name: "a bad phone number before a bad password",
          human: { phone: { phone: "+1" }, initialPassword: "a" },
          error: "phoneInvalid",
        },
        {
          name: "a password's length before its lower case",
          human: { initialPassword: "-" },
          error: "passwordTooShort",
        },
        { name: "lower case before upper case", human: { initialPassword: "--------" }, error: "passwordWithoutLower" },
        { name: "upper case before a digit", human: { initialPassword: "aaaaaaaa" }, error: "passwordWithoutUpper" },
        { name: "a digit before a symbol", human: { initialPassword: "aaaaAAAA" }, error: "passwordWithoutNumber" },
      ] as const,
      async (world, { human, error }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(rpc.addHumanUser, newHuman(human)), error);
        expect(await org.countUsers()).toBe(0);
      },
    ),

    async "counts a password's bytes, not its letters"(world) {
      const org = await world.addOrg();
      await org.addHuman({ initialPassword: "Aö-1🦒" });
    },
  },
};
