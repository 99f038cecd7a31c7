import { setTimeout } from "node:timers/promises";
import { headersOf, type Lab, type RunningServer } from "../lab.ts";
import type { FixedCall } from "../load/generators.ts";
import type { Callers } from "../load/overload.ts";
import type { BenchCase, Contestant, PreparedCase } from "./case.ts";
import { addHumans, measureCalls, verifyDurable } from "./durable.ts";
import { grpcEffort } from "./grpc.ts";
import { http1Effort, toCall } from "./json.ts";
import { verifyGrpc, verifyJson } from "./verify.ts";

/** How many times the peak is asked for. */
const factor = 10;
/** Enough that the streams of all are more than can be answered by the deadline: there the server has to do something. */
const connections = 100;
/** What somebody waits who looks at a screen. */
const deadlineMs = 1_000;
/** As long as it takes at most until the first flood is dealt with. */
const settleMs = 3_000;

/** After so long clients may have as many calls under way again as before the overload. */
const recoverMs = 9_000;

const peakCallers = grpcEffort.connections * grpcEffort.perConnection;

/** A handler that returns at once: all that is left to run out of is the processor. */
export const overloadCase: BenchCase = {
  name: "overload",
  title: `${factor} times more calls than can be answered, handler that returns at once`,
  async prepare(lab) {
    const roster = await lab.startProgram("roster-at-once", [], { isUnderTest: true });
    const unprotected = await lab.startProgram("roster-at-once", ["admission"]);
    const peak = createPeak(() => measureCalls(lab, roster, { kind: "update-at-once" }));
    const arriving = (server: RunningServer) =>
      measureGood(lab, server, { kind: "arriving", perSecond: factor * peak.last() });
    return {
      contestants: [
        contestant("overload/peak", peak.measure),
        contestant("overload/arriving", () => arriving(roster)),
        contestant("overload/returning", () =>
          measureGood(lab, roster, { kind: "returning", count: factor * peakCallers }),
        ),
        { ...contestant("overload/arriving-unprotected", () => arriving(unprotected)), isUnderTest: false },
      ],
      ratios: {
        "overload-arriving/peak": (of) => of("overload/arriving") / of("overload/peak"),
        "overload-returning/peak": (of) => of("overload/returning") / of("overload/peak"),
      },
      verify: () => verifyGrpc(roster),
    };
  },
};

/** The same over HTTP/1.1, where each caller has a connection and one call on it. */
export const overloadJsonCase: BenchCase = {
  name: "overload-json",
  title: `${factor} times as many callers with JSON over HTTP/1.1`,
  async prepare(lab): Promise<PreparedCase> {
    const call: FixedCall = toCall(await lab.startProgram("roster-at-once", [], { isUnderTest: true }));
    const measure = (times: number) => {
      const { warmUpMs, durationMs } = lab;
      const effort = { ...http1Effort, connections: times * http1Effort.connections, warmUpMs, durationMs };
      return lab.generators.http1(call, effort);
    };
    return {
      contestants: [
        contestant("overload-json/peak", () => measure(1)),
        contestant("overload-json/returning", () => measure(factor)),
      ],
      ratios: {
        "overload-json/peak": (of) => of("overload-json/returning") / of("overload-json/peak"),
      },
      verify: () => verifyJson(call),
    };
  },
};

/** The real server with its storage: what runs out is the disk, and what waits is commands. */
export const overloadDurableCase: BenchCase = {
  name: "overload-durable",
  title: `${factor} times more updates than SQLite can put on disk`,
  async prepare(lab) {
    const roster = await lab.startRoster(["--data", lab.folder()], { isUnderTest: true });
    const userIds = await addHumans(lab, roster);
    const peak = createPeak(() => measureCalls(lab, roster, { kind: "update-profile", userIds }));
    return {
      contestants: [
        contestant("overload-durable/peak", peak.measure),
        contestant("overload-durable/arriving", () =>
          measureGood(lab, roster, { kind: "arriving", perSecond: factor * peak.last() }, userIds),
        ),
      ],
      ratios: {
        "overload-durable/peak": (of) => of("overload-durable/arriving") / of("overload-durable/peak"),
      },
      verify: () => verifyDurable(roster, userIds),
    };
  },
};

/** The cases of `npm run bench -- overload`. */
export const overloadCases: readonly BenchCase[] = [overloadCase, overloadJsonCase, overloadDurableCase];

const contestant = (figure: Contestant["figure"], measure: Contestant["measure"]): Contestant => ({
  figure,
  unit: "calls/s",
  isUnderTest: true,
  measure,
});

/** The rate of this round, which the round's overload is a multiple of. */
function createPeak(measure: () => Promise<number>) {
  let last = Number.NaN;
  return {
    last: () => last,
    async measure() {
      if (!Number.isNaN(last)) await setTimeout(recoverMs);
      last = await measure();
      return last;
    },
  };
}

/** Right answers a second that came before their callers' deadline. */
async function measureGood(lab: Lab, server: RunningServer, callers: Callers, userIds?: readonly string[]) {
  const { durationMs } = lab;
  const result = await lab.generators.overload({
    url: server.url,
    headers: headersOf(server),
    connections,
    callers,
    ...(userIds === undefined ? {} : { userIds }),
    deadlineMs,
    warmUpMs: settleMs,
    durationMs,
  });
  const { refusedPerSecond, latePerSecond, brokenPerSecond, heldBackPerSecond, medianMs, p99Ms, loadCpu } = result;
  const parts = { refused: refusedPerSecond, late: latePerSecond, broken: brokenPerSecond, held: heldBackPerSecond };
  const told = Object.entries(parts).map(([name, perSecond]) => `${name} ${Math.round(perSecond)}/s`);
  lab.say(
    `  ${callers.kind}: ${told.join(", ")}; median ${Math.round(medianMs)} ms, p99 ${Math.round(p99Ms)} ms, load ${Math.round(loadCpu * 100)} %`,
  );
  return result.goodPerSecond;
}
