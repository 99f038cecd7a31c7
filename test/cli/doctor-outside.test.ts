import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import { type Faults, startFaultyProxy } from "./faulty-proxy.ts";
import { runCommand } from "./run-command.ts";
import { runHere } from "./run-here.ts";

const processes = useProcesses(afterAll);
const origin = "https://app.example";

let server: ServerProcess;
beforeAll(async () => {
  server = await processes.serve(["--data", processes.folder(), "--cors-origins", origin]);
});

/** What the doctor finds at an address: its code, and each check's finding by name. */
async function examine(url: string, { token = server.ready.adminToken, from = origin } = {}) {
  const env = token === null ? {} : { ROSTER_TOKEN: token };
  const { code, stdout } = await runHere(["doctor", "--url", url, "--origin", from, "--json"], { env });
  const results: readonly { name: string; status: string; found: string; advice?: string }[] = JSON.parse(stdout);
  return { code, results, failed: results.filter(({ status }) => status === "failed") };
}

describe("roster doctor --url", () => {
  it("finds nothing wrong with a server that is reached directly", async () => {
    const { code, results } = await examine(server.ready.url);
    expect(results.filter(({ status }) => status === "failed" || status === "warning")).toEqual([
      expect.objectContaining({ name: "version", found: expect.stringContaining("this program is 0.0.0-test") }),
    ]);
    expect(code).toBe(0);
    const seen = Object.fromEntries(results.map(({ name, status }) => [name, status]));
    expect(seen).toMatchObject({ gRPC: "ok", "gRPC-Web": "ok", Connect: "ok", "x-zitadel-orgid": "ok", clock: "ok" });
  });

  it("says so in lines for people, as the built program", async () => {
    const { code, stdout, stderr } = await runCommand(processes, ["doctor", "--url", server.ready.url]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {7}gRPC {14}Calls of gRPC get through, with their trailers$/m);
    expect(stdout).toMatch(/^- {8}CORS preflight {4}Name the page's origin with --origin/m);
    expect(stderr).toMatch(/^\d+ ok, 0 warnings, 0 failed, \d+ not looked at\.$/m);
  });

  const refuse = (type: RegExp) => ({
    answer: ({ contentType }: { contentType: string }) =>
      type.test(contentType) ? { status: 415, body: "<h1>blocked</h1>" } : undefined,
  });
  const proxies: ReadonlyArray<{
    readonly name: string;
    readonly faults: Faults;
    /** The checks that fail, and no others, each with what its advice has to say. */
    readonly want: Readonly<Record<string, string>>;
  }> = [
    { name: "does nothing wrong", faults: {}, want: {} },
    { name: "strips trailers", faults: { stripsTrailers: true }, want: { gRPC: "grpc_pass" } },
    { name: "speaks HTTP/1.1 only", faults: { isHttp1Only: true }, want: { "HTTP/2": "http2 on" } },
    { name: "refuses gRPC's type", faults: refuse(/^application\/grpc$/), want: { gRPC: "application/grpc" } },
    {
      name: "refuses gRPC-Web's type",
      faults: refuse(/^application\/grpc-web/),
      want: { "gRPC-Web": "application/grpc-web+proto" },
    },
    {
      name: "cuts the end of gRPC-Web off",
      faults: { cutsGrpcWeb: true },
      want: { "gRPC-Web": "rewriting of bodies" },
    },
    {
      name: "answers preflights itself",
      faults: { answer: ({ method }) => (method === "OPTIONS" ? { status: 405, body: "no" } : undefined) },
      want: { "CORS preflight": "OPTIONS" },
    },
    {
      name: "drops CORS headers",
      faults: { dropsAnswerHeaders: ["access-control-allow-origin"] },
      want: { "CORS preflight": "--cors-origins", "CORS answer": "--cors-origins" },
    },
    {
      name: "hides grpc-status from pages",
      faults: { dropsAnswerHeaders: ["access-control-expose-headers"] },
      want: { "CORS answer": "access-control-expose-headers" },
    },
    {
      name: "keeps the authorization header",
      faults: { dropsHeaders: ["authorization"] },
      want: { authorization: "remove the header" },
    },
    {
      name: "keeps the organization's header",
      faults: { dropsHeaders: ["x-zitadel-orgid"] },
      want: { "x-zitadel-orgid": "pass it on" },
    },
    {
      name: "takes a megabyte only",
      faults: {
        answer: ({ contentLength }) => (contentLength > 1_048_576 ? { status: 413, body: "too large" } : undefined),
      },
      want: { "large bodies": "client_max_body_size" },
    },
    {
      name: "has another clock",
      faults: { changesAnswerHeaders: { date: new Date(Date.now() - 3_600_000).toUTCString() } },
      want: { clock: "NTP" },
    },
    {
      name: "does not reach its server",
      faults: { answer: () => ({ status: 502, body: "Bad Gateway" }) },
      want: { connection: "does not reach the server" },
    },
    {
      name: "sends everybody to another address",
      faults: { answer: () => ({ status: 301, body: "" }) },
      want: { connection: "give that address" },
    },
  ];
  for (const { name, faults, want } of proxies) {
    it(`sees that a proxy ${name}`, async () => {
      const proxy = await startFaultyProxy(server.ready.url, faults);
      try {
        const { code, failed } = await examine(proxy.url);
        expect(Object.fromEntries(failed.map((result) => [result.name, result.advice]))).toEqual(
          Object.fromEntries(Object.entries(want).map(([check, text]) => [check, expect.stringContaining(text)])),
        );
        expect(code).toBe(Object.keys(want).length === 0 ? 0 : 1);
      } finally {
        await proxy.close();
      }
    });
  }

  it("sees that a page's origin is not listed", async () => {
    const { failed } = await examine(server.ready.url, { from: "https://other.example" });
    expect(failed.map(({ name }) => name)).toEqual(["CORS preflight", "CORS answer"]);
  });

  it("sees that a token is not good", async () => {
    const { failed } = await examine(server.ready.url, { token: "this-token-is-not-good" });
    expect(failed).toEqual([
      expect.objectContaining({ name: "authorization", advice: expect.stringContaining("ROSTER_TOKEN") }),
    ]);
  });

  it("stops where nothing listens, and leaves the rest out", async () => {
    const proxy = await startFaultyProxy(server.ready.url, {});
    await proxy.close();
    const { code, failed, results } = await examine(proxy.url);
    expect(code).toBe(1);
    expect(failed).toEqual([
      expect.objectContaining({ name: "connection", found: expect.stringContaining("ECONNREFUSED") }),
    ]);
    expect(results.slice(1).map(({ status }) => status)).toEqual(results.slice(1).map(() => "skipped"));
  });
});
