import { openStorage } from "../../src/storage/open.ts";
import { sampleEvent, sampleUser } from "./sample.ts";

/**
 * The other process of the SQLite tests: opens the folder, says so, and, when it is given a prefix, adds users with it
 * for as long as it lives, and prints each one's id when the storage has answered.
 */
const { ROSTER_CHILD_FOLDER: folder = "", ROSTER_CHILD_PREFIX: prefix } = process.env;
const storage = await openStorage({ kind: "sqlite", folder });
process.stdout.write("open\n");
// Keeps the process alive.
setInterval(() => {}, 1_000);

let next = 0;
while (prefix !== undefined) {
  const ids = Array.from({ length: 20 }, () => `${prefix}-${next++}`);
  const added = ids.map((id) =>
    storage.command({
      keys: [],
      run: async (tx) => {
        await tx.users.insert(sampleUser(id));
        await tx.events.append([sampleEvent({ type: "user", id }, 1)]);
      },
    }),
  );
  await Promise.all(added);
  process.stdout.write(ids.map((id) => `${id}\n`).join(""));
}
