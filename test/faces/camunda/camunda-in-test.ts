import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { expectOk } from "../../api/expect.ts";
import { unique } from "../../api/unique.ts";
import { rpc } from "../../api/world.ts";
import { createClient } from "../../support/clients/index.ts";
import { assertDocumented } from "../../support/documented.ts";
import type { TestEngine } from "../../support/engines.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

/** An answer of the interface. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly text: string;
  /** The JSON; `undefined` when there is no body. */
  readonly json: unknown;
}

/** A request of the interface. */
export interface Request {
  /** An object is sent as JSON, a text as it is. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** User name and password. Default: the operator's; `null` for none. */
  readonly login?: readonly [string, string] | null;
}

/** An organization with an operator who calls through the interface. */
export interface CamundaOrg {
  readonly id: string;
  readonly name: string;
  readonly operator: readonly [string, string];
  /** Calls `/engine-rest` and the path. */
  call(method: string, path: string, request?: Request): Promise<Answer>;
  /** A call through ZITADEL's interface, the administrator's, for this organization. */
  zitadel<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    message: MessageInitShape<Input>,
  ): Promise<MessageShape<Output>>;
}

/** A server with this interface. */
export interface CamundaInTest {
  readonly server: TestServer;
  /** A new organization, whose operator has this role. */
  addOrg(role?: string): Promise<CamundaOrg>;
  close(): Promise<void>;
}

export const password = "Secret-12";

export const basic = ([name, secret]: readonly [string, string]): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

/** Sends a request to the interface. The answer must be as the face's document says. */
export async function send(url: string, method: string, path: string, request: Request): Promise<Answer> {
  const { body, headers, login } = request;
  const response = await fetch(`${url}/engine-rest${path}`, {
    method,
    headers: {
      ...(login ? { authorization: basic(login) } : {}),
      ...(typeof body === "object" ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const contentType = response.headers.get("content-type");
  assertDocumented("camunda", { method, path: `/engine-rest${path}`, status: response.status, contentType, text });
  const isJson = response.headers.get("content-type") === "application/json";
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Starts a server. */
export async function startCamunda(engine: TestEngine, argv: readonly string[] = []): Promise<CamundaInTest> {
  const server = await startTestServer(engine, { argv });
  const client = createClient("connect-json", server.url);
  const as =
    (orgId?: string): CamundaOrg["zitadel"] =>
    async (method, message) =>
      expectOk(await client.call(method, message, { token: server.adminToken, ...(orgId ? { orgId } : {}) }));
  return {
    server,
    async addOrg(role = "ORG_OWNER") {
      const name = unique("Org ");
      const { id } = await as()(rpc.addOrg, { name });
      const zitadel = as(id);
      const operator = [unique("operator"), password] as const;
      const { userId } = await zitadel(rpc.importHumanUser, {
        userName: operator[0],
        profile: { firstName: "Op", lastName: "Erator" },
        email: { email: "op@example.com", isEmailVerified: true },
        password,
      });
      await zitadel(rpc.addOrgMember, { userId, roles: [role] });
      const call: CamundaOrg["call"] = (method, path, request = {}) =>
        send(server.url, method, path, { login: operator, ...request });
      return { id, name, operator, call, zitadel };
    },
    async close() {
      await client.close();
      await server.close();
    },
  };
}
