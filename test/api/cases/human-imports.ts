import { type MessageInitShape, type MessageShape, toJson } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { ImportHumanUserRequestSchema } from "../../../gen/zitadel/management/v1/human_pb.ts";
import { UserSchema, UserState } from "../../../gen/zitadel/user/v1/user_pb.ts";
import type { ErrorName } from "../../../src/directory/errors.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

type Import = Exclude<
  MessageInitShape<typeof ImportHumanUserRequestSchema>,
  MessageShape<typeof ImportHumanUserRequestSchema>
>;

const verified = { email: "gigi@example.com", isEmailVerified: true } as const;
const unverified = { email: "gigi@example.com" } as const;
const hashedPassword = { value: "$2a$12$lJ08fqVr8bFJilRVnDT9QeULI7YW.nT3iwUv6dyg0aCrfm3UY8XR2" } as const;

const newImport = (overrides: Import = {}): Import => ({
  userName: unique("imported-"),
  profile: { firstName: "Gigi", lastName: "Giraffe" },
  email: unverified,
  ...overrides,
});

/** ImportHumanUser. */
export const humanImports: CaseGroup = {
  subject: "ImportHumanUser",
  cases: {
    async "answers the id, the sequence, the creation date and the owner"(world) {
      const org = await world.addOrg();
      const { result, expectWithin } = await during(() => org.ok(rpc.importHumanUser, newImport()));
      expect(result.userId).toMatch(/^\d{1,19}$/);
      expect(result.details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
      expect(result.passwordlessRegistration).toBeUndefined();
    },

    ...casesOf(
      "makes a human $name",
      [
        { name: "without anything INITIAL", human: {}, state: UserState.INITIAL },
        { name: "with a password only INITIAL", human: { password: "Secret-1" }, state: UserState.INITIAL },
        { name: "with a hash only INITIAL", human: { hashedPassword }, state: UserState.INITIAL },
        { name: "with a verified email only INITIAL", human: { email: verified }, state: UserState.INITIAL },
        {
          name: "with a verified email and an empty hash INITIAL",
          human: { email: verified, hashedPassword: { value: "" } },
          state: UserState.INITIAL,
        },
        {
          name: "with a verified email and a password ACTIVE",
          human: { email: verified, password: "Secret-1" },
          state: UserState.ACTIVE,
        },
        {
          name: "with a verified email and a hash ACTIVE",
          human: { email: verified, hashedPassword },
          state: UserState.ACTIVE,
        },
        {
          name: "with a verified email and a hash of no known kind ACTIVE: hashes are not looked at",
          human: { email: verified, hashedPassword: { value: "anything" } },
          state: UserState.ACTIVE,
        },
      ],
      async (world, { human, state }) => {
        const org = await world.addOrg();
        const { userId } = await org.ok(rpc.importHumanUser, newImport(human));
        expect((await org.getUser(userId)).state).toBe(state);
        const events = await org.listEventTypes(userId);
        expect(events.includes("user.human.initialization.code.added")).toBe(state === UserState.INITIAL);
      },
    ),

    async "keeps names trimmed, the phone as E.164, and tells when the password came"(world) {
      const org = await world.addOrg();
      const userName = unique("imported-");
      const { result, expectWithin } = await during(() =>
        org.ok(
          rpc.importHumanUser,
          newImport({
            userName: ` ${userName} `,
            profile: { firstName: " Gigi", lastName: "Giraffe\t", preferredLanguage: "?!" },
            phone: { phone: "+41 79 123 45 67" },
            password: "Secret-1",
            passwordChangeRequired: true,
          }),
        ),
      );
      const user = await org.getUser(result.userId);
      expect(user).toMatchObject({
        userName,
        type: {
          value: {
            profile: { firstName: "Gigi", lastName: "Giraffe", displayName: "Gigi Giraffe", preferredLanguage: "und" },
            phone: { phone: "+41791234567", isPhoneVerified: false },
          },
        },
      });
      expectWithin(user.type.case === "human" ? user.type.value.passwordChanged : undefined);
    },

    async "never shows the hash"(world) {
      const org = await world.addOrg();
      const { userId } = await org.ok(rpc.importHumanUser, newImport({ hashedPassword }));
      expect(JSON.stringify(toJson(UserSchema, await org.getUser(userId)))).not.toContain("lJ08fqVr");
    },

    ...casesOf(
      "refuses $name",
      [
        { name: "a blank user name", human: { userName: " \t" }, error: "importUserNameEmpty" },
        {
          name: "a blank first name",
          human: { profile: { firstName: " ", lastName: "G" } },
          error: "importFirstNameEmpty",
        },
        {
          name: "a blank last name",
          human: { profile: { firstName: "G", lastName: " " } },
          error: "importLastNameEmpty",
        },
        { name: "a phone number of no plan", human: { phone: { phone: "+1" } }, error: "phoneInvalid" },
        { name: "a short password", human: { password: "Abc-123" }, error: "setPasswordTooShort" },
        { name: "a password without lower case", human: { password: "ABC-1234" }, error: "setPasswordWithoutLower" },
        { name: "a password without upper case", human: { password: "abc-1234" }, error: "setPasswordWithoutUpper" },
        { name: "a password without a digit", human: { password: "Abc-defg" }, error: "setPasswordWithoutNumber" },
        { name: "a password without a symbol", human: { password: "Abcd1234" }, error: "setPasswordWithoutSymbol" },
        {
          name: "a bad password beside a hash",
          human: { password: "a", hashedPassword },
          error: "setPasswordTooShort",
        },
        {
          name: "a link to an identity provider",
          human: { idps: [{ configId: "1", externalUserId: "2", displayName: "G" }] },
          error: "identityProviderUnknown",
        },
        {
          name: "the wish for a passwordless registration",
          human: { requestPasswordlessRegistration: true },
          error: "passwordlessUnsupported",
        },
        {
          name: "a blank user name before blank names",
          human: { userName: " ", profile: { firstName: " ", lastName: " " } },
          error: "importUserNameEmpty",
        },
        {
          name: "a blank last name before a bad phone number",
          human: { profile: { firstName: "G", lastName: " " }, phone: { phone: "+1" } },
          error: "importLastNameEmpty",
        },
        {
          name: "a bad phone number before a bad password",
          human: { phone: { phone: "+1" }, password: "a" },
          error: "phoneInvalid",
        },
      ] satisfies readonly { name: string; human: Import; error: ErrorName }[],
      async (world, { human, error }) => {
        const org = await world.addOrg();
        expectRefusal(await org.call(rpc.importHumanUser, newImport(human)), error);
        expect(await org.countUsers()).toBe(0);
      },
    ),

    async "refuses a user name that is taken, and one in another organization's domain"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg(unique("other"))];
      const userName = unique("Taken-");
      await other.addHuman({ userName });
      const taken = newImport({ userName: userName.toUpperCase() });
      expectRefusal(await org.call(rpc.importHumanUser, taken), "userAlreadyExists");
      const foreign = newImport({ userName: `gigi@${other.name}.localhost` });
      expectRefusal(await org.call(rpc.importHumanUser, foreign), "userNameDomainReserved");
    },
  },
};
