import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { AccessFeed } from "../access-feed.ts";
import type { AccessChanges } from "../contract/access-changes.ts";
import { StorageUnavailableError } from "../contract/errors.ts";
import { accessChannel, parsePayload, proofPrefix } from "./access-channel.ts";
import type { ConnectOptions, PostgresConnection } from "./connection.ts";
import { ConnectionLostError } from "./errors.ts";

/** Hears in the background what other processes change. */
export interface AccessListening extends Pick<AccessChanges, "maxAgeMs"> {
  close(): Promise<void>;
}

/** What listening needs. */
export interface AccessListeningOptions {
  readonly open: (
    options: Pick<ConnectOptions, "onNotification" | "onClose" | "signal">,
  ) => Promise<PostgresConnection>;
  /** Sends a text to all who listen, by another connection. */
  readonly notify: (payload: string) => Promise<void>;
  readonly accessFeed: AccessFeed;
}

/** How old something may be that is used while nobody knows what others change: half of the second that is promised. */
const unheardMaxAgeMs = 500;
/** How often the session is asked whether it is still there: twice before it would count as lost. */
const heartbeatMs = 200;
/** How long the session may take to answer, or to hear what was sent, before another is made. */
const answerTimeoutMs = 3_000;
/** How soon another session is made: after a good one was lost, after none could be made, after one heard nothing. */
const [lostDelayMs, awayDelayMs, deafDelayMs] = [100, 1_000, 60_000];

/**
 * Listens on a session of its own, which is made in the background, proven, watched, and made again when it is lost.
 *
 * - A session counts only once it has heard what another connection sent: poolers that give sessions to one transaction
 *   after another let clients listen, and tell them nothing.
 * - It counts as lost when it breaks, and also when it has not answered for half a second: a network that fails without
 *   a word tells of no changes either.
 * - Everybody's access is told to be changed when a session is lost, and again when the next one hears.
 */
export function listenForAccessChanges({ open, notify, accessFeed }: AccessListeningOptions): AccessListening {
  const closing = new AbortController();
  const { signal } = closing;
  /** When the last question was sent that the session has answered: it has told all that was changed before. */
  let heardAtMs: number | undefined;

  function lose(): void {
    if (heardAtMs === undefined) return;
    heardAtMs = undefined;
    accessFeed.tell("everybody");
  }

  /** Answers the session once it has heard what another one sent. */
  async function openHearing(): Promise<PostgresConnection> {
    const proof = proofPrefix + randomUUID();
    const hearing = createGate();
    const connection = await open({
      signal,
      onClose() {
        hearing.fail(new ConnectionLostError("the session that listens has ended"));
        lose();
      },
      onNotification(payload) {
        if (payload === proof) hearing.open();
        else if (!payload.startsWith(proofPrefix)) accessFeed.tell(parsePayload(payload));
      },
    });
    try {
      await inTime(connection, connection.control(`listen ${accessChannel}`));
      await notify(proof);
      const timer = setTimeout(() => hearing.fail(new DeafError("nothing was heard")), answerTimeoutMs);
      await hearing.passed.finally(() => clearTimeout(timer));
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /** Throws when the session is lost. */
  async function watch(connection: PostgresConnection): Promise<never> {
    try {
      heardAtMs = performance.now();
      // What was read until now may have changed unheard.
      accessFeed.tell("everybody");
      for (;;) {
        await pause(heartbeatMs, signal);
        const askedAtMs = performance.now();
        await inTime(connection, connection.control("select 1"));
        heardAtMs = askedAtMs;
      }
    } finally {
      connection.destroy();
      lose();
    }
  }

  async function listenUntilClosed(): Promise<void> {
    while (!signal.aborted) {
      let delayMs: number = lostDelayMs;
      const connection = await openHearing().catch((error: unknown) => {
        const isAway = error instanceof ConnectionLostError || error instanceof StorageUnavailableError;
        delayMs = isAway ? awayDelayMs : deafDelayMs;
      });
      if (connection) await watch(connection).catch(() => {});
      await pause(delayMs, signal).catch(() => {});
    }
  }

  const listening = listenUntilClosed();
  return {
    maxAgeMs: () =>
      heardAtMs !== undefined && performance.now() - heardAtMs < unheardMaxAgeMs
        ? Number.POSITIVE_INFINITY
        : unheardMaxAgeMs,
    close() {
      closing.abort();
      return listening;
    },
  };
}

/** For servers that pass on nothing. */
export const notListening: AccessListening = { maxAgeMs: () => unheardMaxAgeMs, close: async () => {} };

/** The session is open and answers, and hears nothing. */
class DeafError extends Error {
  override readonly name = "DeafError";
}

/** Something that is waited for once, and may fail before. */
function createGate() {
  let open = (): void => {};
  let fail = (_error: Error): void => {};
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  // It may fail while nobody waits yet.
  passed.catch(() => {});
  return { passed, open, fail };
}

/** The answer; a session that takes too long is ended, which fails what it has not answered. */
async function inTime<Answer>(connection: PostgresConnection, answer: Promise<Answer>): Promise<Answer> {
  const timer = setTimeout(() => connection.destroy(), answerTimeoutMs);
  return answer.finally(() => clearTimeout(timer));
}

/** Keeps no process alive. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal, ref: false });
