import { defineSetting } from "./setting.ts";
import { path, wholeNumber } from "./value-types.ts";

/** Settings of how a server begins, changes while it runs, and ends. */
export const lifeSettings = {
  /** How long the server goes on as ever after it was told to stop. */
  shutdownDelayMs: defineSetting({
    flag: "shutdown-delay-ms",
    env: "ROSTER_SHUTDOWN_DELAY_MS",
    group: "Limits",
    type: wholeNumber({ placeholder: "MS", min: 0, max: 3_600_000 }),
    default: 0,
    description:
      "How long after SIGTERM calls are still accepted, while /ready and gRPC's health say no, in milliseconds.",
    reason: "Only load balancers need time to notice; give them two of their probes.",
  }),
  /** How long requests in flight may take when the server stops. */
  shutdownGraceMs: defineSetting({
    flag: "shutdown-grace-ms",
    env: "ROSTER_SHUTDOWN_GRACE_MS",
    group: "Limits",
    type: wholeNumber({ placeholder: "MS", min: 0, max: 3_600_000 }),
    default: 10_000,
    description: "How long requests in flight may still take after SIGTERM, in milliseconds.",
    reason: "Shorter than the 30 s after which orchestrators kill.",
  }),
  /** How many processes serve. */
  workers: defineSetting({
    flag: "workers",
    env: "ROSTER_WORKERS",
    group: "Operation",
    type: wholeNumber({ placeholder: "N", min: 1, max: 256 }),
    default: 1,
    description: "Processes that serve the port together, on PostgreSQL only. One that dies is started again.",
    reason: "One process needs no PostgreSQL, and takes a processor of its own; more are of use where there are more.",
  }),
  /** The file with the log level, which is read again on SIGHUP. */
  logLevelFile: defineSetting({
    flag: "log-level-file",
    env: "ROSTER_LOG_LEVEL_FILE",
    group: "Operation",
    type: path("FILE"),
    default: undefined,
    description:
      "File with a log level, which wins over --log-level, read at the start and again on SIGHUP. It need not be there.",
    reason: "Flags and variables of a process that runs cannot be changed, files can.",
  }),
};
