import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { Code, ConnectError } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createRosterClient as createBrowserClient } from "../../src/client/browser.ts";
import { createRosterClient, type RosterClientOptions, rosterErrorOf } from "../../src/client/index.ts";
import { startRoster } from "../../src/testing/index.ts";
import { failOnLeaks } from "../support/leaks.ts";

failOnLeaks();

const ways = [
  { name: "grpc", create: createRosterClient, protocol: "grpc" },
  { name: "grpc-web", create: createRosterClient, protocol: "grpc-web" },
  { name: "connect", create: createRosterClient, protocol: "connect" },
  { name: "connect of browsers", create: createBrowserClient, protocol: "connect" },
] as const;

const listening = async (server: Server): Promise<number> => {
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
};

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
}

/** Counts the attempts of a client's calls. */
function countAttempts() {
  const count = { attempts: 0 };
  const token = () => {
    count.attempts += 1;
    return "token";
  };
  return { count, token };
}

/** A server that answers `getMyOrg` and `addOrg` with what it is told, over HTTP/1.1. */
async function startScripted(answers: (ConnectError | undefined)[]): Promise<string> {
  const answer = async () => {
    const error = answers.shift();
    if (error !== undefined) throw error;
    return {};
  };
  const server = createHttpServer(
    connectNodeAdapter({ routes: (router) => router.service(ManagementService, { getMyOrg: answer, addOrg: answer }) }),
  );
  const port = await listening(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${port}`;
}

const clientOf = (options: RosterClientOptions, create = createRosterClient) => {
  const client = create(options);
  onTestFinished(() => client.close());
  return client;
};

const quick = { initialBackoffMs: 2, maxBackoffMs: 8 };

for (const { name, create, protocol } of ways) {
  describe(`repeats over ${name}`, () => {
    it("bring a read through when the server comes back", async () => {
      const port = await freePort();
      const token = "token-of-the-server-that-comes-back";
      const retry = { maxAttempts: 1_000, initialBackoffMs: 20, maxBackoffMs: 20 };
      const { management } = clientOf(
        { baseUrl: `http://127.0.0.1:${port}`, token: () => adminToken, protocol, retry },
        create,
      );
      let adminToken = token;
      const answer = management.getMyOrg({}, { timeoutMs: 25_000 });
      const roster = await startRoster({ args: ["--port", String(port)] });
      onTestFinished(() => roster.close());
      adminToken = roster.adminToken;
      expect((await answer).org?.id).toBe(roster.defaultOrgId);
    });

    it("end with unavailable when nobody comes", async () => {
      const { count, token } = countAttempts();
      const baseUrl = `http://127.0.0.1:${await freePort()}`;
      const { management } = clientOf({ baseUrl, token, protocol, retry: { ...quick, maxAttempts: 3 } }, create);
      await expect(management.getMyOrg({})).rejects.toMatchObject({ code: Code.Unavailable });
      expect(count.attempts).toBe(3);
    });

    it("are not made of a write", async () => {
      const { count, token } = countAttempts();
      const baseUrl = `http://127.0.0.1:${await freePort()}`;
      const { management } = clientOf({ baseUrl, token, protocol, retry: quick }, create);
      await expect(management.addOrg({ name: "once" })).rejects.toMatchObject({ code: Code.Unavailable });
      expect(count.attempts).toBe(1);
    });

    it("are made of a read whose connection was cut in the middle", async () => {
      const { count, token } = countAttempts();
      const server = createServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", () => socket.destroy());
      });
      const port = await listening(server);
      onTestFinished(() => void server.close());
      const retry = { ...quick, maxAttempts: 2 };
      const { management } = clientOf({ baseUrl: `http://127.0.0.1:${port}`, token, protocol, retry }, create);
      await expect(management.getMyOrg({})).rejects.toMatchObject({ code: Code.Unavailable });
      expect(count.attempts).toBe(2);
    });

    it("end at the call's one deadline", async () => {
      const baseUrl = `http://127.0.0.1:${await freePort()}`;
      const retry = { maxAttempts: 1_000, initialBackoffMs: 10, maxBackoffMs: 10 };
      const { management } = clientOf({ baseUrl, protocol, retry, deadlineMs: 100 }, create);
      await expect(management.getMyOrg({})).rejects.toMatchObject({ code: Code.DeadlineExceeded });
    });

    it("end when the caller gives up", async () => {
      const baseUrl = `http://127.0.0.1:${await freePort()}`;
      const retry = { maxAttempts: 1_000, initialBackoffMs: 60_000, maxBackoffMs: 60_000 };
      const { management } = clientOf({ baseUrl, protocol, retry, deadlineMs: false }, create);
      await expect(management.getMyOrg({}, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
        code: expect.toSatisfy((code) => code === Code.Canceled || code === Code.DeadlineExceeded),
      });
    });
  });
}

describe("repeats", () => {
  const unavailable = (seconds?: number, nanos = 0) =>
    new ConnectError(
      "away for a moment",
      Code.Unavailable,
      undefined,
      seconds === undefined
        ? []
        : [{ desc: RetryInfoSchema, value: { retryDelay: { seconds: BigInt(seconds), nanos } } }],
    );
  const exhausted = (nanos?: number) =>
    new ConnectError(
      "too many",
      Code.ResourceExhausted,
      undefined,
      nanos === undefined ? [] : [{ desc: RetryInfoSchema, value: { retryDelay: { seconds: 0n, nanos } } }],
    );

  it("wait at least as long as the server asks", async () => {
    const baseUrl = await startScripted([unavailable(0, 120_000_000), undefined]);
    const startMs = performance.now();
    await clientOf({ baseUrl, protocol: "connect", retry: quick }).management.getMyOrg({});
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(119);
  });

  it("are made of what is exhausted only when the server says how long to wait", async () => {
    const { count, token } = countAttempts();
    const baseUrl = await startScripted([exhausted(1_000_000), undefined, exhausted()]);
    const { management } = clientOf({ baseUrl, token, protocol: "connect", retry: quick });
    await management.getMyOrg({});
    expect(count.attempts).toBe(2);
    await expect(management.getMyOrg({})).rejects.toMatchObject({ code: Code.ResourceExhausted });
    expect(count.attempts).toBe(3);
  });

  it("are not made of other errors", async () => {
    const { count, token } = countAttempts();
    const baseUrl = await startScripted([new ConnectError("no", Code.Internal), undefined]);
    const { management } = clientOf({ baseUrl, token, protocol: "connect", retry: quick });
    await expect(management.getMyOrg({})).rejects.toMatchObject({ code: Code.Internal });
    expect(count.attempts).toBe(1);
  });

  it("are not made when they are switched off", async () => {
    const { count, token } = countAttempts();
    const baseUrl = await startScripted([unavailable(1), undefined]);
    const { management } = clientOf({ baseUrl, token, protocol: "connect", retry: false });
    const error = await management.getMyOrg({}).catch((thrown: unknown) => thrown);
    expect(rosterErrorOf(error)).toMatchObject({ code: Code.Unavailable, retryAfterMs: 1_000 });
    expect(count.attempts).toBe(1);
  });

  it("are seen as one call by interceptors of the caller", async () => {
    const seen: string[] = [];
    const baseUrl = await startScripted([unavailable(), undefined]);
    const { management } = clientOf({
      baseUrl,
      protocol: "connect",
      retry: quick,
      interceptors: [
        (next) => (request) => {
          seen.push(request.method.name);
          return next(request);
        },
      ],
    });
    await management.getMyOrg({});
    expect(seen).toEqual(["GetMyOrg"]);
  });
});
