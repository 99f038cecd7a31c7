import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { afterEach, describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { type HeldServer, startHeldServer } from "./held-server.ts";

failOnLeaks();

/** Long enough that nobody's wait ends by itself. */
const patient = ["--max-wait-ms", "60000"];

describe("calls that wait for a place", () => {
  let server: HeldServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function startWith(...argv: readonly string[]) {
    const started = await startHeldServer(argv);
    server = started;
    const transport = createConnectTransport({ baseUrl: started.url, httpVersion: "1.1" });
    const client = createClient(ManagementService, transport);
    const headers = { authorization: `Bearer ${started.token}` };
    /** A read, with the code that it comes to. */
    const read = (options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {}) =>
      client.getMyOrg({}, { headers, ...options }).then(
        () => "ok" as const,
        (error: unknown) => Code[ConnectError.from(error).code],
      );
    return { server: started, read };
  }

  it("are answered once there is room; the line has an end, where calls are refused", async () => {
    const { server, read } = await startWith("--max-concurrent-calls", "2", "--max-waiting-calls", "2", ...patient);
    const held = await server.holdCalls(2);
    const waiting = [read(), read()];
    await server.until("waiting", 2);
    expect(await read()).toBe("ResourceExhausted");
    server.release();
    expect(await Promise.all([...held, ...waiting])).toEqual(["ok", "ok", "ok", "ok"]);
    expect(server.metrics()).toMatchObject({ running: 0, waiting: 0, refusedFull: 1, refusedWaited: 0 });
  });

  it("are refused when they have waited for as long as they may", async () => {
    const { server, read } = await startWith("--max-concurrent-calls", "1", "--max-wait-ms", "50");
    await server.holdCalls(1);
    expect(await Promise.all([read(), read()])).toEqual(["ResourceExhausted", "ResourceExhausted"]);
    expect(server.metrics()).toMatchObject({ running: 1, waiting: 0, refusedWaited: 2 });
  });

  it.each([
    { name: "go with a caller that goes", reason: "Canceled", end: (abort: () => void) => abort() },
    { name: "end at their deadline", reason: "DeadlineExceeded", timeoutMs: 3_000, end: () => {} },
  ])("$name, and take no place later", async ({ reason, end, ...options }) => {
    const { server, read } = await startWith("--max-concurrent-calls", "1", ...patient);
    const [held] = await server.holdCalls(1);
    const controller = new AbortController();
    const waiting = read({ signal: controller.signal, ...options });
    await server.until("waiting", 1);
    end(() => controller.abort());
    expect(await waiting).toBe(reason);
    await server.until("waiting", 0);
    expect(server.metrics()).toMatchObject({ running: 1, abandoned: 1 });
    server.release();
    expect([await held, await read()]).toEqual(["ok", "ok"]);
    expect(server.metrics()).toMatchObject({ running: 0, admitted: 2 });
  });

  it("keep no place for a body that does not come", async () => {
    const { server, read } = await startWith("--max-concurrent-calls", "1", "--max-waiting-calls", "0");
    const controller = new AbortController();
    const slow = fetch(`${server.url}/management/v1/users/human`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json", connection: "close" },
      body: new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) }),
      duplex: "half",
      signal: controller.signal,
    }).catch(() => "gone");
    expect(await read()).toBe("ok");
    controller.abort();
    expect(await slow).toBe("gone");
    expect(server.metrics()).toMatchObject({ running: 0, admitted: 1 });
  });

  it("are answered before the server stops", async () => {
    const { server, read } = await startWith("--max-concurrent-calls", "1", ...patient);
    const held = await server.holdCalls(1);
    const waiting = [read(), read()];
    await server.until("waiting", 2);
    const closed = server.stop();
    server.release();
    expect(await Promise.all([...held, ...waiting])).toEqual(["ok", "ok", "ok"]);
    await closed;
  });

  it("do not exist with --max-concurrent-calls 0", async () => {
    const { server, read } = await startWith("--max-concurrent-calls", "0");
    expect(await read()).toBe("ok");
    expect(() => server.metrics()).toThrow("the server has no gate");
  });
});
