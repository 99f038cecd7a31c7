import { readdirSync, readFileSync } from "node:fs";
import type { Lab, RunningServer } from "../lab.ts";
import type { FigureName } from "../names.ts";
import type { Part } from "../programs/roster-at-once.ts";
import type { BenchCase, Contestant } from "./case.ts";
import { grpcEffort, toGrpcCall } from "./grpc.ts";
import { http1Effort, toCall } from "./json.ts";
import { verifyGrpc, verifyJson } from "./verify.ts";

/** Each has one part more than the one before it. */
const stages: readonly { readonly name: string; readonly leavesOut: readonly Part[] }[] = [
  { name: "wire", leavesOut: ["admission", "log", "chain"] },
  { name: "wire+admission", leavesOut: ["log", "chain"] },
  { name: "wire+admission+log", leavesOut: ["chain"] },
  { name: "all", leavesOut: [] },
];

/**
 * What a call costs, part by part: time of the server's processor, which tells more than rates where the machine has
 * neighbours. `node` is HTTP and the message's codec alone, as in the cases `grpc` and `json`.
 */
export const layersCase: BenchCase = {
  name: "layers",
  title: "processor time of a call, handler that returns at once",
  async prepare(lab) {
    const http2 = await lab.startProgram("raw-http2");
    const http1 = await lab.startProgram("raw-http1");
    const servers: (readonly [string, RunningServer])[] = [];
    for (const { name, leavesOut } of stages) {
      servers.push([name, await lab.startProgram("roster-at-once", leavesOut, { isUnderTest: true })]);
    }
    return {
      contestants: [
        grpcContestant(lab, "layers/grpc-node", http2),
        ...servers.map(([name, server]) => grpcContestant(lab, `layers/grpc-${name}`, server)),
        jsonContestant(lab, "layers/json-node", http1),
        ...servers.map(([name, server]) => jsonContestant(lab, `layers/json-${name}`, server)),
      ],
      ratios: {},
      async verify() {
        for (const server of [http2, ...servers.map(([, server]) => server)]) await verifyGrpc(server);
        for (const server of [http1, ...servers.map(([, server]) => server)]) await verifyJson(toCall(server));
      },
    };
  },
};

const grpcContestant = (lab: Lab, figure: FigureName, server: RunningServer): Contestant =>
  contestant(lab, figure, server, (effort) => lab.generators.grpc(toGrpcCall(server), { ...grpcEffort, ...effort }));

const jsonContestant = (lab: Lab, figure: FigureName, server: RunningServer): Contestant =>
  contestant(lab, figure, server, (effort) => lab.generators.http1(toCall(server), { ...http1Effort, ...effort }));

const contestant = (
  { durationMs }: Lab,
  figure: FigureName,
  { pid }: RunningServer,
  measureRate: (effort: { readonly warmUpMs: number; readonly durationMs: number }) => Promise<number>,
): Contestant => ({
  figure,
  unit: "µs",
  isUnderTest: true,
  async measure() {
    const beforeUs = processorUs(pid);
    // Without calls that are not counted: all of the time is of those that are.
    const perSecond = await measureRate({ warmUpMs: 0, durationMs });
    return (processorUs(pid) - beforeUs) / ((perSecond * durationMs) / 1_000);
  },
});

/** What all threads of a process have had of processors, as Linux counts it. */
function processorUs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const times = readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]);
  return times.reduce((sum, ns) => sum + Number(ns) / 1_000, 0);
}
