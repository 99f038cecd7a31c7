import process from "node:process";
import { describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { type ClientName, createClient } from "../support/clients/index.ts";
import { printFact } from "../support/loud.ts";
import { useProcesses } from "../support/process.ts";
import { getMyOrg } from "./methods.ts";

const processes = useProcesses();

/** Calls under way at a time: what is alive at any moment is little against what the calls of a while have used. */
const concurrency = 32;
const warmUpCalls = 2_000;
const calls = 4_000;

/** Calls that are made one after the other on each of several lines. */
async function callOften(name: ClientName, url: string, token: string, count: number): Promise<void> {
  const client = createClient(name, url);
  let left = count;
  const line = async () => {
    while (left-- > 0) {
      const { error } = await client.call(getMyOrg, {}, { token });
      if (error !== undefined) throw new Error(error.message);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, line));
  client.close();
}

/**
 * Of what was allocated between two collections of the young, the part by which the heap has grown after the second: the
 * median over all that V8 tells of in `--trace-gc`, where nothing else was collected in between.
 */
function keptShare(trace: string): number {
  const lines = [...trace.matchAll(/(Scavenge|Mark-Compact) ([\d.]+) \([\d.]+\) -> ([\d.]+)/g)];
  const collections = lines.map(([, kind, before, after]) => ({ kind, before: Number(before), after: Number(after) }));
  const shares = collections.flatMap(({ kind, before, after }, index) => {
    const last = collections[index - 1];
    return last === undefined || kind !== "Scavenge" || last.kind !== "Scavenge"
      ? []
      : [(after - last.after) / (before - last.after)];
  });
  if (shares.length < 3) throw new Error(`there were too few collections:\n${trace}`);
  return shares.sort((a, b) => a - b)[Math.floor(shares.length / 2)] ?? Number.NaN;
}

describe("what calls leave behind", () => {
  for (const name of ["grpc-js", "connect-json", "rest"] as const) {
    it(`of calls by ${name} a collection of the young keeps next to nothing`, async () => {
      const readyFile = `${processes.folder()}/ready.json`;
      const flags = ["--port", "0", "--data", processes.folder(), "--log-level", "silent", "--ready-file", readyFile];
      const server = processes.start(process.execPath, ["--trace-gc", builtProgram(), "serve", ...flags]);
      const { url, adminToken } = await processes.whenReady(server, readyFile);
      await callOften(name, url, adminToken ?? "", warmUpCalls);
      const before = server.stdout.length;
      await callOften(name, url, adminToken ?? "", calls);
      const share = keptShare(server.stdout.slice(before));
      printFact(`kept of what calls by ${name} have used: ${(share * 100).toFixed(1)} %`);
      expect(share).toBeLessThan(0.1);
      await server.stop();
    }, 60_000);
  }
});
