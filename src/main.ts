import process from "node:process";
import { isatty } from "node:tty";
import packageJson from "../package.json" with { type: "json" };
import { describeFailure } from "./cli/describe-failure.ts";
import { runCli } from "./cli/run.ts";
import { findOrders } from "./workers/orders.ts";
import { createWorkerSignals } from "./workers/worker-signals.ts";

const orders = findOrders(process.env);

runCli({
  argv: process.argv.slice(2),
  env: process.env,
  version: packageJson.version,
  io: {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isTerminal: process.stdout.isTTY === true,
    ...(process.stderr.isTTY && { showStatus: (text: string) => process.stderr.write(`\r\x1b[K${text}`) }),
  },
  signals: orders === undefined ? process : createWorkerSignals(process),
  // Loaded when it is needed: help and version must not wait for databases and protocols.
  openInput: async () => (await import("./cli/input.ts")).createInput(process.stdin, process.stderr),
  startServer: async (config, io) => {
    if (orders !== undefined) return (await import("./workers/worker.ts")).startWorker(orders, config, io);
    if (config.workers > 1) return (await import("./workers/primary.ts")).startWorkers(config, io);
    return (await import("./server.ts")).startServer(config, io, { env: process.env });
  },
  // What was a terminal and is none any more: Linux says so of one that has hung up.
  hasLostTerminal: () => process.stdout.isTTY === true && !isatty(1),
  exit: (code) => process.exit(code),
})
  .catch((error: unknown) => {
    process.stderr.write(`${describeFailure(error)}\n`);
    return 1;
  })
  .then((code) => {
    process.exitCode = code;
    // A handle that somebody forgot must not keep a stopped server alive; without one this timer never fires.
    setTimeout(() => process.exit(), 1_000).unref();
  });
