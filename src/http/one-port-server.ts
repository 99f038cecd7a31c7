import type { Socket } from "node:net";
import { createAnswerHeaders } from "./answer-headers.ts";
import { createConnectionTracker } from "./connection-tracker.ts";
import { type CorsOptions, createCors } from "./cors.ts";
import type { HttpErrorSource, HttpHandlers } from "./handlers.ts";
import { createHttp1Server } from "./http1-server.ts";
import { createHttp2Server } from "./http2-server.ts";
import { defaultHttpLimits, type HttpLimits } from "./limits.ts";
import { createListener, type ListenAddress, openPort, replaceTls, type TlsIdentity } from "./listener.ts";
import type { ProtocolServerOptions } from "./protocol-server.ts";
import type { HttpProtocol } from "./protocol-sniffer.ts";
import type { RefusedRequest } from "./refusal.ts";
import { createRequestGuard } from "./request-guard.ts";

/** How {@link createOnePortServer} serves. */
export interface OnePortServerOptions {
  readonly handlers: HttpHandlers;
  /** With a certificate the port speaks TLS only, from version 1.2 on. Default: cleartext. */
  readonly tls?: TlsIdentity | undefined;
  /**
   * With TLS: for how many seconds browsers are to reach this host over TLS only (RFC 6797). 0 takes it back.
   * Default: nothing is said.
   */
  readonly hstsMaxAgeSeconds?: number | undefined;
  /** Default: every origin, without credentials. */
  readonly cors?: CorsOptions | undefined;
  /** Limits that differ from {@link defaultHttpLimits}. */
  readonly limits?: Partial<HttpLimits> | undefined;
  /** Told of every error the server dealt with, for the log. Must not throw. Default: nobody is told. */
  readonly onError?: ((source: HttpErrorSource, error: unknown) => void) | undefined;
  /**
   * Told of every request that the server answered in the handlers' place, for the log: one that it refused or could not
   * parse. Must not throw. Default: nobody is told.
   */
  readonly onRefusal?: ((request: RefusedRequest) => void) | undefined;
}

/** One TCP port that speaks every version of HTTP. */
export interface OnePortServer {
  /** Opens the port; 0 takes a free one. Must be called once. Rejects with a `ListenError`. */
  listen(where: { readonly host: string; readonly port: number }): Promise<ListenAddress>;
  /** How many connections are open, handshakes and half-closed ones included. */
  readonly connectionCount: number;
  /**
   * Gives connections that come from now on another certificate. Throws a `ListenError` for one that cannot be used, and
   * the old one stays. Does nothing on a port without TLS.
   */
  replaceTls(tls: TlsIdentity): void;
  /**
   * Stops: accepts no connection any more, ends idle ones at once, tells clients (GOAWAY, `Connection: close`), lets
   * requests in flight finish for up to `graceMs`, and destroys what is left then.
   *
   * - Resolves when every socket is closed, with the number of connections that had to be cut.
   * - A connection that has sent only a part of a request's headers counts as idle.
   * - A further call, for example with `graceMs: 0`, can only shorten the first one's time.
   */
  close(options: { readonly graceMs: number }): Promise<{ readonly cutConnections: number }>;
}

/**
 * Creates a server that speaks HTTP/1.1 and HTTP/2 on one port: in cleartext it tells them apart by the first bytes
 * (HTTP/2 with prior knowledge), under TLS by ALPN. It does not listen yet.
 *
 * Throws a `ListenError` when the certificate and the key cannot be used.
 */
export function createOnePortServer(options: OnePortServerOptions): OnePortServer {
  const limits: HttpLimits = { ...defaultHttpLimits, ...options.limits };
  const onError = options.onError ?? (() => undefined);
  const cors = createCors(options.cors);
  const shared: ProtocolServerOptions = {
    handlers: options.handlers,
    limits,
    findRefusal: createRequestGuard(limits),
    answerHeaders: createAnswerHeaders({
      cors,
      hstsMaxAgeSeconds: options.tls === undefined ? undefined : options.hstsMaxAgeSeconds,
    }),
    preflightHeaders: cors.preflightHeaders,
    onError,
    onRefusal: options.onRefusal ?? (() => undefined),
  };
  const protocols = { http1: createHttp1Server(shared), http2: createHttp2Server(shared) };
  const connections = createConnectionTracker();
  /** Connections that have not shown their protocol yet, so they have no request that could be lost. */
  const undecided = new Map<string, Socket>();
  let closed: Promise<unknown> | undefined;
  let cutConnections = 0;

  const listener = createListener({
    tls: options.tls,
    limits,
    onError,
    onConnection(raw) {
      connections.add(raw);
      const ends = endsOf(raw);
      undecided.set(ends, raw);
      raw.once("close", () => undecided.delete(ends));
    },
    onProtocol(socket: Socket, protocol: HttpProtocol) {
      undecided.delete(endsOf(socket));
      if (closed === undefined) {
        protocols[protocol].accept(socket);
      } else {
        socket.destroy();
      }
    },
  });

  function beginClosing(): Promise<unknown> {
    const stopped = new Promise<void>((resolve) => listener.close(() => resolve()));
    for (const socket of undecided.values()) {
      socket.destroy();
    }
    protocols.http1.drain();
    protocols.http2.drain();
    return Promise.all([stopped, connections.whenEmpty()]);
  }

  return {
    get connectionCount() {
      return connections.size;
    },
    listen: (where) => openPort(listener, where, options.tls === undefined ? "http" : "https"),
    replaceTls: (tls) => replaceTls(listener, tls),
    async close({ graceMs }) {
      closed ??= beginClosing();
      const timer = setTimeout(() => {
        cutConnections += connections.destroyAll();
      }, graceMs);
      await closed;
      clearTimeout(timer);
      return { cutConnections };
    },
  };
}

/** Both ends of a connection: the same text for a raw socket and for the TLS layer over it, and for no other. */
function endsOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress}`;
}
