import { constants } from "node:fs";
import { access, readFile, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Config } from "../../config.ts";
import { type Check, type Finding, failed, ok, skipped, warning } from "./check.ts";

/** What the machine has to offer: Node, open files, the data folder and the room in it. */
export const createMachineChecks = (config: Config): readonly Check[] => [
  { name: "node", run: checkNode },
  { name: "open files", run: checkOpenFiles },
  { name: "data folder", run: () => checkDataFolder(config) },
  { name: "free space", run: () => checkFreeSpace(config) },
];

/** As in package.json, "engines". */
const oldestNode = [20, 19] as const;

async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const found = `Node ${process.version} on ${process.platform} ${process.arch}`;
  return isNewEnough ? ok(found) : failed(found, `install Node ${oldestNode.join(".")} or newer`);
}

/** Each connection is an open file, and so are those to the database. */
const fewOpenFiles = 4096;

async function checkOpenFiles(): Promise<Finding> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  // Node raises its own limit to the hard one when it starts.
  const [, hard] = /^Max open files\s+\S+\s+(\S+)/m.exec(limits) ?? [];
  if (hard === undefined) return skipped("This system does not tell the limit.");
  const found = `Up to ${hard} open files`;
  return hard === "unlimited" || Number(hard) >= fewOpenFiles
    ? ok(found)
    : warning(
        found,
        `each connection is one: raise the limit to ${fewOpenFiles} or more ("ulimit -n", LimitNOFILE of systemd)`,
      );
}

const adviceForFolder = "name another folder with --data, or give this user the right to write there";

async function checkDataFolder({ data, memory }: Config): Promise<Finding> {
  if (memory) return skipped("Everything is in memory.");
  const found = await stat(data).catch(() => undefined);
  if (found === undefined) return ok(`${data} is not there yet; the first start makes it`);
  if (!found.isDirectory()) return failed(`${data} is not a folder`, "name another folder with --data");
  try {
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return failed(`${data} cannot be written to`, adviceForFolder);
  }
  return (found.mode & 0o077) === 0
    ? ok(`${data} can be written to, by its owner only`)
    : warning(`${data} is open to other users of this machine`, `it holds hashes and tokens: chmod 700 ${data}`);
}

const mib = 1024 * 1024;
const tightMib = 1024;
const tooTightMib = 64;

async function checkFreeSpace({ data, memory, databaseUrl }: Config): Promise<Finding> {
  if (memory || databaseUrl !== undefined) return skipped("The database is not in the data folder.");
  const { bavail, bsize } = await statfs(data)
    .catch(() => statfs(join(data, "..")))
    .catch(() => statfs("."));
  const freeMib = Math.floor((bavail * bsize) / mib);
  const found = `${freeMib} MiB are free`;
  const advice = "make room, or move the data folder to a larger disk: a full one refuses every change";
  if (freeMib < tooTightMib) return failed(found, advice);
  return freeMib < tightMib ? warning(found, advice) : ok(found);
}
