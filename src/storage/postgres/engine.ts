import { createAccessFeed } from "../access-feed.ts";
import { StorageOpenError } from "../contract/errors.ts";
import { createGroupCommit } from "../group-commit.ts";
import type { MeasuredStorage, OnBatch } from "../metrics.ts";
import { createQueries, createReader } from "../transaction.ts";
import { accessChannel, notifyText, proofPrefix } from "./access-channel.ts";
import { type AccessListening, listenForAccessChanges, notListening } from "./access-listening.ts";
import { checkpointSql } from "./commit-outcome.ts";
import { openConnection, type PostgresConnection } from "./connection.ts";
import { type Connector, createConnector } from "./connector.ts";
import { postgresDialect } from "./dialect.ts";
import { createLanes, type Lanes } from "./lane.ts";
import { assertUrl, openError } from "./open-error.ts";
import { createReadPool, type ReadPool } from "./read-pool.ts";
import { migrateUnderLock } from "./schema.ts";

/** Where a PostgreSQL storage lives; `OpenStorageOptions` says what each setting is for. */
export interface PostgresOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly unavailableAfterMs: number;
  readonly answerTimeoutMs: number;
  readonly nowUs: () => number;
  readonly onBatch?: OnBatch | undefined;
}

/** Most commands in one transaction: more of them are hardly cheaper, and hold more locks for longer. */
const batchMax = 32;

/**
 * A storage in PostgreSQL, for any number of processes.
 *
 * @throws StorageOpenError
 */
export async function openPostgresStorage(options: PostgresOptions): Promise<MeasuredStorage> {
  assertUrl(options.url);
  const connectTimeoutMs = options.unavailableAfterMs;
  const { tellsOutcome, canNotify } = await prepareDatabase(options, connectTimeoutMs);
  const queries = createQueries(postgresDialect);
  const connector = createConnector({
    open: () => openConnection({ url: options.url, connectTimeoutMs, asksTimeline: tellsOutcome }),
    unavailableAfterMs: options.unavailableAfterMs,
  });
  const accessFeed = createAccessFeed();
  const lanes = createLanes({ connector, queries, tellsOutcome, canNotify, accessFeed, onBatch: options.onBatch });
  const readPool = createReadPool(connector, options.poolSize);
  const listening = canNotify
    ? listenForAccessChanges({
        open: (session) => openConnection({ url: options.url, connectTimeoutMs, ...session }),
        notify: async (payload) => {
          await readPool.run(notifyText(payload));
        },
        accessFeed,
      })
    : notListening;
  const groupCommit = createGroupCommit({ laneCount: options.poolSize, batchMax, runBatch: lanes.runBatch });
  const watch = watchAnswers([lanes, readPool], options.answerTimeoutMs);
  let closing: Promise<void> | undefined;
  return {
    reader: createReader(readPool, queries),
    accessChanges: { subscribe: accessFeed.subscribe, maxAgeMs: listening.maxAgeMs },
    command: (command) => groupCommit.command(command),
    load: () => ({
      waitingCommands: groupCommit.waitingCount,
      connections: [
        { use: "commands", open: lanes.open().length, busy: lanes.busyCount, max: options.poolSize },
        { use: "reads", open: readPool.open().length, busy: readPool.busyCount(), max: options.poolSize },
      ],
    }),
    async ping() {
      await readPool.run({ sql: "select 1 as one", parameters: [], isFixed: true, isWrite: false });
    },
    close() {
      closing ??= groupCommit.close().then(() => closeAll({ lanes, readPool, connector, listening, watch }));
      return closing;
    },
  };
}

interface Resources {
  readonly lanes: Lanes;
  readonly readPool: ReadPool;
  readonly connector: Connector;
  readonly listening: AccessListening;
  readonly watch: NodeJS.Timeout;
}

async function closeAll({ lanes, readPool, connector, listening, watch }: Resources): Promise<void> {
  connector.close();
  await Promise.all([lanes.close(), readPool.close(), listening.close()]);
  clearInterval(watch);
}

/** What the server can do. */
interface ServerAbilities {
  /** Whether it tells a transaction's number and outcome. */
  readonly tellsOutcome: boolean;
  /** Whether it takes notifications. */
  readonly canNotify: boolean;
}

/** Migrates the tables; answers what the server can do. */
async function prepareDatabase(options: PostgresOptions, connectTimeoutMs: number): Promise<ServerAbilities> {
  let connection: PostgresConnection | undefined;
  try {
    connection = await openConnection({ url: options.url, connectTimeoutMs });
    await migrateUnderLock(connection, options.nowUs);
    const [tellsOutcome, canNotify] = await Promise.all([
      isAnswered(
        connection,
        `select txid_status(txid_current()) as status, pg_walfile_name(pg_current_wal_lsn()) as file, ${checkpointSql}`,
      ),
      isAnswered(connection, `select pg_notify('${accessChannel}', '${proofPrefix}')`),
    ]);
    return { tellsOutcome, canNotify };
  } catch (error) {
    throw error instanceof StorageOpenError ? error : openError(options.url, error);
  } finally {
    await connection?.end();
  }
}

/** Some servers that speak PostgreSQL's protocol have not all of its functions. */
async function isAnswered(connection: PostgresConnection, sql: string): Promise<boolean> {
  try {
    await connection.control(sql);
    return true;
  } catch {
    return false;
  }
}

/** Gives up connections whose server has gone without a word. */
function watchAnswers(
  pools: readonly { open(): readonly PostgresConnection[] }[],
  answerTimeoutMs: number,
): NodeJS.Timeout {
  const check = () => {
    const latestMs = performance.now() - answerTimeoutMs;
    for (const connection of pools.flatMap((pool) => pool.open())) {
      if (connection.inFlight > 0 && connection.waitingSinceMs < latestMs) connection.destroy();
    }
  };
  return setInterval(check, Math.ceil(answerTimeoutMs / 10)).unref();
}
