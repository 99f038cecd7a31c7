import { answerAtOnceJson, jsonBodyAtOnce, updateHumanProfilePath, userIdAtOnce } from "../corpus.ts";
import { headersOf, type Lab, type RunningServer } from "../lab.ts";
import type { FixedCall } from "../load/generators.ts";
import type { FigureName } from "../names.ts";
import type { BenchCase, PreparedCase } from "./case.ts";
import { verifyJson } from "./verify.ts";

/** As many callers as gRPC's has streams, each with a connection of its own. */
export const http1Effort = { connections: 128, perConnection: 1 } as const;

/**
 * JSON over HTTP/1.1 through the whole chain to a handler that returns at once: as Connect's JSON, and at the route of
 * the `google.api.http` rule. The ratios are those of the slower of the two.
 */
export const jsonCase: BenchCase = {
  name: "json",
  title: "JSON over HTTP/1.1, handler that returns at once",
  async prepare(lab) {
    const roster = await lab.startProgram("roster-at-once", [], { isUnderTest: true });
    const route = { method: "PUT", path: `/management/v1/users/${userIdAtOnce}/profile` } as const;
    const calls: readonly (readonly [FigureName, FixedCall])[] = [
      ["json/roster-connect", toCall(roster)],
      ["json/roster-rest", { ...toCall(roster), ...route }],
      ["json/connect-node", toCall(await lab.startProgram("connect-node", ["http1"]))],
      ["json/fastify", toCall(await lab.startProgram("fastify"))],
      ["json/raw-http1", toCall(await lab.startProgram("raw-http1"))],
    ];
    return {
      contestants: calls.map(([figure, call]) => ({
        figure,
        unit: "calls/s",
        isUnderTest: figure.startsWith("json/roster"),
        measure: () => measure(lab, call),
      })),
      ratios: ratiosTo("connect-node", "fastify", "raw-http1"),
      async verify() {
        for (const [, call] of calls) await verifyJson(call);
      },
    };
  },
};

/** The call that all servers of this case are asked. */
export const toCall = (server: RunningServer): FixedCall => ({
  url: server.url,
  path: updateHumanProfilePath,
  method: "POST",
  headers: { ...headersOf(server), "content-type": "application/json" },
  body: jsonBodyAtOnce(),
  answerLength: JSON.stringify(answerAtOnceJson).length,
});

const measure = (lab: Lab, call: FixedCall): Promise<number> =>
  lab.generators.http1(call, { ...http1Effort, warmUpMs: lab.warmUpMs, durationMs: lab.durationMs });

const ratiosTo = (...peers: readonly ("connect-node" | "fastify" | "raw-http1")[]): PreparedCase["ratios"] =>
  Object.fromEntries(
    peers.map((peer) => [
      `json/${peer}`,
      (of: (figure: FigureName) => number) =>
        Math.min(of("json/roster-connect"), of("json/roster-rest")) / of(`json/${peer}`),
    ]),
  );
