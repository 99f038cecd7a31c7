import type { Announcement } from "../startup/announcement.ts";

/** What one worker is started with, besides the settings of all. */
export interface WorkerOrders {
  /** Which one it is, from 1 on. */
  readonly number: number;
  /** Its part of generated ids, which no other process of these has. */
  readonly machineId: number;
  readonly port: number;
}

/** What the primary process tells a worker while it runs. */
export type Command = "stop" | "reload";

/** What a worker tells the primary process once it accepts calls. */
export interface WorkerReady {
  readonly announcement: Announcement;
}

/** Not one of the settings, so its name does not begin like theirs, and nobody sets it by hand. */
const variable = "WORKER_OF_ROSTER";

/** The variables by which a process is told that it is a worker. */
export const encodeOrders = (orders: WorkerOrders): Readonly<Record<string, string>> => ({
  [variable]: JSON.stringify(orders),
});

/** The orders that a process was started with; `undefined` when it is no worker. */
export function findOrders(env: Readonly<Record<string, string | undefined>>): WorkerOrders | undefined {
  const text = env[variable];
  return text === undefined ? undefined : JSON.parse(text);
}
