import { readFile } from "node:fs/promises";
import type { Config } from "../config.ts";

/**
 * The certificate and the key in the files that the settings name; `undefined` where they name none. Rejects, for people,
 * when one cannot be read.
 */
export async function readTlsIdentity({ tlsCert, tlsKey }: Pick<Config, "tlsCert" | "tlsKey">) {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return { cert: await readPem("certificate", tlsCert), key: await readPem("key", tlsKey) };
}

async function readPem(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const error = new Error(`The TLS ${what} file ${JSON.stringify(file)} cannot be read.`, { cause });
    throw Object.assign(error, { isForPeople: true });
  }
}
