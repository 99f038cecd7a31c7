import type { Exchange } from "../wire/exchange.ts";
import { Http1Exchange } from "../wire/http1-exchange.ts";
import { pathOf } from "../wire/node-http.ts";
import type { PortWire, WireOnDemand } from "../wire/wire-on-demand.ts";
import type { Health, Obstacle } from "./health.ts";

/** What a probe is answered with. */
interface ProbeAnswer {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, string>>;
}

const reasons: Readonly<Record<Obstacle, string>> = {
  stopping: "the server is stopping; send calls to another one",
  database: "the database does not answer; the server goes on asking it",
};

/**
 * What orchestrators ask over plain HTTP, without a token: `/healthz`, whether the process is alive, and `/ready`, whether
 * it can serve calls (200, or 503 with the reason). By GET and HEAD.
 *
 * They have a way of their own, without the interceptors of calls: a probe each second must not fill the access log, and
 * limits on calls must not make a busy server look like a dead one.
 */
export function createProbes(health: Health): WireOnDemand {
  const probes: ReadonlyMap<string, () => Promise<ProbeAnswer>> = new Map([
    // Whoever reads this answer knows all of it: the process takes connections and its event loop turns.
    ["/healthz", async () => ({ status: 200, body: { status: "alive" } }) as const],
    ["/ready", () => askReadiness(health)],
  ]);
  const wire: PortWire = {
    async request(request, response) {
      const probe = probes.get(pathOf(request.url ?? ""));
      if (probe !== undefined) await answer(new Http1Exchange(request, response), probe);
    },
    // It comes back as a request.
    stream: () => false,
  };
  return { owns: (path) => probes.has(path), load: async () => wire };
}

async function askReadiness(health: Health): Promise<ProbeAnswer> {
  const obstacle = await health.findObstacle();
  return obstacle === undefined
    ? { status: 200, body: { status: "ready" } }
    : { status: 503, body: { status: "not ready", reason: reasons[obstacle] } };
}

async function answer(exchange: Exchange, probe: () => Promise<ProbeAnswer>): Promise<void> {
  const { method } = exchange;
  if (method !== "GET" && method !== "HEAD") return exchange.send(405, { allow: "GET, HEAD" }, undefined);
  const { status, body } = await probe();
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  const headers = { "content-type": "application/json", "content-length": String(text.length) };
  exchange.send(status, headers, method === "HEAD" ? undefined : text);
}
