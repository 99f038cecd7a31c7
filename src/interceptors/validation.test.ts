import { create, type DescMethodUnary, type Message } from "@bufbuild/protobuf";
import { Code, ConnectError, createContextValues, type UnaryRequest, type UnaryResponse } from "@connectrpc/connect";
import { describe, expect, it, vi } from "vitest";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import type { AccessTokenType } from "../../gen/zitadel/user/v1/user_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { createValidationInterceptor } from "./validation.ts";

const methods = ManagementService.method;

async function violationsOf(method: DescMethodUnary, message: Message, validate = createValidationInterceptor()) {
  const request: UnaryRequest = {
    stream: false,
    service: ManagementService,
    method,
    message,
    requestMethod: "POST",
    url: "",
    header: new Headers(),
    signal: new AbortController().signal,
    contextValues: createContextValues(),
  };
  const next = async (): Promise<UnaryResponse> => ({
    stream: false,
    service: ManagementService,
    method,
    message: create(method.output),
    header: new Headers(),
    trailer: new Headers(),
  });
  try {
    await validate(next)(request);
    return undefined;
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    const [details] = ConnectError.from(error).findDetails(BadRequestSchema);
    return { code, message: rawMessage, fields: details?.fieldViolations.map(({ field }) => field) };
  }
}

const profile = { firstName: "Gigi", lastName: "Giraffe" };
const email = { email: "gigi@example.com" };

// As it arrives from a newer client; the generated type has only the numbers that this program knows.
const unknownNumber = 7 as AccessTokenType;

describe("createValidationInterceptor()", () => {
  const update = methods.updateHumanProfile;
  const valid = { userId: "1", firstName: "G", lastName: "G", displayName: "G" };
  const cases: readonly {
    name: string;
    method: DescMethodUnary;
    message: Message;
    want: { message: RegExp; fields: string[] } | undefined;
  }[] = [
    { name: "a good request", method: update, message: create(update.input, valid), want: undefined },
    {
      name: "200 characters of four bytes each",
      method: update,
      message: create(update.input, { ...valid, firstName: "🦒".repeat(200) }),
      want: undefined,
    },
    {
      name: "201 characters",
      method: update,
      message: create(update.input, { ...valid, firstName: "🦒".repeat(201) }),
      want: { message: /^invalid UpdateHumanProfileRequest\.FirstName: \S/, fields: ["first_name"] },
    },
    {
      name: "several faults, the first of which the message names",
      method: update,
      message: create(update.input, { ...valid, lastName: "", displayName: "", nickName: "n".repeat(201) }),
      want: {
        message: /^invalid UpdateHumanProfileRequest\.LastName: \S/,
        fields: ["last_name", "nick_name", "display_name"],
      },
    },
    {
      name: "a missing message",
      method: methods.addHumanUser,
      message: create(methods.addHumanUser.input, { userName: "g", email }),
      want: { message: /^invalid AddHumanUserRequest\.Profile: \S/, fields: ["profile"] },
    },
    {
      name: "a fault in a nested message",
      method: methods.addHumanUser,
      message: create(methods.addHumanUser.input, { userName: "g", profile: { ...profile, firstName: "" }, email }),
      want: {
        message:
          /^invalid AddHumanUserRequest\.Profile: embedded message failed validation \| caused by: invalid AddHumanUserRequest_Profile\.FirstName: \S/,
        fields: ["profile.first_name"],
      },
    },
    {
      name: "a fault in a list",
      method: methods.listUsers,
      message: create(methods.listUsers.input, {
        queries: [{ query: { case: "stateQuery", value: { state: 1 } } }, {}],
      }),
      want: {
        message:
          /^invalid ListUsersRequest\.Queries\[1\]: embedded message failed validation \| caused by: invalid SearchQuery\.Query: \S/,
        fields: ["queries[1].query"],
      },
    },
    {
      name: "a fault in a message within one of its own type",
      method: UserService.method.listUsers,
      message: create(UserService.method.listUsers.input, {
        queries: [
          { query: { case: "userNameQuery", value: { userName: "gigi" } } },
          { query: { case: "notQuery", value: { query: { query: { case: "andQuery", value: { queries: [{}] } } } } } },
        ],
      }),
      want: {
        message:
          /^invalid ListUsersRequest\.Queries\[1\]: .* \| caused by: invalid NotQuery\.Query: .* \| caused by: invalid AndQuery\.Queries\[0\]: .* \| caused by: invalid SearchQuery\.Query: \S/,
        fields: ["queries[1].not_query.query.and_query.queries[0].query"],
      },
    },
    {
      name: "a number that an enum does not have",
      method: methods.addMachineUser,
      message: create(methods.addMachineUser.input, { userName: "m", name: "m", accessTokenType: unknownNumber }),
      want: { message: /^invalid AddMachineUserRequest\.AccessTokenType: \S/, fields: ["access_token_type"] },
    },
    {
      name: "an optional field that is set to nothing",
      method: methods.addMachineUser,
      message: create(methods.addMachineUser.input, { userName: "m", name: "m", userId: "" }),
      want: { message: /^invalid AddMachineUserRequest\.UserId: \S/, fields: ["user_id"] },
    },
  ];
  for (const { name, method, message, want } of cases) {
    it(`${want === undefined ? "accepts" : "refuses"} ${name}`, async () => {
      const got = await violationsOf(method, message);
      if (want === undefined) return expect(got).toBeUndefined();
      expect(got?.code).toBe(Code.InvalidArgument);
      expect(got?.message).toMatch(want.message);
      expect(got?.fields).toEqual(want.fields);
    });
  }

  it("needs protovalidate for no request that surely breaks no rule", async () => {
    vi.resetModules();
    const { createValidationInterceptor } = await import("./validation.ts");
    const { loadedValidator } = await import("./validator.ts");
    const validate = createValidationInterceptor();
    expect(await violationsOf(update, create(update.input, valid), validate)).toBeUndefined();
    expect(loadedValidator()).toBeUndefined();
    expect(await violationsOf(update, create(update.input), validate)).toBeDefined();
    expect(loadedValidator()).toBeDefined();
  });

  it("names at most 25 violations, so that the status fits into a header", async () => {
    const queries = Array.from({ length: 100 }, () => ({}));
    const message = create(methods.listUsers.input, { queries });
    expect((await violationsOf(methods.listUsers, message))?.fields).toHaveLength(25);
  });
});
