import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { type CallOptions, type CallResult, type Client, clientNames, createClient } from "../support/clients/index.ts";
import type { TestServer } from "../support/server.ts";
import type { TokenIssuer } from "../support/token-issuer.ts";
import { createDetailsRule, type DetailsRule } from "./details-rule.ts";
import type { ErrorLedger } from "./error-ledger.ts";
import { expectOk } from "./expect.ts";
import { createOrgFounder } from "./org-founder.ts";
import { createOrgInTest, type OrgInTest } from "./org-in-test.ts";
import { unique } from "./unique.ts";

/** The RPCs about the organization of the call. */
export const rpc = ManagementService.method;

/** The RPCs about the whole instance. */
export const adminRpc = AdminService.method;

/** The RPCs about the caller itself. */
export const authRpc = AuthService.method;

/** Roster's own RPCs about organizations. */
export const orgRpc = OrgService.method;

/** Calls that are made the same way every time: as one caller, for one organization. */
export interface Caller {
  /** Makes the call; the options win over the caller's own. */
  call<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    message: MessageInitShape<Input>,
    options?: CallOptions,
  ): Promise<CallResult<MessageShape<Output>>>;
  /** Makes a call that must succeed, and answers its message. */
  ok<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    message: MessageInitShape<Input>,
    options?: CallOptions,
  ): Promise<MessageShape<Output>>;
}

/** What a case works with: a server that others use, too, and one client. */
export interface World extends Caller {
  readonly server: TestServer;
  readonly client: Client;
  /** A caller with these options and no others. */
  as(options: CallOptions): Caller;
  /** A user as the caller, whether human or machine: with a token of the outside issuer that the server accepts. */
  asUser(userId: string, options?: CallOptions): Promise<Caller>;
  /** A new organization of the case's own; calls on it are the administrator's. */
  addOrg(name?: string): Promise<OrgInTest>;
  /** Runs the function with one more client of each kind, on connections of their own. */
  withOtherClients<Result>(run: (clients: readonly Client[]) => Promise<Result>): Promise<Result>;
}

/** What a world can have beside a server, a client and a ledger. */
interface WorldOptions {
  readonly details?: DetailsRule;
  readonly issuer?: TokenIssuer;
}

/** A world for the cases of one client. Without options a call is the administrator's, in the default organization. */
export function createWorld(
  server: TestServer,
  client: Client,
  ledger: ErrorLedger,
  { details = createDetailsRule(), issuer }: WorldOptions = {},
): World {
  const as = (own: CallOptions): Caller => {
    const call: Caller["call"] = async (method, message, options) => {
      const result = await client.call(method, message, { ...own, ...options });
      if (result.error !== undefined) ledger.record(result.error);
      else details.check(method, result.ok);
      return result;
    };
    return { call, ok: async (method, message, options) => expectOk(await call(method, message, options)) };
  };
  const admin = as({ token: server.adminToken });
  const foundOrg = createOrgFounder(admin, as);
  return {
    ...admin,
    server,
    client,
    as,
    async addOrg(name = unique("Org ")) {
      const id = await foundOrg(name);
      return createOrgInTest({ id, name }, as({ token: server.adminToken, orgId: id, apiKey: "admin" }));
    },
    async asUser(sub, options) {
      if (issuer === undefined) throw new Error("this server accepts tokens of no outside issuer");
      return as({ ...options, token: await issuer.sign({ sub }) });
    },
    async withOtherClients(run) {
      const clients = clientNames.map((name) => createClient(name, server.url));
      try {
        return await run(clients);
      } finally {
        for (const other of clients) other.close();
      }
    },
  };
}
