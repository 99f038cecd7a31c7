import process from "node:process";
import { create, toBinary } from "@bufbuild/protobuf";
import { profileUpdate, updateHumanProfile, updateHumanProfilePath, userIdAtOnce } from "../corpus.ts";
import { CallFailure, type CallHeaders, connectGrpc, type GrpcConnection } from "./grpc-connection.ts";

/** Profile updates over gRPC whose callers wait no longer than their deadline, however many that makes. */
export interface OverloadPlan {
  readonly url: string;
  /** Sent with every call. */
  readonly headers: CallHeaders;
  readonly connections: number;
  readonly callers: Callers;
  /** The users that are changed, one after the other. Default: one user in the same way each time, for handlers that return at once. */
  readonly userIds?: readonly string[];
  /** How long each caller waits for its answer; then it gives up. */
  readonly deadlineMs: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** Who calls. */
export type Callers =
  /** New ones come at this rate, whether the others have their answers or not; who finds no room on its connection is lost. */
  | { readonly kind: "arriving"; readonly perSecond: number }
  /** The same ones call again and again: at once after an answer, and a second after they were refused. */
  | { readonly kind: "returning"; readonly count: number };

/** What became of the calls, a second. */
export interface OverloadResult {
  /** Answered as asked, before the deadline. */
  readonly goodPerSecond: number;
  /** Answered with an error. */
  readonly refusedPerSecond: number;
  /** Not answered by the deadline. */
  readonly latePerSecond: number;
  /** Ended by the server without an answer: the stream or the connection. */
  readonly brokenPerSecond: number;
  /** Never sent, because the server allows no more calls at a time on the connection. */
  readonly heldBackPerSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Share of the load program's core that it used. */
  readonly loadCpu: number;
}

/** What a refused caller waits when it comes back: the least that the server's `retry-after` says. */
const backOffMs = 1_000;
const tickMs = 1;

type Outcome = "good" | "heldBack" | CallFailure["outcome"];

/** Calls as the plan says, and counts what becomes of the calls. */
export async function runOverload(plan: OverloadPlan): Promise<OverloadResult> {
  const tally = createTally(plan);
  const pool = createPool(plan);
  const begin = async (connection: GrpcConnection): Promise<Outcome> => {
    const beganMs = performance.now();
    const outcome = await callOnce(connection, pool.nextMessage());
    tally.count(outcome, beganMs);
    return outcome;
  };
  const advance =
    plan.callers.kind === "arriving"
      ? createArrivals(plan.callers.perSecond, tally.startMs, pool, begin)
      : createReturning(plan.callers.count, pool, begin);
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const nowMs = performance.now();
      tally.tick(nowMs);
      pool.tend(nowMs - plan.deadlineMs);
      if (nowMs < tally.endMs) return advance(nowMs);
      clearInterval(timer);
      return resolve();
    }, tickMs);
  });
  pool.close();
  return tally.result();
}

type Pool = ReturnType<typeof createPool>;
type Begin = (connection: GrpcConnection) => Promise<Outcome>;

/** The connections; one that the server ends is replaced. */
function createPool({ url, headers, connections: count, userIds, deadlineMs }: OverloadPlan) {
  const open = () => connectGrpc(url, { ...headers, "grpc-timeout": `${deadlineMs}m` });
  const connections = Array.from({ length: count }, open);
  const encode = (userId: string, nickName: string) =>
    toBinary(updateHumanProfile.input, create(updateHumanProfile.input, profileUpdate(userId, nickName)));
  const atOnce = encode(userIdAtOnce, "pip-1");
  let next = 0;
  let messages = 0;
  return {
    next(): GrpcConnection {
      const connection = connections[next++ % connections.length];
      if (connection === undefined) throw new Error("a plan needs a connection");
      return connection;
    },
    nextMessage(): Uint8Array {
      if (userIds === undefined) return atOnce;
      return encode(userIds[messages % userIds.length] ?? "", `pip-${process.pid}-${messages++}`);
    },
    /** Gives up on the calls that began before this moment. */
    tend(moment: number): void {
      for (const [index, connection] of connections.entries()) {
        connection.cancelOlderThan(moment);
        if (connection.isClosed) connections[index] = open();
      }
    },
    close(): void {
      for (const connection of connections) connection.close();
    },
  };
}

async function callOnce(connection: GrpcConnection, message: Uint8Array): Promise<Outcome> {
  if (connection.room <= 0) return "heldBack";
  try {
    await connection.call(updateHumanProfilePath, message);
    return "good";
  } catch (error) {
    if (error instanceof CallFailure) return error.outcome;
    throw error;
  }
}

function createArrivals(perSecond: number, startMs: number, pool: Pool, begin: Begin): (nowMs: number) => void {
  let begun = 0;
  return (nowMs) => {
    const due = Math.floor(((nowMs - startMs) / 1_000) * perSecond);
    for (; begun < due; begun++) void begin(pool.next());
  };
}

function createReturning(count: number, pool: Pool, begin: Begin): (nowMs: number) => void {
  const waiting: { readonly fromMs: number }[] = Array.from({ length: count }, () => ({ fromMs: 0 }));
  const call = async () => {
    const outcome = await begin(pool.next());
    if (outcome === "good") void call();
    // Who finds no room waits on its side until there is some.
    else waiting.push({ fromMs: performance.now() + (outcome === "heldBack" ? tickMs : backOffMs) });
  };
  return (nowMs) => {
    const due = waiting.filter(({ fromMs }) => fromMs <= nowMs);
    const rest = waiting.filter(({ fromMs }) => fromMs > nowMs);
    waiting.splice(0, waiting.length, ...rest);
    for (const _ of due) void call();
  };
}

function createTally({ warmUpMs, durationMs }: OverloadPlan) {
  const counts: Record<Outcome, number> = { good: 0, refused: 0, reset: 0, cancelled: 0, lost: 0, heldBack: 0 };
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  const countFromMs = startMs + warmUpMs;
  const endMs = countFromMs + durationMs;
  let cpuAtCount: NodeJS.CpuUsage | undefined;
  return {
    startMs,
    endMs,
    tick(nowMs: number): void {
      if (nowMs >= countFromMs) cpuAtCount ??= process.cpuUsage();
    },
    count(outcome: Outcome, beganMs: number): void {
      const nowMs = performance.now();
      if (nowMs < countFromMs || nowMs > endMs) return;
      counts[outcome]++;
      if (outcome === "good") latenciesMs.push(nowMs - beganMs);
    },
    result(): OverloadResult {
      const cpu = process.cpuUsage(cpuAtCount);
      latenciesMs.sort((a, b) => a - b);
      const perSecond = (count: number) => (count * 1_000) / durationMs;
      return {
        goodPerSecond: perSecond(counts.good),
        refusedPerSecond: perSecond(counts.refused),
        latePerSecond: perSecond(counts.cancelled),
        brokenPerSecond: perSecond(counts.reset + counts.lost),
        heldBackPerSecond: perSecond(counts.heldBack),
        medianMs: latenciesMs[Math.floor(latenciesMs.length / 2)] ?? Number.NaN,
        p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? Number.NaN,
        loadCpu: (cpu.user + cpu.system) / 1_000 / durationMs,
      };
    },
  };
}
