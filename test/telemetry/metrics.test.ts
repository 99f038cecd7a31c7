import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverMetrics } from "../../src/instrumentation/metric-definitions.ts";
import { processMetrics } from "../../src/telemetry/metrics/process-metrics.ts";
import { rpc } from "../api/world.ts";
import { clientNames, createClient } from "../support/clients/index.ts";
import { postgresEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { findPrometheusParser, type ParsedMetric } from "../support/prometheus.ts";
import { startToldServer, type ToldServer } from "./told-server.ts";

failOnLeaks();

const closing = { headers: { connection: "close" } };

async function scrape(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${url}/metrics`, { headers: { ...closing.headers, ...headers } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return answer.text();
}

const adminUrlOf = (server: ToldServer): string => {
  if (server.adminUrl === undefined) throw new Error("the server has no admin port");
  return server.adminUrl;
};

/** The value of the line that begins so; labels are in the order of their definition. */
function readValue(text: string, line: string): number | undefined {
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

const systems = {
  "grpc-js": "grpc",
  "connect-grpc": "grpc",
  "connect-grpc-web": "grpc-web",
  "connect-json": "connectrpc",
  rest: "rest",
} as const;

const method = (name: string) => `zitadel.management.v1.ManagementService/${name}`;
const labels = (system: string, name: string, code: string) =>
  `{rpc_system_name="${system}",rpc_method="${method(name)}",rpc_response_status_code="${code}"}`;

describe("/metrics", () => {
  let server: ToldServer;
  beforeAll(async () => {
    server = await startToldServer({ level: "silent", argv: ["--admin-port", "0"] });
  });
  afterAll(() => server.close());

  for (const name of clientNames) {
    it(`counts a call by its RPC, its protocol and its code, with its time and its sizes: ${name}`, async () => {
      const client = createClient(name, server.url);
      const ok = labels(systems[name], "GetUserByID", "OK");
      const missing = labels(systems[name], "GetUserByID", "NOT_FOUND");
      const before = await scrape(adminUrlOf(server));
      const countOf = (text: string, line: string) => readValue(text, line) ?? 0;
      await client.call(rpc.getUserByID, { id: server.instance.adminUserId }, { token: server.token });
      await client.call(rpc.getUserByID, { id: "1" }, { token: server.token });
      client.close();
      const after = await scrape(adminUrlOf(server));
      for (const line of [ok, missing]) {
        for (const metric of ["call_duration_seconds", "request_size_bytes", "response_size_bytes"]) {
          const count = `rpc_server_${metric}_count${line}`;
          expect(countOf(after, count) - countOf(before, count), count).toBe(1);
        }
        const time = `rpc_server_call_duration_seconds_sum${line}`;
        expect(countOf(after, time) - countOf(before, time)).toBeGreaterThan(0);
      }
      const sent = `rpc_server_response_size_bytes_sum${ok}`;
      expect(countOf(after, sent) - countOf(before, sent)).toBeGreaterThan(100);
    });
  }

  it("has no label that a caller makes up", async () => {
    for (const path of ["/made.up.v1.Service/Rpc", `/${method("MadeUp")}`, "/made/up"]) {
      await fetch(server.url + path, { method: "POST", ...closing });
    }
    const text = await scrape(adminUrlOf(server));
    expect(text).not.toMatch(/made/i);
    expect(readValue(text, 'roster_http_other_requests_total{http_response_status_code="404"}')).toBe(3);
  });

  it("counts commits, look-ups of access and throttled calls, and knows the open connections", async () => {
    const client = createClient("connect-grpc", server.url);
    const before = await scrape(adminUrlOf(server));
    await client.call(rpc.addOrg, { name: "Metrics Zoo" }, { token: server.token });
    await client.call(rpc.getMyOrg, {}, { token: server.token });
    const after = await scrape(adminUrlOf(server));
    client.close();
    for (const line of [
      "roster_commit_batch_size_count",
      "roster_commit_duration_seconds_count",
      "roster_commit_queue_duration_seconds_count",
      'roster_access_cache_lookups_total{cache="tokens",result="hit"}',
    ]) {
      expect(readValue(after, line), line).toBeGreaterThan(readValue(before, line) ?? 0);
    }
    expect(readValue(after, "roster_http_open_connections")).toBeGreaterThan(0);
    expect(readValue(after, "roster_commands_waiting")).toBe(0);

    const adobe = await fetch(
      `${server.url}/v2/usermanagement/${server.instance.defaultOrgId}@AdobeOrg/products/1/configurations/1`,
      {
        method: "POST",
        body: '{"addUsers":[]}',
        headers: {
          ...closing.headers,
          "content-type": "application/json",
          "x-api-key": "admin",
          authorization: `Bearer ${server.token}`,
        },
      },
    );
    await adobe.arrayBuffer();
    expect(await scrape(adminUrlOf(server))).toMatch(
      /^roster_throttling_calls_total\{family="[a-z-]+",result="taken"\} 1$/m,
    );
  });

  it("is on the main port only where a token is set", async () => {
    expect((await fetch(`${server.url}/metrics`, closing)).status).toBe(404);
  });

  it("answers HEAD without a body, and other methods with 405", async () => {
    const head = await fetch(`${adminUrlOf(server)}/metrics`, { method: "HEAD", ...closing });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const post = await fetch(`${adminUrlOf(server)}/metrics`, { method: "POST", ...closing });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  for (const path of ["/healthz", "/ready"]) {
    it(`has ${path} beside it on the admin port`, async () => {
      const answer = await fetch(adminUrlOf(server) + path, closing);
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
    });
  }

  it("is on the admin port beside the probes, and it says so", async () => {
    const answer = await fetch(`${adminUrlOf(server)}/nothing`, closing);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("This port answers /metrics, /healthz, /ready.");
  });
});

describe("ROSTER_METRICS_TOKEN", () => {
  const token = "token-for-scrapes-alone";
  let server: ToldServer;
  beforeAll(async () => {
    server = await startToldServer({
      level: "silent",
      argv: ["--admin-port", "0"],
      env: { ROSTER_METRICS_TOKEN: token },
    });
  });
  afterAll(() => server.close());

  const wrong = [
    { name: "no token", headers: {} },
    { name: "another token", headers: { authorization: "Bearer token-for-scrapes-alonf" } },
    { name: "a longer token", headers: { authorization: `Bearer ${token}x` } },
    { name: "the administrator's token", headers: { authorization: "Bearer admin-token-of-the-telemetry-tests" } },
    { name: "the token in another scheme", headers: { authorization: `Basic ${token}` } },
  ];
  for (const where of ["main", "admin"] as const) {
    const urlOf = () => (where === "main" ? server.url : adminUrlOf(server));
    it(`lets a scrape of the ${where} port in`, async () => {
      expect(await scrape(urlOf(), { authorization: `Bearer ${token}` })).toContain("roster_build_info");
    });
    for (const { name, headers } of wrong) {
      it(`refuses ${name} on the ${where} port with 401`, async () => {
        const answer = await fetch(`${urlOf()}/metrics`, { headers: { ...closing.headers, ...headers } });
        expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="metrics"']);
        expect(await answer.text()).toBe("");
      });
    }
  }
});

const parse = findPrometheusParser();
describe.skipIf(parse === undefined)("a scrape in Prometheus' own parser", () => {
  it("has every metric that is documented, with its type and text, on PostgreSQL", async () => {
    if (parse === undefined) return;
    const place = await postgresEngine.createPlace();
    if (place.location.kind !== "postgres") throw new Error("the engine is PostgreSQL");
    const server = await startToldServer({
      level: "silent",
      storage: ["--database-url", place.location.url],
      argv: ["--admin-port", "0", "--database-pool-size", "3"],
    });
    try {
      const client = createClient("connect-grpc", server.url);
      await client.call(rpc.addOrg, { name: 'Zoo "7" \\ {}' }, { token: server.token });
      client.close();
      const metrics = parse(await scrape(adminUrlOf(server)));
      const byName = new Map(metrics.map((metric) => [metric.name, metric]));
      const always = [...Object.values(serverMetrics), ...Object.values(processMetrics)].filter(
        // These have samples only when something has happened.
        ({ name }) => !/throttling|connection_errors|other_requests|gc_duration/.test(name),
      );
      for (const { name, type, help } of always) {
        expect(byName.get(name.replace(/_total$/, "")), name).toMatchObject({ type, help });
      }
      for (const metric of metrics.filter(({ type }) => type === "histogram")) assertHistogram(metric);
      const connections = byName.get("roster_database_connections")?.samples ?? [];
      expect(connections.map(({ labels: { use, state } }) => `${use} ${state}`).sort()).toEqual([
        "commands busy",
        "commands idle",
        "reads busy",
        "reads idle",
      ]);
      expect(connections.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(0);
      expect(byName.get("roster_database_connections_max")?.samples.map(({ value }) => value)).toEqual([3, 3]);
    } finally {
      await server.close();
      await place.remove();
    }
  });
});

/** Buckets ascend, and the last one holds all. */
function assertHistogram({ name, samples }: ParsedMetric): void {
  const series = new Map<string, { buckets: number[]; count: number | undefined }>();
  for (const {
    name: sample,
    labels: { le: _, ...rest },
    value,
  } of samples) {
    const key = JSON.stringify(rest);
    const one = series.get(key) ?? { buckets: [], count: undefined };
    series.set(key, one);
    if (sample === `${name}_bucket`) one.buckets.push(value);
    if (sample === `${name}_count`) one.count = value;
  }
  for (const [key, { buckets, count }] of series) {
    expect(buckets.length, `${name} ${key}`).toBeGreaterThan(1);
    expect(buckets, `${name} ${key}`).toEqual(buckets.toSorted((one, other) => one - other));
    expect(buckets.at(-1), `${name} ${key}`).toBe(count);
  }
}
