import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer, Server as TlsServer } from "node:tls";
import type { HttpErrorSource } from "./handlers.ts";
import type { HttpLimits } from "./limits.ts";
import { createListenError, ListenError } from "./listen-error.ts";
import { type HttpProtocol, sniffProtocol } from "./protocol-sniffer.ts";

/** A certificate chain and its private key, as PEM. */
export interface TlsIdentity {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  /** The real port, also when 0 was asked for. */
  readonly port: number;
  /** For clients on the same machine: "every address" becomes the loopback address. */
  readonly url: string;
}

/** What {@link createListener} reports to. */
export interface ListenerOptions {
  readonly tls: TlsIdentity | undefined;
  readonly limits: Pick<HttpLimits, "handshakeTimeoutMs" | "maxConnections">;
  /** Called with every TCP connection, before any byte is read. */
  onConnection(raw: Socket): void;
  /** Called when a connection's protocol is known. The socket is the raw one, or the TLS layer over it. */
  onProtocol(socket: Socket, protocol: HttpProtocol): void;
  /** Told of errors of sockets and handshakes. */
  onError(source: HttpErrorSource, error: unknown): void;
}

const tcpOptions = {
  // Answers are small and written in one piece: waiting to fill a packet only delays them.
  noDelay: true,
  // Finds peers that vanished without a word while a stream waits for an event.
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
};

/**
 * Creates the TCP server in front of all protocols: reads the protocol from the first bytes, or with a certificate
 * from ALPN, where clients that name none get HTTP/1.1. Throws a {@link ListenError} for an unusable certificate.
 */
export function createListener(options: ListenerOptions): Server {
  const { limits, onError } = options;
  const server = options.tls === undefined ? createServer(tcpOptions) : createTlsServerOrExplain(options.tls, limits);
  server.maxConnections = limits.maxConnections;
  server.on("connection", (raw: Socket) => {
    raw.on("error", (error) => onError("socket", error));
    options.onConnection(raw);
    if (options.tls === undefined) {
      sniffProtocol(raw, { timeoutMs: limits.handshakeTimeoutMs, onProtocol: options.onProtocol });
    }
  });
  if (options.tls !== undefined) {
    server.on("tlsClientError", (error: Error, socket: Socket) => {
      onError("tls", error);
      socket.destroy();
    });
    server.on("secureConnection", (socket: Socket & { readonly alpnProtocol: string | false | null }) => {
      socket.on("error", (error) => onError("socket", error));
      options.onProtocol(socket, socket.alpnProtocol === "h2" ? "http2" : "http1");
    });
  }
  return server;
}

function createTlsServerOrExplain(tls: TlsIdentity, limits: ListenerOptions["limits"]): Server {
  try {
    return createTlsServer({
      ...tcpOptions,
      ...secureContextOptionsOf(tls),
      ALPNProtocols: ["h2", "http/1.1"],
      handshakeTimeout: limits.handshakeTimeoutMs,
    });
  } catch (cause) {
    throw createTlsError(cause);
  }
}

/**
 * Gives connections that come from now on another certificate; those that are open keep theirs. Throws a
 * {@link ListenError} for one that is unusable, and the old one stays; so it does on a listener without TLS.
 */
export function replaceTls(server: Server, tls: TlsIdentity): void {
  if (!(server instanceof TlsServer)) return;
  try {
    const options = secureContextOptionsOf(tls);
    // The server would forget a part of the old ones before it finds that it cannot use the new ones.
    createSecureContext(options);
    server.setSecureContext(options);
  } catch (cause) {
    throw createTlsError(cause);
  }
}

function secureContextOptionsOf({ cert, key }: TlsIdentity) {
  if (cert.length === 0 || key.length === 0) {
    // Node would take it, and fail every handshake.
    throw new Error("one of them is empty");
  }
  return { cert, key, minVersion: "TLSv1.2" } as const;
}

function createTlsError(cause: unknown): ListenError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ListenError(
    `The TLS certificate and key cannot be used: ${reason}. Both must be PEM, and the key must belong to the certificate.`,
    { cause },
  );
}

/** Opens the port of a {@link createListener} server. Rejects with a {@link ListenError}. */
export function openPort(
  server: Server,
  where: {
    readonly host: string;
    readonly port: number;
    /** Whether no other process of a cluster may share the port. Default: they may. */
    readonly isExclusive?: boolean;
  },
  scheme: "http" | "https",
): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    const onFailed = (error: Error) => reject(createListenError(error, where.host, where.port));
    server.once("error", onFailed);
    server.listen({ port: where.port, host: where.host, exclusive: where.isExclusive === true }, () => {
      server.off("error", onFailed);
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : where.port;
      resolve({ host: where.host, port, url: `${scheme}://${hostForUrl(where.host)}:${port}` });
    });
  });
}

function hostForUrl(host: string): string {
  if (host === "0.0.0.0") {
    return "127.0.0.1";
  }
  if (host === "::") {
    return "[::1]";
  }
  return host.includes(":") ? `[${host}]` : host;
}
