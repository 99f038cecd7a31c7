import { Code } from "@connectrpc/connect";
import { afterEach, describe, expect, it } from "vitest";
import { unique } from "../api/unique.ts";
import { rpc } from "../api/world.ts";
import { clientNames, createClient } from "../support/clients/index.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { type HeldServer, startHeldServer } from "./held-server.ts";

failOnLeaks();

/** The header in which a client of this kind names its deadline. */
const timeoutHeader = (name: string, seconds: number): Readonly<Record<string, string>> =>
  name === "connect-json" ? { "connect-timeout-ms": String(seconds * 1_000) } : { "grpc-timeout": `${seconds}S` };

describe.each(clientNames)("a call by %s that takes too long", (name) => {
  let server: HeldServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** A write that stands still on a server with these settings: its code and how long it took. */
  async function writeOn(argv: readonly string[], headers: Readonly<Record<string, string>>) {
    const started = await startHeldServer(argv);
    server = started;
    await started.holdCalls(0);
    const client = createClient(name, started.url);
    const beganMs = performance.now();
    const { error } = await client.call(rpc.addProject, { name: unique("late") }, { token: started.token, headers });
    client.close();
    return { code: error?.code, tookMs: performance.now() - beganMs };
  }

  it("ends at the default deadline when its caller sets none", async () => {
    const { code, tookMs } = await writeOn(["--default-deadline-ms", "200"], {});
    expect(code).toBe(Code.DeadlineExceeded);
    expect(tookMs).toBeGreaterThanOrEqual(195);
  });

  it("ends at the longest deadline when its caller sets a longer one", async () => {
    const { code } = await writeOn(["--max-deadline-ms", "200"], timeoutHeader(name, 3_600));
    expect(code).toBe(Code.DeadlineExceeded);
  });

  it("ends at its caller's own deadline when that is shorter", async () => {
    const limits = ["--default-deadline-ms", "3600000", "--max-deadline-ms", "3600000"];
    const { code } = await writeOn(limits, timeoutHeader(name, 1));
    expect(code).toBe(Code.DeadlineExceeded);
  });
});
