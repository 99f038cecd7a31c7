import cluster from "node:cluster";
import process from "node:process";
import type { Io } from "../cli/io.ts";
import type { RunningServer } from "../cli/serve.ts";
import type { Config } from "../config.ts";
import { createAnnounce } from "../startup/announcement.ts";
import { readLogLevel } from "../startup/log-level.ts";
import { reload } from "../startup/reload.ts";
import { chooseLogFormat, createLogger } from "../telemetry/logger.ts";
import { createCrew } from "./crew.ts";
import { createMachineIds } from "./machine-ids.ts";
import { encodeOrders } from "./orders.ts";

/** What a worker may take to close its storage, once its calls have ended or were cut. */
const closingMs = 5_000;

/**
 * Starts as many servers as the settings say, each in a process of its own, and resolves once all accept calls on one port.
 * The process that this is called in serves nothing itself: it hands connections to the workers in turn, starts again those
 * that end, and passes signals on.
 *
 * - The first worker starts alone: it sets the directory up, and finds what is wrong with the settings once.
 * - Ready file and greeting come once, when all accept calls.
 * - When this process ends in any way, its workers end, too: Node's cluster sees to that.
 *
 * Rejects, for people, when a worker does not start; those that had started are stopped then.
 */
export async function startWorkers(config: Config, io: Io): Promise<RunningServer> {
  const format = chooseLogFormat(config.logFormat, io.isTerminal);
  const write = (line: string) => io.out(line.trimEnd());
  const logger = createLogger({ level: await readLogLevel(config), format, write });
  const machineIdOf = createMachineIds(config.machineId);
  // Workers that ask for "any free port" share one, as long as one of them has it; after that it is asked for by its number.
  let { port } = config;
  let boundPort = port;
  const crew = createCrew({
    fork(number, isAlone) {
      if (isAlone) port = boundPort;
      return cluster.fork(encodeOrders({ number, machineId: machineIdOf(number), port }));
    },
    logger,
    stopTimeoutMs: config.shutdownDelayMs + config.shutdownGraceMs + closingMs,
  });
  try {
    const { ready, greeting } = await crew.start(1);
    const { url } = ready;
    boundPort = Number(new URL(url).port) || config.port;
    await Promise.all(Array.from({ length: config.workers - 1 }, (_, index) => crew.start(index + 2)));
    await createAnnounce(config, io)({ ready: { ...ready, pid: process.pid }, greeting });
    return {
      url,
      async reload() {
        crew.tell("reload");
        // There is no certificate here.
        await reload({ config: { ...config, tlsCert: undefined, tlsKey: undefined }, logger, replaceTls: () => {} });
      },
      close: crew.stop,
    };
  } catch (error) {
    await crew.stop();
    throw error;
  }
}
