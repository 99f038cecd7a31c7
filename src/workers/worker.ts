import process from "node:process";
import type { Io } from "../cli/io.ts";
import type { RunningServer } from "../cli/serve.ts";
import type { Config } from "../config.ts";
import { startServer } from "../server.ts";
import type { Environment } from "../telemetry/tracing/environment.ts";
import type { WorkerOrders, WorkerReady } from "./orders.ts";

/** Starts the server of one worker, which tells the primary process instead of the world that it accepts calls. */
export function startWorker(
  { number, machineId, port }: WorkerOrders,
  config: Config,
  io: Io,
  env: Environment,
): Promise<RunningServer> {
  return startServer({ ...config, machineId, port, adminPort: adminPortOf(config, number) }, io, {
    env,
    worker: number,
    announce: async (announcement) => {
      const ready: WorkerReady = { announcement };
      process.send?.(ready);
    },
  });
}

/** Each worker counts for itself, so each has an admin port of its own: the one that is set and those after it. */
const adminPortOf = ({ adminPort }: Config, number: number): number | undefined =>
  adminPort === undefined || adminPort === 0 ? adminPort : adminPort + number - 1;
