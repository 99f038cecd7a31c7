import process from "node:process";
import postgres from "postgres";
import { report } from "./program.ts";

/** What the raw rate is measured with. */
export interface OneStatementPlan {
  readonly url: string;
  readonly connections: number;
  /** Statements under way at a time, over all connections. */
  readonly concurrency: number;
  readonly userIds: readonly string[];
  readonly warmUpMs: number;
  readonly durationMs: number;
}

// What PostgreSQL takes with this driver when each write is one statement and so one commit.
const plan: OneStatementPlan = JSON.parse(process.argv[2] ?? "");
const sql = postgres(plan.url, { max: plan.connections, onnotice: () => undefined });
const startMs = performance.now();
const countFromMs = startMs + plan.warmUpMs;
const endMs = countFromMs + plan.durationMs;
let next = 0;
let operations = 0;

async function loop(): Promise<void> {
  while (performance.now() < endMs) {
    const index = next++;
    const id = plan.userIds[(index * 7_919) % plan.userIds.length] ?? "";
    const name = `pip-${index}`;
    const { count } = await sql`
      update users set nick_name = ${name}, nick_name_lower = ${name}, change_time_us = ${Date.now() * 1_000}
      where id = ${id}`;
    if (count !== 1) throw new Error(`there is no user ${id}`);
    const nowMs = performance.now();
    if (nowMs >= countFromMs && nowMs <= endMs) operations++;
  }
}

await Promise.all(Array.from({ length: plan.concurrency }, loop));
await sql.end();
report({ operations, perSecond: (operations * 1_000) / plan.durationMs });
