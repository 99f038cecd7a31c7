import { create, type DescField, type DescMessage, getOption, type Message, ScalarType } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProductService } from "../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { type FieldRules, field as fieldExtension } from "../../gen/buf/validate/validate_pb.ts";
import { IdentityService } from "../../gen/camunda/identity/v7/identity_service_pb.ts";
import { LearnService } from "../../gen/ispring/learn/v1/learn_service_pb.ts";
import { OAuthService } from "../../gen/roster/oauth/v1/oauth_pb.ts";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { SetHumanEmailSchema } from "../../gen/zitadel/user/v2/email_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { arbitraryMessage, scalarsOf } from "../../test/support/arbitrary-message.ts";
import { isSurelyValid } from "./plain-rules.ts";
import { refuseViolations } from "./validation.ts";

const services = [
  AdminService,
  AuthService,
  IdentityService,
  LearnService,
  ManagementService,
  OAuthService,
  OrgService,
  ProductService,
  UserManagementService,
  UserService,
];
const requestTypes = [...new Set(services.flatMap(({ methods }) => methods.map(({ input }) => input)))];

const validator = createValidator();

/** What the library says; fails when it cannot read the rules. */
function isValid(desc: DescMessage, message: Message): boolean {
  const { kind, error } = validator.validate(desc, message);
  if (kind === "error") throw error;
  return kind === "valid";
}

const management = ManagementService.method;
const profile = { firstName: "Gigi", lastName: "Giraffe" };
const email = { email: "gigi.giraffe+zoo@zoo-one.example.com", isEmailVerified: true };

describe("isSurelyValid()", () => {
  it("accepts no request that the library refuses, with values around the limits", () => {
    let count = 0;
    let acceptedCount = 0;
    for (const desc of requestTypes) {
      fc.assert(
        fc.property(arbitraryMessage(desc, { valuesOf: valuesAroundLimits, depth: 5 }), (message) => {
          count++;
          if (!isSurelyValid(desc, message)) return;
          acceptedCount++;
          expect(isValid(desc, message)).toBe(true);
        }),
        { numRuns: 100 },
      );
    }
    // Otherwise the values say little.
    expect(acceptedCount / count).toBeGreaterThan(0.5);
    expect(acceptedCount / count).toBeLessThan(0.9);
  });

  it("accepts every request that is not refused, with such values", () => {
    for (const desc of requestTypes) {
      fc.assert(
        fc.property(arbitraryMessage(desc, { valuesOf: valuesAroundLimits, depth: 5 }), (message) => {
          expect(isSurelyValid(desc, message)).toBe(refuseViolations(validator, desc, message) === undefined);
        }),
        { numRuns: 100 },
      );
    }
  });

  it("accepts no address that the library refuses", () => {
    const parts = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom("a", "B", "0") },
      { weight: 1, arbitrary: fc.constantFrom("-", ".", "_", "+", "@", " ", "\n", "é", "x".repeat(60)) },
    );
    const sides = fc.array(parts, { minLength: 1, maxLength: 4 }).map((found) => found.join(""));
    const texts = fc.oneof(
      fc.emailAddress(),
      fc.tuple(sides, sides).map(([local, host]) => `${local}@${host}`),
    );
    let acceptedCount = 0;
    fc.assert(
      fc.property(texts, (email) => {
        const message = create(SetHumanEmailSchema, { email });
        if (!isSurelyValid(SetHumanEmailSchema, message)) return;
        acceptedCount++;
        expect(isValid(SetHumanEmailSchema, message)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(acceptedCount).toBeGreaterThan(200);
  });

  const unpaired = { userId: "1", firstName: "\ud83e".repeat(200), lastName: "\udd92", displayName: "G" };
  const ordinary: Readonly<Record<string, { readonly desc: DescMessage; readonly message: Message }>> = {
    GetUserByID: request(management.getUserByID.input, { id: "123" }),
    UpdateHumanProfile: request(management.updateHumanProfile.input, {
      ...profile,
      userId: "123",
      nickName: "G",
      displayName: "Gigi Giraffe",
      preferredLanguage: "en",
      gender: 1,
    }),
    "UpdateHumanProfile with 200 characters beyond the first 65536": request(management.updateHumanProfile.input, {
      ...profile,
      userId: "123",
      displayName: "🦒".repeat(200),
    }),
    "UpdateHumanProfile with halves of such characters": request(management.updateHumanProfile.input, unpaired),
    AddHumanUser: request(management.addHumanUser.input, { userName: "gigi", profile, email }),
    "AddHumanUser with a phone": request(management.addHumanUser.input, {
      userName: "gigi",
      profile,
      email,
      phone: { phone: "+41791234567" },
      initialPassword: "Secret-1",
    }),
    ImportHumanUser: request(management.importHumanUser.input, { userName: "gigi", profile, email }),
    AddMachineUser: request(management.addMachineUser.input, { userName: "bot", name: "Bot" }),
    ListUsers: request(management.listUsers.input, {}),
    "ListUsers with queries": request(management.listUsers.input, {
      query: { limit: 10, asc: true },
      queries: [
        { query: { case: "stateQuery", value: { state: 1 } } },
        { query: { case: "userNameQuery", value: { userName: "gigi", method: 1 } } },
      ],
    }),
    AddOrgMember: request(management.addOrgMember.input, { userId: "123", roles: ["ORG_OWNER"] }),
    AddUserGrant: request(management.addUserGrant.input, { userId: "123", projectId: "4", roleKeys: ["reader"] }),
    LockUser: request(management.lockUser.input, { id: "123" }),
    RemoveUser: request(management.removeUser.input, { id: "123" }),
    "User v2's AddHumanUser": request(UserService.method.addHumanUser.input, {
      profile: { givenName: "Gigi", familyName: "Giraffe" },
      email: { email: "gigi@example.com", verification: { case: "isVerified", value: true } },
      metadata: [{ key: "colour", value: new Uint8Array([1]) }],
    }),
    "User v2's ListUsers": request(UserService.method.listUsers.input, {
      queries: [
        {
          query: {
            case: "andQuery",
            value: { queries: [{ query: { case: "userNameQuery", value: { userName: "gigi" } } }] },
          },
        },
      ],
    }),
  };
  for (const [name, { desc, message }] of Object.entries(ordinary)) {
    it(`accepts an ordinary request: ${name}`, () => {
      expect(isSurelyValid(desc, message)).toBe(true);
      expect(isValid(desc, message)).toBe(true);
    });
  }

  it("leaves a message of another type to the library", () => {
    const message = create(management.lockUser.input, { id: "123" });
    expect(isSurelyValid(management.removeUser.input, message)).toBe(false);
  });
});

/** A message with the type it was made by: {@link create} checks the fields while it is known. */
function request<Desc extends DescMessage>(desc: Desc, init: Parameters<typeof create<Desc>>[1]) {
  return { desc, message: create(desc, init) };
}

/** Mostly what the rules of a field allow only just, and what they do not allow any more. */
function valuesAroundLimits(field: DescField): fc.Arbitrary<unknown> {
  const { type } = getOption(field, fieldExtension);
  const rules = type.case === "repeated" ? type.value.items?.type : type;
  if (field.enum != null) {
    const numbers = field.enum.values.map(({ number }) => number);
    return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...numbers) }, { weight: 1, arbitrary: anyNumber });
  }
  if (field.scalar === ScalarType.STRING) return textsAroundLimits(rules);
  if (field.scalar === ScalarType.BYTES && rules?.case === "bytes") {
    const lengths = [0, 1, Number(rules.value.maxLen), Number(rules.value.maxLen) + 1];
    return fc.constantFrom(...lengths).map((length) => new Uint8Array(length));
  }
  return scalarsOf(field);
}

const anyNumber = fc.integer({ min: -2, max: 30 });

function textsAroundLimits(rules: FieldRules["type"] | undefined): fc.Arbitrary<string> {
  if (rules?.case !== "string") return fc.constantFrom("", "a", "🦒");
  const { minLen, maxLen, prefix, wellKnown } = rules.value;
  const [min, max] = [Number(minLen), Number(maxLen)];
  // Repeated, they have one, two and four units of JavaScript for one, two and two characters.
  const fill = fc.constantFrom("a", "e\u0301", "🦒", "🦒\u0301");
  const lengths = fc.constantFrom(min - 1, min, min + 1, max - 1, max, max + 1, Math.ceil(max / 2), 2 * max);
  const around = fc
    .tuple(fill, lengths, fc.constantFrom("", prefix, prefix))
    .map(([fill, length, prefix]) => prefix + firstCharacters(fill, length - prefix.length));
  const within = fc.constantFrom(`${prefix}a`, prefix + firstCharacters("a", max - prefix.length));
  if (wellKnown.value === true) return fc.constantFrom("", "a@b", "gigi@example.com", "gigi", "gigi@-b", "a@b@c");
  return fc.oneof({ weight: 5, arbitrary: within }, { weight: 1, arbitrary: around });
}

const firstCharacters = (fill: string, count: number): string =>
  [...fill.repeat(Math.max(0, count))].slice(0, Math.max(0, count)).join("");
