import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Interceptor } from "@connectrpc/connect";
import type { Connection, ConnectionOptions, Protocol } from "./connection.ts";
import { connectionLossInterceptor } from "./connection-loss.ts";
import { type Credentials, createCredentialsInterceptor } from "./credentials.ts";
import { createRetryInterceptor, type RetryOptions } from "./retry.ts";
import { type Services, services } from "./services.ts";

/** Where a client's server is, and how its calls are made. */
export interface RosterClientOptions extends Credentials {
  /** Such as `https://directory.example.com`. */
  readonly baseUrl: string;
  /** Default: `grpc` in Node, `connect` in browsers. */
  readonly protocol?: Protocol;
  /** When safe calls are made again; `false` for never. Default: see {@link RetryOptions}. */
  readonly retry?: RetryOptions | false;
  /**
   * How long a call may take with all its repeats, unless it brings a `timeoutMs`; `false` for as long as it takes.
   * Default 10,000: no call takes so long on a server that is well, and nobody waits for ever on one that is not.
   */
  readonly deadlineMs?: number | false;
  /** What else is done with each call, outside of its repeats; the outermost first. Default: nothing. */
  readonly interceptors?: readonly Interceptor[];
}

/** A client of one server: each service by its name, made when it is first used, all over one connection. */
export interface RosterClient extends ServiceClients {
  /** The client of any service that the server has, by its descriptor, also by one of `@zitadel/proto`. */
  of<Service extends DescService>(service: Service): Client<Service>;
  /** A client over the same connection, for another caller or organization; what is not given stays as it is. */
  with(credentials: Credentials): RosterClient;
  /** Closes the connection, also of the clients made by {@link RosterClient.with}. Node does not end before. */
  close(): void;
}

/** A client of each service. */
export type ServiceClients = { readonly [Name in keyof Services]: Client<Services[Name]> };

/** Opens the way to a server, by whatever the platform has. */
export type OpenConnection = (options: ConnectionOptions) => Connection;

/** Makes {@link RosterClient}s on connections of a platform. */
export const createClientFactory =
  (openConnection: OpenConnection) =>
  (options: RosterClientOptions): RosterClient =>
    createClientOn(openConnection({ baseUrl: options.baseUrl, protocol: options.protocol }), options);

function createClientOn(connection: Connection, options: RosterClientOptions): RosterClient {
  const { deadlineMs = 10_000, retry = {}, interceptors = [] } = options;
  const transport = connection.createTransport({
    ...(deadlineMs === false ? {} : { defaultTimeoutMs: deadlineMs }),
    interceptors: [
      ...interceptors,
      ...(retry === false ? [] : [createRetryInterceptor(retry)]),
      // Inside of repeats: they go by the code that it gives, and each repeat asks for the token of its moment.
      connectionLossInterceptor,
      createCredentialsInterceptor(options),
    ],
  });
  const made = new Map<DescService, unknown>();
  function of<Service extends DescService>(service: Service): Client<Service> {
    const client = made.get(service) ?? createClient(service, transport);
    made.set(service, client);
    // Only the line above puts something under a service: its client.
    return client as Client<Service>;
  }
  return {
    get management() {
      return of(services.management);
    },
    get admin() {
      return of(services.admin);
    },
    get auth() {
      return of(services.auth);
    },
    get users() {
      return of(services.users);
    },
    get orgs() {
      return of(services.orgs);
    },
    get oauth() {
      return of(services.oauth);
    },
    of,
    with: (credentials) => createClientOn(connection, { ...options, ...credentials }),
    close: () => connection.close(),
  };
}
