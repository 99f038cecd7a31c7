import { grpcAnswerLength, grpcBodyAtOnce, updateHumanProfilePath } from "../corpus.ts";
import { headersOf, type Lab, type RunningServer } from "../lab.ts";
import type { FixedCall } from "../load/generators.ts";
import type { FigureName } from "../names.ts";
import type { BenchCase, Contestant } from "./case.ts";
import { verifyGrpc } from "./verify.ts";

/** Four clients, each with as many calls under way as a busy back end has. */
export const grpcEffort = { connections: 4, perConnection: 32 } as const;

/** gRPC through the whole chain to a handler that returns at once. */
export const grpcCase: BenchCase = {
  name: "grpc",
  title: "gRPC unary, handler that returns at once",
  async prepare(lab) {
    const roster = await lab.startProgram("roster-at-once", [], { isUnderTest: true });
    const peers = {
      "connect-node": await lab.startProgram("connect-node", ["http2"]),
      "connect-node+chain": await lab.startProgram("connect-node", ["http2", "chain"]),
      "grpc-js+chain": await lab.startProgram("grpc-js", ["chain"]),
      "grpc-js": await lab.startProgram("grpc-js"),
      "raw-http2": await lab.startProgram("raw-http2"),
    };
    const servers = Object.entries(peers);
    return {
      contestants: [
        contestant(lab, "grpc/roster", roster, true),
        ...servers.map(([name, server]) => contestant(lab, `grpc/${name}`, server, false)),
      ],
      ratios: {
        "grpc/connect-node": (of) => of("grpc/roster") / of("grpc/connect-node"),
        "grpc/grpc-js": (of) => of("grpc/roster") / of("grpc/grpc-js+chain"),
        "grpc/raw-http2": (of) => of("grpc/roster") / of("grpc/raw-http2"),
      },
      async verify() {
        for (const server of [roster, ...Object.values(peers)]) await verifyGrpc(server);
      },
    };
  },
};

const contestant = (lab: Lab, figure: FigureName, server: RunningServer, isUnderTest: boolean): Contestant => ({
  figure,
  unit: "calls/s",
  isUnderTest,
  measure: () =>
    lab.generators.grpc(toGrpcCall(server), {
      ...grpcEffort,
      warmUpMs: lab.warmUpMs,
      durationMs: lab.durationMs,
    }),
});

/** The call that all servers of this case are asked. */
export const toGrpcCall = (server: RunningServer): FixedCall => ({
  url: server.url,
  path: updateHumanProfilePath,
  method: "POST",
  headers: headersOf(server),
  body: grpcBodyAtOnce(),
  answerLength: grpcAnswerLength,
});
