import type { Socket } from "node:net";

/** The open connections of one port, from the TCP handshake to the last `close` event. */
export interface ConnectionTracker {
  /** How many connections are open at this moment, handshakes and half-closed ones included. */
  readonly size: number;
  /** Counts a connection until it is closed. */
  add(socket: Socket): void;
  /** Destroys what is still open, and returns how many connections that were. */
  destroyAll(): number;
  /** Resolves as soon as no connection is open, at once when that is so already. */
  whenEmpty(): Promise<void>;
}

/** Creates a {@link ConnectionTracker} without connections. */
export function createConnectionTracker(): ConnectionTracker {
  const open = new Set<Socket>();
  let waiting: Array<() => void> = [];
  function remove(this: Socket): void {
    open.delete(this);
    if (open.size > 0) {
      return;
    }
    const resolves = waiting;
    waiting = [];
    for (const resolve of resolves) {
      resolve();
    }
  }
  return {
    get size() {
      return open.size;
    },
    add(socket) {
      open.add(socket);
      socket.once("close", remove);
    },
    destroyAll() {
      const count = open.size;
      for (const socket of open) {
        socket.destroy();
      }
      return count;
    },
    whenEmpty() {
      return open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
