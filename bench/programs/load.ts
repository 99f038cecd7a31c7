import process from "node:process";
import { openWorker } from "../load/operations.ts";
import type { LoadPlan, LoadResult } from "../load/plan.ts";
import { report } from "./program.ts";

// The load generator as a process of its own, for its own core. The plan is its argument.
const plan: LoadPlan = JSON.parse(process.argv[2] ?? "");
report(await run(plan));

async function run({ work, connections, perConnection, warmUpMs, durationMs }: LoadPlan): Promise<LoadResult> {
  const ids: string[] = [];
  const workers = Array.from({ length: connections }, () => openWorker(plan, ids));
  const limit = work.kind === "add-humans" ? work.count : Number.POSITIVE_INFINITY;
  const isBounded = Number.isFinite(limit);
  const startMs = performance.now();
  const countFromMs = isBounded ? startMs : startMs + warmUpMs;
  const endMs = isBounded ? Number.POSITIVE_INFINITY : countFromMs + durationMs;
  const latenciesMs: number[] = [];
  // What is slow is measured for longer: until as many operations have ended as are under way at a time.
  const least = connections * perConnection;
  let next = 0;
  let lastEndMs = startMs;
  let cpuAtCount: NodeJS.CpuUsage | undefined;

  async function loop(operation: (index: number) => Promise<void>): Promise<void> {
    while (next < limit) {
      const beganMs = performance.now();
      if (beganMs >= endMs && latenciesMs.length >= least) return;
      if (cpuAtCount === undefined && beganMs >= countFromMs) cpuAtCount = process.cpuUsage();
      await operation(next++);
      const endedMs = performance.now();
      if (endedMs < countFromMs || (endedMs > endMs && latenciesMs.length >= least)) continue;
      latenciesMs.push(endedMs - beganMs);
      lastEndMs = endedMs;
    }
  }

  const loops = workers.flatMap(({ operation }) => Array.from({ length: perConnection }, () => loop(operation)));
  await Promise.all(loops);
  const cpu = process.cpuUsage(cpuAtCount);
  const elapsedMs = isBounded ? lastEndMs - startMs : Math.max(durationMs, lastEndMs - countFromMs);
  for (const worker of workers) worker.close();
  latenciesMs.sort((a, b) => a - b);
  return {
    operations: latenciesMs.length,
    durationMs: elapsedMs,
    perSecond: (latenciesMs.length * 1_000) / elapsedMs,
    medianMs: latenciesMs[Math.floor(latenciesMs.length / 2)] ?? Number.NaN,
    p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? Number.NaN,
    loadCpu: (cpu.user + cpu.system) / 1_000 / elapsedMs,
    ids,
  };
}
