import type { StorageLocation } from "../../src/storage/open.ts";
import { startPostgres } from "../../test/support/postgres-server.ts";
import { runReporting } from "../child.ts";
import type { Lab } from "../lab.ts";
import type { StoragePlan } from "../programs/storage.ts";
import type { BenchCase, Contestant } from "./case.ts";

const concurrency = 128;

/** The storage by itself, without a wire above it: changes of a profile with their event, on disk, and point reads. */
export const storageCase: BenchCase = {
  name: "storage",
  title: "the storage alone: profile updates on disk, and point reads",
  async prepare(lab) {
    const postgres = await startPostgres();
    lab.atEnd(() => postgres.dispose());
    return {
      contestants: [
        ...contestants(lab, "sqlite", { kind: "sqlite", folder: lab.folder() }),
        ...contestants(lab, "postgres", { kind: "postgres", url: postgres.url("postgres") }),
      ],
      ratios: {},
      // The program fails when a user is not there.
      verify: async () => undefined,
    };
  },
};

function contestants(lab: Lab, engine: string, location: StorageLocation): readonly Contestant[] {
  let isFilled = false;
  const measure = async (operation: StoragePlan["operation"]) => {
    const { warmUpMs, durationMs } = lab;
    const plan: StoragePlan = { location, operation, isFilled, concurrency, warmUpMs, durationMs };
    isFilled = true;
    return (await runReporting<{ readonly perSecond: number }>(lab.serverCommand("storage", JSON.stringify(plan))))
      .perSecond;
  };
  return (["update", "find"] as const).map((operation) => ({
    figure: `storage/${engine}-${operation}`,
    unit: "calls/s",
    isUnderTest: true,
    measure: () => measure(operation),
  }));
}
