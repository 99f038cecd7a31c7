import process from "node:process";
import type { UserId } from "../../src/storage/contract/index.ts";
import { userId } from "../../src/storage/contract/index.ts";
import { openStorage, type StorageLocation } from "../../src/storage/open.ts";
import { acme, addOrgs, addUsers, renameUser, sampleUser } from "../../test/storage/sample.ts";
import { report } from "./program.ts";

/** How the storage is measured by itself, without a wire above it. */
export interface StoragePlan {
  readonly location: StorageLocation;
  /** `update` is a change of a profile with its event, `find` a point read. */
  readonly operation: "update" | "find";
  /** Whether the users are there already. */
  readonly isFilled: boolean;
  readonly concurrency: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

const userCount = 2_000;
const idOf = (index: number): UserId => userId(String(200_000_000_000 + (index % userCount)));

// The storage's own rates: what is left to lose above it.
const plan: StoragePlan = JSON.parse(process.argv[2] ?? "");
const storage = await openStorage(plan.location);
if (!plan.isFilled) await fill();
const startMs = performance.now();
const countFromMs = startMs + plan.warmUpMs;
const endMs = countFromMs + plan.durationMs;
let next = 0;
let operations = 0;

async function fill(): Promise<void> {
  await addOrgs(storage, acme);
  for (let start = 0; start < userCount; start += 500) {
    await addUsers(storage, ...Array.from({ length: 500 }, (_, index) => sampleUser(idOf(start + index))));
  }
}

const operate = {
  update: (index: number) => renameUser(storage, idOf(index), `Name ${index} ${process.pid}`),
  find: (index: number) => storage.reader.users.find({ orgId: acme }, idOf(index)),
}[plan.operation];

async function loop(): Promise<void> {
  while (performance.now() < endMs) {
    await operate(next++);
    const nowMs = performance.now();
    if (nowMs >= countFromMs && nowMs <= endMs) operations++;
  }
}

await Promise.all(Array.from({ length: plan.concurrency }, loop));
await storage.close();
report({ perSecond: (operations * 1_000) / plan.durationMs });
