import { constants, type ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { HttpLimits } from "./limits.ts";

const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_NO_ERROR } = constants;

/** The highest stream id there can be: a GOAWAY that names it refuses no stream yet. */
const noStreamRefused = 2 ** 31 - 1;

/** How long a client may take to act on a GOAWAY. Longer than a round trip to the other side of the world. */
const goawayNoticeMs = 1_000;

/** How {@link createHttp2Sessions} treats its sessions. */
export interface Http2SessionsOptions {
  readonly limits: Pick<HttpLimits, "sessionIdleTimeoutMs" | "maxStreamResetBurst" | "maxStreamResetsPerSecond">;
  /** Told of session errors. They end the session, nothing else. */
  onError(error: unknown): void;
}

interface SessionState {
  readonly socket: Socket;
  openStreams: number;
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

  function add(session: ServerHttp2Session, socket: Socket): void {
    const state: SessionState = { socket, openStreams: 0, resets: 0, lastResetMs: 0 };
    sessions.set(session, state);
    session.once("close", () => sessions.delete(session));
    session.on("error", options.onError);
    session.on("stream", (stream) => {
      state.openStreams++;
      stream.once("close", () => {
        state.openStreams--;
        if (stream.rstCode !== NGHTTP2_NO_ERROR) {
          countReset(session, state);
        }
      });
    });
    session.setTimeout(limits.sessionIdleTimeoutMs);
    session.on("timeout", () => {
      // A stream that waits for an event to report is in use, however quiet it is.
      if (state.openStreams === 0) {
        closeIdle(session, socket);
      }
    });
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
    for (const [session, { openStreams, socket }] of sessions) {
      if (openStreams === 0) {
        closeIdle(session, socket);
      } else {
        announceClose(session);
      }
    }
  }

  return { add, drain };
}

/** Sends GOAWAY and ends the connection; a client that does not end its own half in time is cut off. */
function closeIdle(session: ServerHttp2Session, socket: Socket): void {
  session.close();
  const timer = setTimeout(() => socket.destroy(), goawayNoticeMs);
  socket.once("close", () => clearTimeout(timer));
}

/**
 * Ends a session once its streams are done. The client hears of it twice, as RFC 9113, section 6.8 advises: a first
 * GOAWAY refuses nothing, so requests that are on their way are still served; after a round trip the second one names
 * the last stream and refuses what comes later.
 */
function announceClose(session: ServerHttp2Session): void {
  if (session.closed || session.destroyed) {
    return;
  }
  const finish = () => {
    clearTimeout(timer);
    if (!session.destroyed) {
      session.close();
    }
  };
  const timer = setTimeout(finish, goawayNoticeMs);
  session.once("close", () => clearTimeout(timer));
  session.goaway(NGHTTP2_NO_ERROR, noStreamRefused);
  session.ping(finish);
}
