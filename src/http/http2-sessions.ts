import { constants, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { HttpLimits } from "./limits.ts";

const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_NO_ERROR } = constants;

/** How long a client may take to end its half of the connection. Longer than a round trip to the other side of the world. */
const goodbyeMs = 1_000;

/** For how long a session counts as active after its last new stream. */
const activeMs = 2_000;

/** How {@link createHttp2Sessions} treats its sessions. */
export interface Http2SessionsOptions {
  readonly limits: Pick<
    HttpLimits,
    | "sessionIdleTimeoutMs"
    | "maxStreamResetBurst"
    | "maxStreamResetsPerSecond"
    | "keepalivePingMs"
    | "keepalivePingTimeoutMs"
    | "maxConnectionAgeMs"
  >;
  /** Told of clients that were cut off. Other errors of a session reach the HTTP/2 server's `sessionError`. */
  onError(error: unknown): void;
  /** Told of each stream that has closed. */
  onStreamClosed(stream: ServerHttp2Stream): void;
}

interface SessionState {
  readonly socket: Socket;
  openStreams: number;
  /** When its client opened one last. */
  lastStreamMs: number;
  /** Since when it has none. */
  idleSinceMs: number;
  /** Resets that are held against the client, which time takes back. */
  resets: number;
  lastResetMs: number;
}

/**
 * Keeps the open HTTP/2 sessions: ends the ones that nobody uses or that somebody misuses, and says goodbye to all when
 * the server stops.
 */
export function createHttp2Sessions(options: Http2SessionsOptions) {
  const { limits } = options;
  const sessions = new Map<ServerHttp2Session, SessionState>();
  let allowedStreams: number | undefined;

  function add(session: ServerHttp2Session, socket: Socket): void {
    const nowMs = performance.now();
    const state: SessionState = {
      socket,
      openStreams: 0,
      lastStreamMs: nowMs,
      idleSinceMs: nowMs,
      resets: 0,
      lastResetMs: 0,
    };
    sessions.set(session, state);
    session.once("close", () => sessions.delete(session));
    session.on("stream", (stream) => {
      state.openStreams++;
      state.lastStreamMs = performance.now();
      stream.on("close", () => {
        state.openStreams--;
        options.onStreamClosed(stream);
        if (state.openStreams === 0) {
          state.idleSinceMs = performance.now();
          if (session.closed) cutOffLater(socket);
        }
        if (stream.rstCode !== NGHTTP2_NO_ERROR) {
          countReset(session, state);
        }
      });
    });
    if (allowedStreams !== undefined) session.settings({ maxConcurrentStreams: allowedStreams });
    keepAlive(session, state);
    limitAge(session, state);
    limitIdleness(session, state);
  }

  /**
   * Says goodbye to a client that has had no stream for long. One that waits for an event to report is in use, however
   * quiet it is. Node's own timeout of a session would be set anew several times in every call.
   */
  function limitIdleness(session: ServerHttp2Session, state: SessionState): void {
    let timer = setTimeout(check, limits.sessionIdleTimeoutMs);
    session.once("close", () => clearTimeout(timer));

    function check(): void {
      const idleMs = state.openStreams > 0 ? 0 : performance.now() - state.idleSinceMs;
      if (idleMs >= limits.sessionIdleTimeoutMs) sayGoodbye(session, state);
      else timer = setTimeout(check, limits.sessionIdleTimeoutMs - idleMs);
    }
  }

  /** Pings a client that says nothing, and destroys the connection of one that does not answer. */
  function keepAlive(session: ServerHttp2Session, { socket }: SessionState): void {
    let seenBytes = socket.bytesRead;
    let deadline: NodeJS.Timeout | undefined;
    const timer = setInterval(() => {
      const isSilent = socket.bytesRead === seenBytes;
      seenBytes = socket.bytesRead;
      if (!isSilent || deadline !== undefined || session.destroyed) return;
      deadline = setTimeout(() => {
        options.onError(new Error("an HTTP/2 client did not answer a ping"));
        session.destroy();
        socket.destroy();
      }, limits.keepalivePingTimeoutMs);
      session.ping(() => {
        clearTimeout(deadline);
        deadline = undefined;
      });
    }, limits.keepalivePingMs);
    session.once("close", () => {
      clearInterval(timer);
      clearTimeout(deadline);
    });
  }

  /** Says goodbye when the session is old; calls under way end first. */
  function limitAge(session: ServerHttp2Session, state: SessionState): void {
    if (limits.maxConnectionAgeMs === Number.POSITIVE_INFINITY) return;
    const jitter = 0.9 + 0.2 * Math.random();
    const timer = setTimeout(() => sayGoodbye(session, state), limits.maxConnectionAgeMs * jitter);
    session.once("close", () => clearTimeout(timer));
  }

  function countReset(session: ServerHttp2Session, state: SessionState): void {
    const nowMs = performance.now();
    const forgiven = ((nowMs - state.lastResetMs) / 1_000) * limits.maxStreamResetsPerSecond;
    state.resets = Math.max(0, state.resets - forgiven) + 1;
    state.lastResetMs = nowMs;
    if (state.resets > limits.maxStreamResetBurst && !session.destroyed) {
      options.onError(new Error("an HTTP/2 client was cut off because it reset too many streams"));
      session.destroy(undefined, NGHTTP2_ENHANCE_YOUR_CALM);
      // The library below may have ended the session by itself, and then Node forgets the socket.
      state.socket.destroySoon();
    }
  }

  function drain(): void {
    for (const [session, state] of sessions) {
      sayGoodbye(session, state);
    }
  }

  function allowStreams(perSession: number): void {
    allowedStreams = perSession;
    for (const session of sessions.keys()) {
      if (!session.closed && !session.destroyed) session.settings({ maxConcurrentStreams: perSession });
    }
  }

  return {
    add,
    drain,
    /** Tells all clients, and those that come, how many streams they may have open in place of the limit. */
    allowStreams,
    /** How many sessions have had a stream in the last seconds. */
    get activeSessionCount() {
      const sinceMs = performance.now() - activeMs;
      let count = 0;
      for (const { openStreams, lastStreamMs } of sessions.values()) {
        if (openStreams > 0 || lastStreamMs > sinceMs) count++;
      }
      return count;
    },
  };
}

function sayGoodbye(session: ServerHttp2Session, state: SessionState): void {
  // GOAWAY names the last stream that is served. Node cannot send RFC 9113's advance notice: after any GOAWAY it
  // ignores new streams. Clients may safely repeat those elsewhere, because they know that nobody has seen them.
  session.close();
  if (state.openStreams === 0) {
    cutOffLater(state.socket);
  }
}

/** Destroys the connection of an ended session when the client does not end its own half in time. */
function cutOffLater(socket: Socket): void {
  const timer = setTimeout(() => socket.destroySoon(), goodbyeMs);
  socket.once("close", () => clearTimeout(timer));
}
