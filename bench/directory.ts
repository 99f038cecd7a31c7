import { systemClock } from "../src/directory/clock.ts";
import { createDirectory } from "../src/directory/directory.ts";
import { createIdGenerator } from "../src/directory/id-generator.ts";
import type { InstanceRow } from "../src/directory/model.ts";
import { createLogNotifier } from "../src/notifications/log-notifier.ts";
import type { Storage } from "../src/storage/contract/index.ts";
import { adminToken } from "./corpus.ts";

/** Sets up a new directory with the bench's administrator. */
export async function setUpDirectory(storage: Storage): Promise<InstanceRow> {
  const newId = createIdGenerator({ clock: systemClock });
  const dependencies = { storage, clock: systemClock, newId, notifier: createLogNotifier(() => undefined) };
  const { instance } = await createDirectory(dependencies, "localhost").instance.ensure({
    name: "Bench",
    domain: "localhost",
    defaultOrgName: "Bench",
    adminUserName: "admin",
    adminToken,
  });
  return instance;
}
