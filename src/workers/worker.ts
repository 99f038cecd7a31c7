import process from "node:process";
import type { Io } from "../cli/io.ts";
import type { RunningServer } from "../cli/serve.ts";
import type { Config } from "../config.ts";
import { startServer } from "../server.ts";
import type { WorkerOrders, WorkerReady } from "./orders.ts";

/** Starts the server of one worker, which tells the primary process instead of the world that it accepts calls. */
export function startWorker({ number, machineId, port }: WorkerOrders, config: Config, io: Io): Promise<RunningServer> {
  return startServer({ ...config, machineId, port, adminPort: adminPortOf(number, config) }, io, {
    worker: number,
    env: process.env,
    announce: async (announcement) => {
      const ready: WorkerReady = { announcement };
      process.send?.(ready);
    },
  });
}

/** Each worker has numbers of its own to tell, so each has an admin port of its own: the first the one that is set. */
const adminPortOf = (number: number, { adminPort }: Config): number | undefined =>
  adminPort === undefined || adminPort === 0 ? adminPort : adminPort + number - 1;
