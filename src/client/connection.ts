import type { Interceptor, Transport } from "@connectrpc/connect";

/**
 * How calls travel.
 * - `grpc`: HTTP/2 all the way, so not from browsers and not through every proxy.
 * - `grpc-web`, `connect`: any version of HTTP, through any proxy, from browsers.
 */
export type Protocol = "grpc" | "grpc-web" | "connect";

/** What every way to a server asks for. */
export interface ConnectionOptions {
  readonly baseUrl: string;
  /** Default: the one that the platform does best. */
  readonly protocol: Protocol | undefined;
}

/** What a transport on a connection does with each call. */
export interface TransportOptions {
  /** The outermost first. */
  readonly interceptors: Interceptor[];
  /** How long a call may take that says nothing itself; `undefined` for as long as it takes. */
  readonly defaultTimeoutMs?: number;
}

/** The way to one server: its sockets, which any number of transports share. */
export interface Connection {
  createTransport(options: TransportOptions): Transport;
  /** Closes the sockets; calls under way fail. A later call opens a new one. */
  close(): void;
}
