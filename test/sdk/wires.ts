import { Agent } from "node:http";
import type { Client, Interceptor, Transport } from "@connectrpc/connect";
import { createConnectTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { NewAuthorizationBearerInterceptor } from "@zitadel/client";
import { createServerTransport } from "@zitadel/client/node";
import { createAdminServiceClient, createAuthServiceClient, createManagementServiceClient } from "@zitadel/client/v1";
import { createUserServiceClient } from "@zitadel/client/v2";
import type { AdminService } from "@zitadel/proto/zitadel/admin_pb.js";
import type { AuthService } from "@zitadel/proto/zitadel/auth_pb.js";
import type { ManagementService } from "@zitadel/proto/zitadel/management_pb.js";
import type { UserService } from "@zitadel/proto/zitadel/user/v2/user_service_pb.js";

// ZITADEL's published clients with their own descriptors: nothing of them knows Roster.

/** The published clients of every service, all as one caller. */
export interface Clients {
  readonly management: Client<typeof ManagementService>;
  readonly admin: Client<typeof AdminService>;
  readonly auth: Client<typeof AuthService>;
  readonly users: Client<typeof UserService>;
}

/** Who calls, and for which organization; the caller's own when there is none. */
export interface CallerOptions {
  readonly token: string;
  readonly orgId?: string;
}

/** Connections to a server. */
export interface OpenWire {
  /** Clients for one caller. All callers share the connections. */
  as(options: CallerOptions): Clients;
  /** The RPCs that succeeded at least once so far: `zitadel.user.v2.UserService/SetEmail`. */
  readonly answeredRpcs: ReadonlySet<string>;
  close(): void;
}

/** A way to reach a server with the published clients. */
export interface Wire {
  readonly name: string;
  open(url: string): OpenWire;
}

/** What a wire makes transports with, until it is closed. */
interface Transports {
  create(token: string, interceptors: Interceptor[]): Transport;
  close(): void;
}

const wire = (name: string, openTransports: (url: string) => Transports): Wire => ({
  name,
  open(url) {
    const transports = openTransports(url);
    const answeredRpcs = new Set<string>();
    return {
      answeredRpcs,
      close: transports.close,
      as({ token, orgId }) {
        const intercept: Interceptor = (next) => async (request) => {
          if (orgId !== undefined) request.header.set("x-zitadel-orgid", orgId);
          const response = await next(request);
          answeredRpcs.add(`${request.service.typeName}/${request.method.name}`);
          return response;
        };
        const transport = transports.create(token, [intercept]);
        return {
          management: createManagementServiceClient(transport),
          admin: createAdminServiceClient(transport),
          auth: createAuthServiceClient(transport),
          users: createUserServiceClient(transport),
        };
      },
    };
  },
});

const openGrpc = (url: string): Transports => {
  const sessionManager = new Http2SessionManager(url);
  return {
    create: (token, interceptors) => createServerTransport(token, { baseUrl: url, sessionManager, interceptors }),
    close: () => sessionManager.abort(),
  };
};

const openConnect =
  (useBinaryFormat: boolean) =>
  (url: string): Transports => {
    const agent = new Agent({ keepAlive: true });
    return {
      create: (token, interceptors) =>
        createConnectTransport({
          baseUrl: url,
          httpVersion: "1.1",
          nodeOptions: { agent },
          useBinaryFormat,
          interceptors: [...interceptors, NewAuthorizationBearerInterceptor(token)],
        }),
      close: () => agent.destroy(),
    };
  };

/** Every way that the published clients can take. */
export const wires: readonly Wire[] = [
  wire("gRPC", openGrpc),
  wire("Connect with protobuf", openConnect(true)),
  wire("Connect with JSON", openConnect(false)),
];
