import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createClient } from "../../test/support/clients/index.ts";
import { residentMib } from "../../test/support/memory.ts";
import { runPrinting } from "../child.ts";
import { adminToken } from "../corpus.ts";
import type { Lab, RunningServer } from "../lab.ts";
import type { BenchCase } from "./case.ts";

/** How long a server does nothing before its memory is read: V8 gives back what the start left after twenty seconds. */
const idleMs = 30_000;
/** Servers whose memory is read in turn. */
const idleServerCount = 3;

/**
 * The built program from its spawn to its ready file, and its memory when nobody calls. On any core: a start uses more.
 * Beside it Node with nothing to do, to its end: what no program can be below.
 */
export const startCase: BenchCase = {
  name: "start",
  title: "start to ready, and idle memory, SQLite",
  async prepare(lab) {
    const data = lab.folder();
    await (await start(lab, ["--data", data, "--demo"])).stop();
    const readIdleMemory = await startIdleServers(lab);
    return {
      contestants: [
        {
          figure: "start/first",
          unit: "ms",
          isUnderTest: true,
          measure: () => measureStart(lab, lab.folder()),
        },
        {
          figure: "start/restart",
          unit: "ms",
          isUnderTest: true,
          measure: () => measureStart(lab, data),
        },
        {
          figure: "start/node",
          unit: "ms",
          isUnderTest: false,
          measure: measureNode,
        },
        {
          figure: "start/idle-rss",
          unit: "MB",
          isUnderTest: true,
          measure: readIdleMemory,
        },
      ],
      ratios: {},
      async verify() {
        const server = await start(lab, ["--data", data]);
        await callOnce(server);
        await server.stop();
      },
    };
  },
};

const start = (lab: Lab, flags: readonly string[]): Promise<RunningServer> =>
  lab.startRoster(flags, { isPinned: false, isUnderTest: true });

async function measureStart(lab: Lab, data: string): Promise<number> {
  const server = await start(lab, ["--data", data]);
  await server.stop();
  return server.startMs;
}

async function measureNode(): Promise<number> {
  const startMs = performance.now();
  await runPrinting([process.execPath, "-e", ""]);
  return performance.now() - startMs;
}

/** Restarted servers that have been called once; answers what reads the memory of one after the other. */
async function startIdleServers(lab: Lab): Promise<() => Promise<number>> {
  const servers: RunningServer[] = [];
  for (let count = 0; count < idleServerCount; count++) {
    const data = lab.folder();
    await (await start(lab, ["--data", data, "--demo"])).stop();
    const server = await start(lab, ["--data", data]);
    await callOnce(server);
    servers.push(server);
  }
  const idleAtMs = performance.now() + idleMs;
  let reads = 0;
  return async () => {
    await wait(Math.max(0, idleAtMs - performance.now()));
    const server = servers[reads++ % servers.length];
    return (residentMib(server?.pid ?? Number.NaN) * 1_048_576) / 1_000_000;
  };
}

async function callOnce({ url }: RunningServer): Promise<void> {
  const client = createClient("rest", url);
  const { error } = await client.call(ManagementService.method.getMyOrg, {}, { token: adminToken });
  client.close();
  if (error !== undefined) throw new Error(`${url} refused a call: ${error.message}`);
}
