import { connect, createServer, type Socket } from "node:net";

/** What the proxy does with a piece that a client sent. */
export type Verdict =
  | "forward"
  /** The connection breaks before the server sees it. */
  | "cut-before"
  /** The server gets it, the client gets no answer: the connection breaks. */
  | "cut-after";

/** A network between storage and server that fails when a test wants it to. */
export interface FaultyNetwork {
  readonly port: number;
  /** Connections that were made through it, refused ones included. */
  connectionCount(): number;
  /** Refuses new connections; those that are there stay. */
  refuse(): void;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Keeps connections open but lets nothing through. */
  stall(): void;
  /** Works again. */
  restore(): void;
  /** Asks this for every piece that clients send from now on. */
  judge(verdict: (piece: Buffer) => Verdict): void;
  close(): Promise<void>;
}

/** A proxy before the server on this port. */
export async function createFaultyNetwork(serverPort: number): Promise<FaultyNetwork> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: "open" | "refusing" | "stalled" = "open";
  let verdictOf: (piece: Buffer) => Verdict = () => "forward";
  let connectionCount = 0;
  const breakAll = () => {
    for (const [client, server] of pairs) {
      client.destroy();
      server.destroy();
    }
  };
  const listener = createServer((client) => {
    connectionCount++;
    if (state === "refusing") {
      client.destroy();
      return;
    }
    const server = connect(serverPort, "127.0.0.1");
    const pair = [client, server] as const;
    pairs.add(pair);
    let isAnswerDropped = false;
    client.on("data", (piece) => {
      if (state === "stalled") return;
      const verdict = verdictOf(piece);
      if (verdict === "cut-before") {
        client.destroy();
        return;
      }
      isAnswerDropped ||= verdict === "cut-after";
      server.write(piece);
    });
    server.on("data", (piece) => {
      if (isAnswerDropped) client.destroy();
      else if (state !== "stalled") client.write(piece);
    });
    for (const socket of pair) socket.on("error", () => {});
    client.on("close", () => {
      pairs.delete(pair);
      server.destroy();
    });
    server.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    connectionCount: () => connectionCount,
    refuse() {
      state = "refusing";
    },
    cut() {
      state = "refusing";
      breakAll();
    },
    stall() {
      state = "stalled";
    },
    restore() {
      state = "open";
    },
    judge(verdict) {
      verdictOf = verdict;
    },
    close() {
      breakAll();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
