import { StorageUnavailableError } from "../contract/errors.ts";
import type { PostgresConnection } from "./connection.ts";
import { ConnectionLostError, messageOf } from "./errors.ts";

/** Makes connections, and knows whether the server is away. */
export interface Connector {
  /**
   * A new connection.
   *
   * While the server is away nobody but one probe tries to connect; callers wait for the probe's success, but not
   * beyond the time that the server may be away unnoticed.
   *
   * @throws StorageUnavailableError
   */
  connect(): Promise<PostgresConnection>;
  /** Stops probing; those who wait fail. */
  close(): void;
}

/** How to connect. */
export interface ConnectorOptions {
  readonly open: () => Promise<PostgresConnection>;
  /** How long after the server went away callers still wait for it. */
  readonly unavailableAfterMs: number;
}

const probeDelayMinMs = 50;
/** A server that comes back is found within this time; one probe a second is no burden for a server that starts. */
const probeDelayMaxMs = 1_000;

/** A connector for one server. */
export function createConnector({ open, unavailableAfterMs }: ConnectorOptions): Connector {
  let outage: Outage | undefined;
  let isClosed = false;

  function beginOutage(error: unknown): Outage {
    if (outage !== undefined) return outage;
    const begun = createOutage(open, error, unavailableAfterMs, () => {
      outage = undefined;
    });
    outage = begun;
    return begun;
  }

  return {
    async connect() {
      for (;;) {
        if (isClosed) throw new StorageUnavailableError("the storage is closed");
        if (outage !== undefined) {
          await outage.end();
          continue;
        }
        try {
          return await open();
        } catch (error) {
          if (isClosed) throw new StorageUnavailableError("the storage is closed", { cause: error });
          beginOutage(error);
        }
      }
    },
    close() {
      isClosed = true;
      outage?.close();
    },
  };
}

/** A time in which the server is away. */
interface Outage {
  /** Resolves when the server is back; rejects with StorageUnavailableError when that takes too long. */
  end(): Promise<void>;
  close(): void;
}

function createOutage(
  open: () => Promise<PostgresConnection>,
  firstError: unknown,
  unavailableAfterMs: number,
  onEnd: () => void,
): Outage {
  let lastError = firstError;
  let delayMs = probeDelayMinMs;
  let hasExpired = false;
  let probeTimer: NodeJS.Timeout | undefined;
  const waiting = new Set<{ resolve(): void; reject(error: Error): void }>();
  const unavailable = () =>
    new StorageUnavailableError(`PostgreSQL is out of reach: ${messageOf(rootOf(lastError))}`, { cause: lastError });
  const expire = () => {
    hasExpired = true;
    for (const waiter of waiting) waiter.reject(unavailable());
    waiting.clear();
  };
  const expiryTimer = setTimeout(expire, unavailableAfterMs);

  const scheduleProbe = () => {
    // Jitter keeps several processes from knocking at the same moment.
    probeTimer = setTimeout(probe, delayMs * (0.75 + Math.random() / 2));
    probeTimer.unref();
    delayMs = Math.min(delayMs * 2, probeDelayMaxMs);
  };
  let isClosed = false;
  async function probe(): Promise<void> {
    try {
      const connection = await open();
      connection.end().catch(() => {});
    } catch (error) {
      lastError = error;
      if (!isClosed) scheduleProbe();
      return;
    }
    clearTimeout(expiryTimer);
    onEnd();
    for (const waiter of waiting) waiter.resolve();
    waiting.clear();
  }
  scheduleProbe();

  return {
    end: () =>
      new Promise((resolve, reject) => {
        if (hasExpired) reject(unavailable());
        else waiting.add({ resolve, reject });
      }),
    close() {
      isClosed = true;
      clearTimeout(probeTimer);
      clearTimeout(expiryTimer);
      expire();
    },
  };
}

const rootOf = (error: unknown): unknown => (error instanceof ConnectionLostError ? (error.cause ?? error) : error);
