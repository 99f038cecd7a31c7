import { randomUUID } from "node:crypto";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { runReporting } from "../child.ts";
import { headersOf, type Lab, type RunningServer } from "../lab.ts";
import type { Work } from "../load/plan.ts";
import type { OneStatementPlan } from "../programs/one-statement.ts";
import type { BenchCase, Contestant } from "./case.ts";
import { grpcEffort } from "./grpc.ts";
import { updateOnce, verifyGrpc } from "./verify.ts";

const userCount = 256;
/** Roster's own default of connections for commands, which the raw rate is measured with too. */
const postgresConnections = 4;

/** UpdateHumanProfile as it is shipped, on SQLite: each answer after its commit is on disk. */
export const durableSqliteCase: BenchCase = {
  name: "durable-sqlite",
  title: "UpdateHumanProfile on disk, SQLite",
  async prepare(lab) {
    const roster = await lab.startRoster(["--data", lab.folder()], { isUnderTest: true });
    const atOnce = await lab.startProgram("roster-at-once");
    const userIds = await addHumans(lab, roster);
    return {
      contestants: [
        {
          figure: "durable-sqlite/roster",
          unit: "calls/s",
          isUnderTest: true,
          measure: () => measureCalls(lab, roster, { kind: "update-profile", userIds }),
        },
        {
          figure: "durable-sqlite/at-once",
          unit: "calls/s",
          isUnderTest: false,
          measure: () => measureCalls(lab, atOnce, { kind: "update-at-once" }),
        },
      ],
      ratios: {
        "durable-sqlite/grpc": (of) => of("durable-sqlite/roster") / of("durable-sqlite/at-once"),
      },
      async verify() {
        await verifyDurable(roster, userIds);
        await verifyGrpc(atOnce);
      },
    };
  },
};

/** The same on PostgreSQL with fsync, beside what PostgreSQL takes when each write is a statement of its own. */
export const durablePostgresCase: BenchCase = {
  name: "durable-postgres",
  title: "UpdateHumanProfile on disk, PostgreSQL",
  async prepare(lab) {
    const { server: roster, url } = await startOnPostgres(lab);
    const userIds = await addHumans(lab, roster);
    const oneStatement: Contestant = {
      figure: "durable-postgres/one-statement",
      unit: "calls/s",
      isUnderTest: false,
      measure: () => measureOneStatement(lab, url, userIds),
    };
    return {
      contestants: [
        {
          figure: "durable-postgres/roster",
          unit: "calls/s",
          isUnderTest: true,
          measure: () => measureCalls(lab, roster, { kind: "update-profile", userIds }),
        },
        oneStatement,
      ],
      ratios: {
        "durable-postgres/one-statement": (of) => of("durable-postgres/roster") / of("durable-postgres/one-statement"),
      },
      verify: () => verifyDurable(roster, userIds),
    };
  },
};

/** Roster on a PostgreSQL of its own, which runs where the system puts it. */
export async function startOnPostgres(lab: Lab): Promise<{ readonly server: RunningServer; readonly url: string }> {
  const postgres = await startPostgres();
  lab.atEnd(() => postgres.dispose());
  const url = postgres.url("postgres");
  const flags = ["--database-url", url, "--database-pool-size", String(postgresConnections)];
  return { server: await lab.startRoster(flags, { isUnderTest: true }), url };
}

/** Operations a second of this work over gRPC, with as many under way as in the case of gRPC alone. */
export async function measureCalls(lab: Lab, server: RunningServer, work: Work): Promise<number> {
  const { warmUpMs, durationMs } = lab;
  const plan = { url: server.url, headers: headersOf(server), work, ...grpcEffort, warmUpMs, durationMs };
  const { perSecond, loadCpu } = await lab.generators.run(plan);
  if (loadCpu > 0.9)
    lab.say(`  the load generator's core was ${Math.round(loadCpu * 100)} % busy: it may be the limit`);
  return perSecond;
}

/** New users, by their ids. */
export async function addHumans(lab: Lab, server: RunningServer): Promise<readonly string[]> {
  const work = { kind: "add-humans", count: userCount } as const;
  const plan = { url: server.url, headers: headersOf(server), work, ...grpcEffort, warmUpMs: 0, durationMs: 0 };
  return (await lab.generators.run(plan)).ids;
}

/** Makes an update that changes a user, and looks at the answer. */
export async function verifyDurable({ url, orgId }: RunningServer, userIds: readonly string[]): Promise<void> {
  const { details } = await updateOnce(url, orgId, userIds[0] ?? "", `verified-${randomUUID()}`);
  if (details?.resourceOwner !== orgId) throw new Error(`the answer names the organization ${details?.resourceOwner}`);
}

async function measureOneStatement(lab: Lab, url: string, userIds: readonly string[]): Promise<number> {
  const { warmUpMs, durationMs } = lab;
  const concurrency = grpcEffort.connections * grpcEffort.perConnection;
  const plan: OneStatementPlan = { url, connections: postgresConnections, concurrency, userIds, warmUpMs, durationMs };
  const line = [process.execPath, lab.programs.program("one-statement"), JSON.stringify(plan)];
  return (await runReporting<{ readonly perSecond: number }>(lab.pinning.server(line))).perSecond;
}
