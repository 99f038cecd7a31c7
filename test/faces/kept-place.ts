import type { Storage } from "../../src/storage/contract/index.ts";
import { engines, sqliteFolderEngine, type TestEngine, type TestPlace } from "../support/engines.ts";

/** An engine whose place outlives its server, so that a test can look into what no interface shows. */
export interface KeptPlace {
  readonly engine: TestEngine;
  /** Opens the storage, once the server is closed. */
  open(): Promise<Storage>;
  remove(): Promise<void>;
}

/** The engines of matrix tests with storages that last: what is in memory is gone with its server. */
export const lastingEngines: readonly TestEngine[] = engines.map((engine) =>
  engine.name === "sqlite" ? sqliteFolderEngine : engine,
);

/** Keeps the place that a server gets from the engine. */
export function keepPlace(engine: TestEngine): KeptPlace {
  let kept: TestPlace | undefined;
  return {
    engine: {
      ...engine,
      async createPlace() {
        kept = await engine.createPlace();
        return { ...kept, remove: async () => {} };
      },
    },
    async open() {
      if (kept === undefined) throw new Error("no server was started on this engine");
      return kept.open();
    },
    remove: async () => kept?.remove(),
  };
}
