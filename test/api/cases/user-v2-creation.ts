import { expect } from "vitest";
import { UserState } from "../../../gen/zitadel/user/v2/user_pb.ts";
import type { ErrorName } from "../../../src/directory/errors.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { addHumanV2, getHumanV2, getUserV2, goodPassword, type NewHumanV2, newHumanV2, v2 } from "../user-v2.ts";
import { rpc } from "../world.ts";

const bcrypt = "$2b$10$abcdefghijklmnopqrstuuMGM5l9PZZsYVhvtY7hkG6L5a3bXCLGy";

/** AddHumanUser. */
export const userV2AddHuman: CaseGroup = {
  subject: "User v2: AddHumanUser",
  cases: {
    async "answers the id, the sequence, the change date and the owner"(world) {
      const org = await world.addOrg();
      const { result, expectWithin } = await during(() => org.ok(v2.addHumanUser, newHumanV2()));
      expect(result.details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expect(result.details?.creationDate).toBeUndefined();
      expectWithin(result.details?.changeDate);
      expect(result.emailCode).toBeUndefined();
      expect(result.phoneCode).toBeUndefined();
    },
    async "adds it active, and sends a code for the address but none to set the account up"(world) {
      const org = await world.addOrg();
      const id = await addHumanV2(org);
      expect((await getUserV2(org, id)).state).toBe(UserState.ACTIVE);
      expect(await org.listEventTypes(id)).toEqual(["user.human.added", "user.human.email.code.added"]);
    },
    async "adds it without a code when address and number are said to be verified"(world) {
      const org = await world.addOrg();
      const verification = { case: "isVerified", value: true } as const;
      const id = await addHumanV2(org, {
        email: { email: "a@example.com", verification },
        phone: { phone: "+41791234567", verification },
      });
      expect(await org.listEventTypes(id)).toEqual([
        "user.human.added",
        "user.human.email.verified",
        "user.human.phone.verified",
      ]);
      expect(await getHumanV2(org, id)).toMatchObject({
        email: { email: "a@example.com", isVerified: true },
        phone: { phone: "+41791234567", isVerified: true },
      });
    },
    async "answers codes that are asked for, which verify"(world) {
      const org = await world.addOrg();
      const verification = { case: "returnCode", value: {} } as const;
      const { userId, emailCode, phoneCode } = await org.ok(
        v2.addHumanUser,
        newHumanV2({
          email: { email: "a@example.com", verification },
          phone: { phone: "079 123 45 67", verification },
        }),
      );
      await org.ok(v2.verifyEmail, { userId, verificationCode: emailCode ?? "" });
      await org.ok(v2.verifyPhone, { userId, verificationCode: phoneCode ?? "" });
      expect(await getHumanV2(org, userId)).toMatchObject({
        email: { isVerified: true },
        phone: { phone: "+41791234567", isVerified: true },
      });
    },
    async "takes the address as user name, and makes the display name of the two names"(world) {
      const org = await world.addOrg();
      const email = `${unique("name-")}@example.com`;
      const profile = { givenName: "Gigi", familyName: "Giraffe" };
      const { userId: id } = await org.ok(v2.addHumanUser, { profile, email: { email } });
      expect(await getHumanV2(org, id)).toMatchObject({
        username: email,
        loginNames: [email],
        preferredLoginName: email,
        profile: { displayName: "Gigi Giraffe" },
      });
    },
    async "keeps a password with its change request, and metadata"(world) {
      const org = await world.addOrg();
      const id = await addHumanV2(org, {
        passwordType: { case: "password", value: { password: goodPassword, changeRequired: true } },
        metadata: [{ key: "k", value: new Uint8Array([1, 2]) }],
      });
      const human = await getHumanV2(org, id);
      expect(human.passwordChangeRequired).toBe(true);
      expect(human.passwordChanged).toBeDefined();
      const { metadata } = await org.ok(v2.listUserMetadata, { userId: id });
      // Bytes are compared one by one: clients hold them in arrays of different classes.
      expect(metadata.map(({ key, value }) => [key, ...value])).toEqual([["k", 1, 2]]);
    },
    async "takes a given id, also one of a removed human, whose history goes on"(world) {
      const org = await world.addOrg();
      const userId = unique("human-");
      await addHumanV2(org, { userId });
      await org.ok(v2.deleteUser, { userId });
      await addHumanV2(org, { userId });
      expect((await org.listChanges(userId)).map(({ sequence }) => sequence)).toEqual([1n, 2n, 3n, 4n, 5n]);
    },
    async "refuses an id that a user has"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      expectRefusal(await org.call(v2.addHumanUser, newHumanV2({ userId })), "humanV2IdTaken");
    },
    async "refuses an id whose history is another organization's"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const userId = await addHumanV2(other);
      await other.ok(v2.deleteUser, { userId });
      expectRefusal(await org.call(v2.addHumanUser, newHumanV2({ userId })), "humanV2IdTaken");
    },
    async "refuses a user name that another user has, case aside"(world) {
      const org = await world.addOrg();
      const username = unique("name-");
      await addHumanV2(org, { username });
      const taken = newHumanV2({ username: username.toUpperCase() });
      expectRefusal(await org.call(v2.addHumanUser, taken), "userAlreadyExists");
    },
    async "refuses a user name under another organization's domain"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      const domain = (await other.ok(rpc.getMyOrg, {})).org?.primaryDomain ?? "";
      const request = newHumanV2({ username: `gigi@${domain}` });
      expectRefusal(await org.call(v2.addHumanUser, request), "userNameDomainReserved");
    },
    ...casesOf(
      "refuses $name",
      [
        { name: "a blank user name", overrides: { username: " " }, want: "userNameEmpty" },
        {
          name: "a blank given name",
          overrides: { profile: { givenName: " ", familyName: "G" } },
          want: "firstNameEmpty",
        },
        {
          name: "a blank family name",
          overrides: { profile: { givenName: "G", familyName: " " } },
          want: "lastNameEmpty",
        },
        { name: "a phone number that is none", overrides: { phone: { phone: "12" } }, want: "phoneInvalid" },
        {
          name: "a link with unknown fields",
          overrides: {
            email: {
              email: "a@example.com",
              verification: { case: "sendCode", value: { urlTemplate: "https://a.example/{{.Nope}}" } },
            },
          },
          want: "linkTemplateInvalid",
        },
        {
          name: "a password against the policy",
          overrides: { passwordType: { case: "password", value: { password: "short" } } },
          want: "passwordTooShort",
        },
        {
          name: "a hash of an unknown encoding",
          overrides: { passwordType: { case: "hashedPassword", value: { hash: "{MD5}x" } } },
          want: "humanV2HashUnsupported",
        },
        {
          name: "a link to an identity provider",
          overrides: { idpLinks: [{ idpId: "1", userId: "2", userName: "3" }] },
          want: "identityProviderUnknown",
        },
        { name: "a secret of one-time passwords", overrides: { totpSecret: "ABC" }, want: "humanV2TotpUnsupported" },
      ] satisfies readonly { name: string; overrides: Partial<NewHumanV2>; want: ErrorName }[],
      async (world, { overrides, want }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(v2.addHumanUser, newHumanV2(overrides)), want);
        expect(await org.countUsers()).toBe(0);
      },
    ),
    async "takes a hash that other systems make"(world) {
      const org = await world.addOrg();
      const id = await addHumanV2(org, { passwordType: { case: "hashedPassword", value: { hash: bcrypt } } });
      expect((await getHumanV2(org, id)).passwordChanged).toBeDefined();
    },
    async "refuses a human without profile or address, naming both"(world) {
      expectInvalid(await world.call(v2.addHumanUser, {}), "AddHumanUserRequest.Profile", ["profile", "email"]);
    },
  },
};

/** CreateUser, which no JSON path leads to. */
export const userV2Create: CaseGroup = {
  subject: "User v2: CreateUser",
  cases: {
    async "adds a human, active at once, and answers its codes and its time"(world) {
      const org = await world.addOrg();
      const verification = { case: "returnCode", value: {} } as const;
      const human = {
        profile: { givenName: "Gigi", familyName: "Giraffe" },
        email: { email: `${unique("created-")}@example.com`, verification },
      };
      const request = { organizationId: org.id, userType: { case: "human", value: human } } as const;
      const { result, expectWithin } = await during(() => world.ok(v2.createUser, request));
      expectWithin(result.creationDate);
      expect(result.emailCode).toMatch(/^[A-Z2-9]{6}$/);
      const user = await getUserV2(org, result.id);
      expect(user).toMatchObject({ state: UserState.ACTIVE, details: { resourceOwner: org.id } });
    },
    async "adds a machine, with its id as user name when there is none"(world) {
      const org = await world.addOrg();
      const value = { name: "Robot", description: "Sweeps" };
      const request = { organizationId: org.id, userType: { case: "machine", value } } as const;
      const { result, expectWithin } = await during(() => world.ok(v2.createUser, request));
      expectWithin(result.creationDate);
      const user = await getUserV2(org, result.id);
      expect(user).toMatchObject({
        username: result.id,
        state: UserState.ACTIVE,
        type: { case: "machine", value: { ...value, hasSecret: false } },
      });
    },
    async "refuses ids that users have, by kind"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const user = { organizationId: org.id, userId };
      const machine = { case: "machine", value: { name: "Robot" } } as const;
      expectRefusal(await world.call(v2.createUser, { ...user, userType: machine }), "machineIdTaken");
      const value = { profile: { givenName: "Gigi", familyName: "Giraffe" }, email: { email: "a@example.com" } };
      const human = { case: "human", value } as const;
      expectRefusal(await world.call(v2.createUser, { ...user, userType: human }), "humanV2IdTaken");
    },
    async "refuses a user that is neither"(world) {
      const org = await world.addOrg();
      expectInvalid(await world.call(v2.createUser, { organizationId: org.id }), "CreateUserRequest.UserType", [
        "user_type",
      ]);
    },
  },
};
