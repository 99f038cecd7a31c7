import process from "node:process";
import type { Io } from "../cli/io.ts";
import type { RunningServer } from "../cli/serve.ts";
import type { Config } from "../config.ts";
import { startServer } from "../server.ts";
import type { WorkerOrders, WorkerReady } from "./orders.ts";

/** Starts the server of one worker, which tells the primary process instead of the world that it accepts calls. */
export function startWorker({ number, machineId, port }: WorkerOrders, config: Config, io: Io): Promise<RunningServer> {
  return startServer({ ...config, machineId, port }, io, {
    worker: number,
    announce: async (announcement) => {
      const ready: WorkerReady = { announcement };
      process.send?.(ready);
    },
  });
}
