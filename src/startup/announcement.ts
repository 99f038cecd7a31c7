import type { Config } from "../config.ts";
import { type ReadyFacts, writeReadyFile } from "./ready-file.ts";

/** What a server that accepts calls has to say. */
export interface Announcement {
  /** For scripts. */
  readonly ready: ReadyFacts;
  /** For people. */
  readonly greeting: string;
}

/** Tells the world that a server accepts calls. */
export type Announce = (announcement: Announcement) => Promise<void>;

/** Tells scripts by the ready file, if the settings name one, and then people by the greeting. */
export const createAnnounce =
  ({ readyFile }: Pick<Config, "readyFile">, io: { out(line: string): void }): Announce =>
  async ({ ready, greeting }) => {
    if (readyFile !== undefined) await writeReadyFile(readyFile, ready);
    io.out(greeting);
  };
