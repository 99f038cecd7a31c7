/** What one port spends on its clients at most. Every limit holds for HTTP/1.1 and HTTP/2 unless it says otherwise. */
export interface HttpLimits {
  /** Longest wait for a TLS handshake, and then for the first bytes that tell HTTP/1.1 and HTTP/2 apart. */
  readonly handshakeTimeoutMs: number;
  /** Largest header block. HTTP/1.1 answers 431; HTTP/2 resets the stream, and announces the limit in its settings. */
  readonly maxHeaderBytes: number;
  /** Most header fields of one request. HTTP/1.1 answers 431; HTTP/2 resets the stream. */
  readonly maxHeaderCount: number;
  /** Longest time from the first byte of an HTTP/1.1 request to the end of its headers. Answers 408. */
  readonly headersTimeoutMs: number;
  /**
   * Longest time for a whole request, body included. HTTP/1.1 answers 408; HTTP/2 resets the stream, unless the server
   * has begun to answer: then the two sides are in a conversation, which may take its time.
   */
  readonly requestTimeoutMs: number;
  /** How long an HTTP/1.1 connection may wait for its next request. */
  readonly keepAliveTimeoutMs: number;
  /** How long an HTTP/2 session may stay without any open stream and any traffic. */
  readonly sessionIdleTimeoutMs: number;
  /** How long an HTTP/2 session may be silent before it is asked, with a ping, whether its client is still there. */
  readonly keepalivePingMs: number;
  /** How long the answer to that ping may take; then the connection is destroyed. */
  readonly keepalivePingTimeoutMs: number;
  /**
   * How long an HTTP/2 session may live, give or take a tenth, so that not all end at once; then it gets a GOAWAY, and
   * its calls end in peace. `Infinity` for no limit.
   */
  readonly maxConnectionAgeMs: number;
  /** Most streams open at a time on one HTTP/2 session; announced in the settings, excess streams are refused. */
  readonly maxConcurrentStreams: number;
  /** Memory one HTTP/2 session may hold in buffers; above it new streams are refused. In steps of 1,000,000 bytes. */
  readonly maxSessionMemoryBytes: number;
  /** Frames that an HTTP/2 session may send to no avail while it lives; above it the session is ended. */
  readonly maxInvalidFrames: number;
  /** Resets of streams that one HTTP/2 session may cause at once; above it the session is ended. */
  readonly maxStreamResetBurst: number;
  /** Resets of streams that are forgiven every second. */
  readonly maxStreamResetsPerSecond: number;
  /** Most connections at a time, of all protocols together. Further ones are closed on arrival. */
  readonly maxConnections: number;
}

/** The limits in force where the caller sets none. */
export const defaultHttpLimits: HttpLimits = Object.freeze({
  // Three retransmissions of a lost SYN or hello fit into 10 s; a peer that is slower than that is not a client.
  handshakeTimeoutMs: 10_000,
  // The same 16 KiB that Node takes for HTTP/1.1 and gRPC clients take for metadata.
  maxHeaderBytes: 16_384,
  // A browser sends about 20, a call through two proxies about 40.
  maxHeaderCount: 100,
  // Headers fit into a dozen packets: whoever needs longer is holding the socket open on purpose.
  headersTimeoutMs: 15_000,
  // A 4 MiB body over a 1 Mbit/s line takes 34 s.
  requestTimeoutMs: 60_000,
  // Longer than the 60 s after which load balancers drop idle connections by default: the side that sends requests
  // must be the one that closes, or a request meets a closing socket.
  keepAliveTimeoutMs: 75_000,
  // gRPC clients keep one session for their lifetime; reconnecting every five quiet minutes costs them nothing.
  sessionIdleTimeoutMs: 300_000,
  // Finds clients that vanished while a call waits, sooner than TCP would.
  keepalivePingMs: 60_000,
  // As in gRPC's own servers: many round trips to the other side of the world.
  keepalivePingTimeoutMs: 20_000,
  // Behind one address there is nothing to spread clients over; who balances load over several sets a limit.
  maxConnectionAgeMs: Number.POSITIVE_INFINITY,
  // Enough to fill a core from one connection; Node slows down when far more are open on one session.
  maxConcurrentStreams: 200,
  // Node's own default: two bodies of 4 MiB and some.
  maxSessionMemoryBytes: 10_000_000,
  // Node's own 1,000 is reached by an honest client in a few peaks: see `allowStreams` in `http2-sessions.ts`.
  maxInvalidFrames: 100_000,
  // Twice all streams of a session: a client that gives up on everything it asked for, and then again. Opening and
  // resetting streams without end (the "rapid reset" attack) costs a server far more than its client. Node's own limit
  // of 1,000 leaves the connection open.
  maxStreamResetBurst: 400,
  // Calls of an honest client fail at its deadlines, which are seconds long.
  maxStreamResetsPerSecond: 20,
  // About 300 MB of sockets and sessions when all are idle, and below the file limit of common systems.
  maxConnections: 10_000,
});
