import { join } from "node:path";
import type { Config } from "../config.ts";
import { newTokenText } from "../directory/personal-access-tokens.ts";
import { claimSecretFile, readSecretFile } from "./secret-file.ts";

/**
 * Gives the secret that stored secrets are encrypted under: the operator's, else that of DIR/master.key, which is made
 * when it is first asked for, else, when everything is in memory, one that is gone at the end.
 *
 * Not made at the start: most servers never need it, and those with a given token write no file at all.
 */
export function createMasterKeyLoader(config: Pick<Config, "masterKey" | "memory" | "data">): () => Promise<string> {
  let loading: Promise<string> | undefined;
  return () => {
    loading ??= loadMasterKey(config).catch((error: unknown) => {
      // The folder may be writable the next time.
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function loadMasterKey({ masterKey, memory, data }: Pick<Config, "masterKey" | "memory" | "data">) {
  if (masterKey !== undefined) return masterKey;
  if (memory) return newTokenText();
  const file = join(data, "master.key");
  const stored = await readSecretFile(file);
  if (stored !== undefined && stored !== "") return stored;
  const { secret } = await claimSecretFile({
    file,
    what: "file for the master key",
    advice: "name another folder with --data, or give the key in ROSTER_MASTER_KEY.",
    newSecret: newTokenText,
  });
  return secret;
}
