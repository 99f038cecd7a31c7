import type { Client, ClientName } from "./client.ts";
import { createConnectGrpcClient, createConnectGrpcWebClient, createConnectJsonClient } from "./connect-clients.ts";
import { createGrpcJsClient } from "./grpc-js-client.ts";
import { createRestClient } from "./rest-client.ts";

export type { CallError, CallOptions, CallResult, Client, ClientName } from "./client.ts";
export { clientNames } from "./client.ts";

const factories: Readonly<Record<ClientName, (baseUrl: string) => Client>> = {
  "grpc-js": createGrpcJsClient,
  "connect-grpc": createConnectGrpcClient,
  "connect-grpc-web": createConnectGrpcWebClient,
  "connect-json": createConnectJsonClient,
  rest: createRestClient,
};

/** A client of this kind for the server at this URL. */
export const createClient = (name: ClientName, baseUrl: string): Client => factories[name](baseUrl);
