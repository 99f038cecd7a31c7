import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createClient } from "../../test/support/clients/index.ts";
import { adminToken } from "../corpus.ts";
import type { Lab, RunningServer } from "../lab.ts";
import type { BenchCase } from "./case.ts";

/** How long a server does nothing before its memory is read, so that what its start left is collected. */
const idleMs = 1_000;

/** The built program from its spawn to its ready file, and its memory when nobody calls. On any core: a start uses more. */
export const startCase: BenchCase = {
  name: "start",
  title: "start to ready, and idle memory, SQLite",
  async prepare(lab) {
    const data = lab.folder();
    await (await start(lab, ["--data", data, "--demo"])).stop();
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
          figure: "start/idle-rss",
          unit: "MB",
          isUnderTest: true,
          measure: () => measureIdleMemory(lab, data),
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

async function measureIdleMemory(lab: Lab, data: string): Promise<number> {
  const server = await start(lab, ["--data", data]);
  await callOnce(server);
  await wait(idleMs);
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  await server.stop();
  const kib = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
  return (kib * 1_024) / 1_000_000;
}

async function callOnce({ url }: RunningServer): Promise<void> {
  const client = createClient("rest", url);
  const { error } = await client.call(ManagementService.method.getMyOrg, {}, { token: adminToken });
  client.close();
  if (error !== undefined) throw new Error(`${url} refused a call: ${error.message}`);
}
