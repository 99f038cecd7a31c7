import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { openPort } from "./listener.ts";

/** Answers the requests to one path. A throw or a rejection is answered with 500. */
export type AdminRoute = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** What {@link openAdminServer} serves. */
export interface AdminServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** By their paths, such as `/metrics`. */
  readonly routes: Readonly<Record<string, AdminRoute>>;
  /** Told of routes that failed, for the log. */
  readonly onError: (error: unknown) => void;
}

/** A second port, for those who operate the server. */
export interface AdminServer {
  /** For clients on the same machine. */
  readonly url: string;
  /** Closes the port and what is open on it, at once. */
  close(): Promise<void>;
}

/** A client on this port has its request ready when it connects. */
const requestTimeoutMs = 10_000;

/**
 * Opens the port, which is this process's own also in a cluster. It speaks plain HTTP/1.1, and to paths that have no route it says which there are.
 *
 * Rejects with a `ListenError`.
 */
export async function openAdminServer({ host, port, routes, onError }: AdminServerOptions): Promise<AdminServer> {
  const known = new Map(Object.entries(routes));
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs });
  server.on("request", (request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = /^[^?]*/.exec(request.url ?? "")?.[0] ?? "";
    const route = known.get(path);
    if (route === undefined) {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
      response.end(`There is nothing here. This port answers ${[...known.keys()].join(", ")}.\n`);
      return;
    }
    try {
      await route(request, response);
    } catch (error) {
      onError(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  }

  const { url } = await openPort(server, { host, port, isExclusive: true }, "http");
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
