import { connect, type Socket } from "node:net";
import postgres from "postgres";
import type { Connection, Query } from "../connection.ts";
import { createRowOf } from "../row-of.ts";
import { ConnectionLostError, statementError } from "./errors.ts";

/** One session on the server, from its start to its end: it never reconnects. */
export interface PostgresConnection extends Connection {
  readonly isOpen: boolean;
  /** Statements sent and not answered. */
  readonly inFlight: number;
  /** When the oldest of them was sent, or the last answer came. In the terms of `performance.now()`. */
  readonly waitingSinceMs: number;
  /** Which history of the server's data the session writes to; `undefined` when the server does not say. */
  readonly timeline: string | undefined;
  /** Runs statements without parameters, as one text. Answers the last one's rows. */
  control<Row>(sql: string): Promise<{ readonly command: string; readonly rows: readonly Row[] }>;
  /** Drops the session at once; what is in flight fails with ConnectionLostError. */
  destroy(): void;
  /** Ends the session when all is answered. */
  end(): Promise<void>;
}

/** How to make a session. */
export interface ConnectOptions {
  readonly url: string;
  /** How long connecting, TLS and authentication may take together. */
  readonly connectTimeoutMs: number;
  /** Whether to ask for the timeline; see PostgresConnection. */
  readonly asksTimeline?: boolean;
  /** Called with the payload of what others notify, once the session listens. */
  readonly onNotification?: (payload: string) => void;
  /** Called when the session has ended, whoever ended it. */
  readonly onClose?: () => void;
  /** Ends the session at once, also while it is being made. */
  readonly signal?: AbortSignal;
}

/**
 * A new session.
 *
 * The driver reconnects by itself and would run what it holds in its queue outside of the transaction it belongs to. So
 * each session gets a driver of its own, whose socket can be made only once.
 *
 * @throws ConnectionLostError with the reason as its cause
 */
export async function openConnection(options: ConnectOptions): Promise<PostgresConnection> {
  let socket: Socket | undefined;
  let isOpen = true;
  let inFlight = 0;
  let waitingSinceMs = 0;
  const driverOptions = {
    max: 1,
    max_lifetime: null,
    backoff: () => 0,
    connect_timeout: options.connectTimeoutMs / 1_000,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "roster" },
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    onnotify: (_channel: string, payload: string) => options.onNotification?.(payload),
    onclose: () => {
      isOpen = false;
      options.signal?.removeEventListener("abort", abort);
      options.onClose?.();
      // Fails what the driver still holds in its queue.
      sql.end({ timeout: 0 }).catch(() => {});
    },
    socket: async () => {
      if (socket !== undefined) throw new ConnectionLostError("the connection to PostgreSQL is closed");
      socket = createSocket(new URL(options.url));
      await connected(socket, options.connectTimeoutMs);
      return socket;
    },
  };
  const sql = postgres(options.url, driverOptions);

  async function send<Result>(statement: () => Promise<Result>): Promise<Result> {
    if (!isOpen) throw new ConnectionLostError("the connection to PostgreSQL is closed");
    if (inFlight === 0) waitingSinceMs = performance.now();
    inFlight++;
    try {
      return await statement();
    } catch (error) {
      const translated = statementError(error);
      if (translated instanceof ConnectionLostError) destroy();
      throw translated;
    } finally {
      inFlight--;
      waitingSinceMs = performance.now();
    }
  }
  const run = <Row>({ sql: text, parameters, isFixed }: Query<Row>): Promise<readonly Row[]> =>
    send(async () => {
      // The driver writes null into the list it is given, so it gets its own.
      const result = await sql.unsafe(text, [...parameters], { prepare: isFixed }).values();
      return rowsOf<Row>(result.length === 0 ? result : result.map(rowOf(result.columns)));
    });
  const control = <Row>(text: string) =>
    send(async () => {
      const result = await sql.unsafe(text);
      const last = Array.isArray(result[0]) ? result.at(-1) : result;
      return { command: String(last?.command), rows: rowsOf<Row>(last) };
    });
  function destroy(): void {
    isOpen = false;
    socket?.destroy();
    sql.end({ timeout: 0 }).catch(() => {});
  }

  const abort = () => {
    // With an error, so that who waits for the connection learns of it.
    socket?.destroy(new ConnectionLostError("the session was given up"));
    destroy();
  };
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const { rows } = await control<{ readonly timeline?: string }>(options.asksTimeline ? timelineSql : "select 1");
    return {
      timeline: rows[0]?.timeline,
      get isOpen() {
        return isOpen;
      },
      get inFlight() {
        return inFlight;
      },
      get waitingSinceMs() {
        return waitingSinceMs;
      },
      run,
      control,
      destroy,
      end: () => sql.end({ timeout: 5 }),
    };
  } catch (error) {
    destroy();
    throw error;
  }
}

/** A promoted replica counts transactions anew from where it stood; the timeline in its log files' names tells it apart. */
const timelineSql = "select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline";

function createSocket({ hostname, port }: URL): Socket {
  // The brackets of an IPv6 address belong to the URL.
  const target = { host: hostname.replace(/^\[|\]$/g, "") || "localhost", port: Number(port || 5432) };
  const socket = connect(target);
  socket.setNoDelay(true);
  // The driver reads the host from the socket to name the server in the TLS handshake.
  return Object.assign(socket, target);
}

function connected(socket: Socket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = Object.assign(new Error("no answer in time"), { code: "CONNECT_TIMEOUT" });
      socket.destroy(error);
    }, timeoutMs);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", reject);
      // The driver adds its own listener one step later; until then an error must not be unhandled.
      socket.on("error", () => {});
      resolve();
    });
  });
}

type Columns = readonly { readonly name: string }[];

/** How rows of these columns are made. A statement that is kept prepared keeps its columns, too. */
const rowsOfColumns = new WeakMap<Columns, ReturnType<typeof createRowOf>>();

function rowOf(columns: Columns): ReturnType<typeof createRowOf> {
  const known = rowsOfColumns.get(columns);
  if (known !== undefined) return known;
  const made = createRowOf(columns.map(({ name }) => name));
  rowsOfColumns.set(columns, made);
  return made;
}

/** The queries' types say what their rows are; the driver cannot know. */
const rowsOf = <Row>(result: unknown): readonly Row[] => result as readonly Row[];
