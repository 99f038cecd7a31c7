import process from "node:process";
import packageJson from "../package.json" with { type: "json" };
import { describeFailure } from "./cli/describe-failure.ts";
import { runCli } from "./cli/run.ts";

runCli({
  argv: process.argv.slice(2),
  env: process.env,
  version: packageJson.version,
  io: {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isTerminal: process.stdout.isTTY === true,
  },
  signals: process,
  // Loaded when it is needed: help and version must not wait for databases and protocols.
  startServer: async (config, io) => (await import("./server.ts")).startServer(config, io, process.env),
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
