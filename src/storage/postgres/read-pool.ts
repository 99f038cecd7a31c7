import type { Connection, Query } from "../connection.ts";
import { StorageUnavailableError } from "../contract/errors.ts";
import type { PostgresConnection } from "./connection.ts";
import type { Connector } from "./connector.ts";
import { ConnectionLostError, TransactionRefusedError } from "./errors.ts";

/** Connections for reads. Each read is a transaction of its own, many may be under way on one connection. */
export interface ReadPool extends Connection {
  /** How many of the connections have an answer outstanding. */
  busyCount(): number;
  /** The connections that are open now. */
  open(): readonly PostgresConnection[];
  close(): Promise<void>;
}

/** A read has no effect, so it is run again when its connection breaks; so often in all. */
const attemptsMax = 3;

/** A pool of at most so many connections, each made when all others are busy. */
export function createReadPool(connector: Connector, size: number): ReadPool {
  const connections: PostgresConnection[] = [];
  const connecting = new Set<Promise<PostgresConnection>>();
  let isClosed = false;

  async function add(): Promise<PostgresConnection> {
    const connection = await connector.connect();
    if (isClosed) {
      connection.destroy();
      throw new StorageUnavailableError("the storage is closed");
    }
    connections.push(connection);
    return connection;
  }

  function connect(): Promise<PostgresConnection> {
    const added = add().finally(() => connecting.delete(added));
    connecting.add(added);
    return added;
  }

  async function choose(): Promise<PostgresConnection> {
    let best: PostgresConnection | undefined;
    for (let index = connections.length - 1; index >= 0; index--) {
      const connection = connections[index];
      if (connection?.isOpen !== true) connections.splice(index, 1);
      else if (best === undefined || connection.inFlight < best.inFlight) best = connection;
    }
    const canGrow = connections.length + connecting.size < size;
    if (best === undefined) return canGrow ? connect() : Promise.race(connecting);
    // The new connection is for the next ones: waiting for it would take longer than waiting behind one read.
    if (best.inFlight > 0 && canGrow) connect().catch(() => {});
    return best;
  }

  return {
    async run<Row>(query: Query<Row>) {
      for (let attempt = 1; ; attempt++) {
        if (isClosed) throw new StorageUnavailableError("the storage is closed");
        const connection = await choose();
        try {
          return await connection.run(query);
        } catch (error) {
          if (!(error instanceof ConnectionLostError || error instanceof TransactionRefusedError)) throw error;
          if (attempt === attemptsMax || isClosed) throw new StorageUnavailableError(error.message, { cause: error });
        }
      }
    },
    busyCount: () => connections.filter((connection) => connection.inFlight > 0).length,
    open: () => connections.filter((connection) => connection.isOpen),
    async close() {
      isClosed = true;
      await Promise.all(connections.map((connection) => connection.end()));
    },
  };
}
