import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createClient } from "../../test/support/clients/index.ts";
import { adminToken, newHuman } from "../corpus.ts";
import type { RunningServer } from "../lab.ts";
import type { BenchCase } from "./case.ts";
import { measureCalls, startOnPostgres } from "./durable.ts";

/** Create a human, get, update, lock and delete it: five calls as one operation. */
export const cycleCase: BenchCase = {
  name: "cycle",
  title: "create, get, update, lock and delete a human over gRPC, on disk",
  async prepare(lab) {
    const sqlite = await lab.startRoster(["--data", lab.folder()], { isUnderTest: true });
    const { server: postgres } = await startOnPostgres(lab);
    return {
      contestants: [
        {
          figure: "cycle/sqlite",
          unit: "cycles/s",
          isUnderTest: true,
          measure: () => measureCalls(lab, sqlite, { kind: "cycle" }),
        },
        {
          figure: "cycle/postgres",
          unit: "cycles/s",
          isUnderTest: true,
          measure: () => measureCalls(lab, postgres, { kind: "cycle" }),
        },
      ],
      ratios: {},
      async verify() {
        await verifyCycle(sqlite);
        await verifyCycle(postgres);
      },
    };
  },
};

/** Adds a human and removes it with grpc-js; it has to be gone then. */
async function verifyCycle({ url, orgId }: RunningServer): Promise<void> {
  const client = createClient("grpc-js", url);
  const options = { token: adminToken, orgId };
  const { addHumanUser, removeUser, getUserByID } = ManagementService.method;
  try {
    const added = await client.call(addHumanUser, newHuman("verify-cycle"), options);
    const id = added.ok?.userId ?? "";
    const removed = await client.call(removeUser, { id }, options);
    const found = await client.call(getUserByID, { id }, options);
    if (added.error || removed.error || found.ok) throw new Error(`${url} does not add and remove users`);
  } finally {
    client.close();
  }
}
