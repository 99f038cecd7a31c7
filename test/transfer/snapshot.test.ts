import { describe, expect, it } from "vitest";
import { acme, addOrgs, addUsers, sampleEvent, sampleInstance, sampleUser } from "../storage/sample.ts";
import { postgresEngine, sqliteFolderEngine } from "../support/engines.ts";
import { exportText, rowsOf } from "./export-text.ts";

const idOf = (index: number): string => String(200_000_000_000_000_000n + BigInt(index));

describe.each([sqliteFolderEngine, postgresEngine])("an export from $name while the directory is written", (engine) => {
  it("holds one moment: what is written from its first line on is not in it, and the writes go on", async () => {
    const place = await engine.createPlace();
    if (place.location.kind === "memory") throw new Error("not a lasting place");
    const storage = await place.open();
    await storage.command({ keys: [], run: (tx) => tx.instance.insert(sampleInstance) });
    await addOrgs(storage, acme);
    // More than a page, so that there are reads before and after each write.
    const firstCount = 600;
    await addUsers(storage, ...Array.from({ length: firstCount }, (_, index) => sampleUser(idOf(index))));

    let count = firstCount;
    /** A new user, another one's event and a new name, in one commit. */
    async function write(): Promise<void> {
      const user = sampleUser(idOf(count++));
      await storage.command({
        keys: [],
        run: async (tx) => {
          await tx.users.insert(user);
          await tx.events.append([sampleEvent({ type: "user", id: user.id }, 1)]);
        },
      });
    }
    const exported = await exportText(place.location, write);
    expect(count).toBeGreaterThan(firstCount + 3);
    expect(rowsOf(exported, "users").map(({ id }) => id)).toEqual(
      Array.from({ length: firstCount }, (_, index) => idOf(index)),
    );
    expect(exported.end.counts).toMatchObject({ users: firstCount, events: 0 });

    const later = await exportText(place.location, async () => {});
    expect(later.end.counts).toMatchObject({ users: count, events: count - firstCount });
    await storage.close();
    await place.remove();
  });
});
