import { Agent } from "node:http";
import { type Client, Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { createServerTransport } from "@zitadel/client/node";
import { createManagementServiceClient } from "@zitadel/client/v1";
import { ManagementService } from "@zitadel/proto/zitadel/management_pb.js";
import { ErrorDetailSchema } from "@zitadel/proto/zitadel/message_pb.js";
import { TextQueryMethod } from "@zitadel/proto/zitadel/object_pb.js";
import { Gender, UserFieldName, UserState } from "@zitadel/proto/zitadel/user_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqliteEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

// ZITADEL's published client with its own descriptors: nothing of it knows Roster.

failOnLeaks();

/** A way to reach the server, and to let go of it. */
interface Connection {
  readonly client: Client<typeof ManagementService>;
  close(): void;
}

const overGrpc = ({ url, adminToken }: TestServer): Connection => {
  const sessionManager = new Http2SessionManager(url);
  const transport = createServerTransport(adminToken, { baseUrl: url, sessionManager });
  return { client: createManagementServiceClient(transport), close: () => sessionManager.abort() };
};

const overConnect =
  (useBinaryFormat: boolean) =>
  ({ url, adminToken }: TestServer): Connection => {
    const agent = new Agent({ keepAlive: true });
    const transport: Transport = createConnectTransport({
      baseUrl: url,
      httpVersion: "1.1",
      nodeOptions: { agent },
      useBinaryFormat,
      interceptors: [
        (next) => (request) => {
          request.header.set("authorization", `Bearer ${adminToken}`);
          return next(request);
        },
      ],
    });
    return { client: createClient(ManagementService, transport), close: () => agent.destroy() };
  };

async function errorOf(call: Promise<unknown>): Promise<ConnectError> {
  const outcome = await call.then(
    () => "an answer",
    (error: unknown) => error,
  );
  return outcome instanceof ConnectError ? outcome : expect.fail(`expected a ConnectError, got ${outcome}`);
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(sqliteEngine);
});
afterAll(() => server?.close());

describe.each([
  { name: "gRPC", connect: overGrpc },
  { name: "Connect with protobuf", connect: overConnect(true) },
  { name: "Connect with JSON", connect: overConnect(false) },
])("@zitadel/client over $name", ({ name, connect }) => {
  let connection: Connection;
  let client: Connection["client"];
  let headers: Record<string, string>;
  beforeAll(async () => {
    connection = connect(server);
    client = connection.client;
    const { id } = await client.addOrg({ name: `SDK ${name}` });
    headers = { "x-zitadel-orgid": id };
  });
  afterAll(() => connection?.close());

  const addGigi = async (userName: string) =>
    client.addHumanUser(
      {
        userName: `${userName}-${name}`,
        profile: { firstName: "Gigi", lastName: "Giraffe", preferredLanguage: "en" },
        email: { email: "gigi@example.com", isEmailVerified: true },
        initialPassword: "Secret-1",
      },
      { headers },
    );

  it("adds a human, updates its profile and reads it back", async () => {
    const { userId, details } = await addGigi("update");
    expect(details).toMatchObject({ sequence: 2n, resourceOwner: headers["x-zitadel-orgid"] });
    const profile = {
      firstName: "Zara",
      lastName: "Zebra",
      nickName: "Zed",
      displayName: "Zara Z.",
      preferredLanguage: "de",
      gender: Gender.FEMALE,
    };
    const update = await client.updateHumanProfile({ userId, ...profile }, { headers });
    expect(update.details?.sequence).toBe(3n);
    const { user } = await client.getUserByID({ id: userId }, { headers });
    expect(user).toMatchObject({ id: userId, state: UserState.ACTIVE, type: { case: "human", value: { profile } } });
  });

  it("lists users by a condition, sorted and in pages", async () => {
    await addGigi("list-a");
    await addGigi("list-b");
    const { details, result } = await client.listUsers(
      {
        query: { limit: 1, asc: true },
        sortingColumn: UserFieldName.USER_NAME,
        queries: [
          {
            query: {
              case: "userNameQuery",
              value: { userName: "LIST-", method: TextQueryMethod.STARTS_WITH_IGNORE_CASE },
            },
          },
        ],
      },
      { headers },
    );
    expect(details?.totalResult).toBe(2n);
    expect(result.map(({ userName }) => userName)).toEqual([`list-a-${name}`]);
  });

  it("adds a machine with a token, which works until it is removed", async () => {
    const { userId } = await client.addMachineUser({ userName: `robot-${name}`, name: "Robot" }, { headers });
    await client.addOrgMember({ userId, roles: ["ORG_OWNER"] }, { headers });
    const { tokenId, token } = await client.addPersonalAccessToken({ userId }, { headers });
    const robot = connect({ ...server, adminToken: token });
    try {
      expect((await robot.client.getMyOrg({})).org?.name).toBe(`SDK ${name}`);
      await client.removePersonalAccessToken({ userId, tokenId }, { headers });
      expect((await errorOf(robot.client.getMyOrg({}))).code).toBe(Code.Unauthenticated);
    } finally {
      robot.close();
    }
  });

  it("locks, unlocks and removes a user, and reads its history", async () => {
    const { userId: id } = await addGigi("states");
    await client.lockUser({ id }, { headers });
    await client.unlockUser({ id }, { headers });
    await client.removeUser({ id }, { headers });
    const { result } = await client.listUserChanges({ userId: id, query: { limit: 3 } }, { headers });
    expect(result.map(({ eventType }) => eventType?.key)).toEqual([
      "EventTypes.user.removed",
      "EventTypes.user.unlocked",
      "EventTypes.user.locked",
    ]);
  });

  it.each([
    {
      name: "an unknown user",
      call: () => client.getUserByID({ id: "1" }, { headers }),
      code: Code.NotFound,
      id: "QUERY-Dfbg2",
    },
    {
      name: "a profile of nobody",
      call: () =>
        client.updateHumanProfile({ userId: "1", firstName: "Z", lastName: "Z", displayName: "Z" }, { headers }),
      code: Code.FailedPrecondition,
      id: "COMMAND-3M9sd",
    },
    {
      name: "an unknown organization",
      call: () => client.getMyOrg({}, { headers: { "x-zitadel-orgid": "1" } }),
      code: Code.PermissionDenied,
      id: "AUTH-Bs7Ds",
    },
  ])("finds the ErrorDetail of $name with its own schema", async ({ call, code, id }) => {
    const error = await errorOf(call());
    expect(error.code).toBe(code);
    const [detail] = error.findDetails(ErrorDetailSchema);
    expect(detail?.id).toBe(id);
    expect(error.rawMessage).toBe(`${detail?.message} (${id})`);
  });

  it("tells which field is wrong", async () => {
    const error = await errorOf(client.updateHumanProfile({ userId: "1" }, { headers }));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.rawMessage).toMatch(/^invalid UpdateHumanProfileRequest\.FirstName: /);
  });

  it("says unimplemented to an RPC that Roster does not have", async () => {
    expect((await errorOf(client.getOIDCInformation({}))).code).toBe(Code.Unimplemented);
  });
});
