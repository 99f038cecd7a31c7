import { symlinkSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CommitOutcomeUnknownError, StorageUnavailableError } from "../../src/storage/contract/index.ts";
import { openStorage } from "../../src/storage/open.ts";
import { createWalSync } from "../../src/storage/sqlite/wal-sync.ts";
import { acme, addOrgs, addUsers, renameUser, sampleUser } from "./sample.ts";

const folders: string[] = [];

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "roster-wal-"));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe("createWalSync()", () => {
  it("starts a sync at once, and one more for all that is committed while it runs", async () => {
    const file = join(await makeFolder(), "roster.db");
    await writeFile(`${file}-wal`, "frames");
    const walSync = createWalSync(file);
    expect(walSync.pending).toBeUndefined();
    const first = walSync.sync();
    expect(walSync.pending).toBe(first);
    const second = walSync.sync();
    expect(walSync.sync()).toBe(second);
    expect(walSync.pending).toBe(second);
    const ended: string[] = [];
    void first.then(() => ended.push("first"));
    void second.then(() => ended.push("second"));
    await second;
    expect(ended).toEqual(["first", "second"]);
    expect(walSync.pending).toBeUndefined();
    await walSync.sync();
    walSync.close();
  });

  it("says that the outcome is unknown when the disk fails, and takes nothing more", async () => {
    const file = join(await makeFolder(), "roster.db");
    // A device without a disk: it cannot be synced.
    symlinkSync("/dev/null", `${file}-wal`);
    const walSync = createWalSync(file);
    const results = await Promise.allSettled([walSync.sync(), walSync.sync()]);
    expect(results).toEqual([
      { status: "rejected", reason: expect.any(CommitOutcomeUnknownError) },
      { status: "rejected", reason: expect.any(CommitOutcomeUnknownError) },
    ]);
    expect(walSync.pending).toBeUndefined();
    expect(() => walSync.assertSound()).toThrow(StorageUnavailableError);
    await expect(walSync.sync()).rejects.toBeInstanceOf(CommitOutcomeUnknownError);
    walSync.close();
  });
});

describe("a SQLite storage on a disk", () => {
  it("tells what is committed only when it is durable, to its writer and to readers", async () => {
    const storage = await openStorage({ kind: "sqlite", folder: await makeFolder() });
    const user = sampleUser("200000000001");
    await addOrgs(storage, acme);
    await addUsers(storage, user);
    const told: string[] = [];
    const renamed = renameUser(storage, user.id, "Renamed").then(() => told.push("writer"));
    // The batch runs at the end of the turn; from then on its writes are there to be read.
    await new Promise(setImmediate);
    const read = storage.reader.users.find({ orgId: acme }, user.id).then((found) => {
      told.push("reader");
      return found;
    });
    await renamed;
    expect(await read).toMatchObject({ kind: { displayName: "Renamed" } });
    expect(told).toEqual(["writer", "reader"]);
    await storage.close();
  });

  it("answers every command that was given before it was closed", async () => {
    const folder = await makeFolder();
    const storage = await openStorage({ kind: "sqlite", folder });
    await addOrgs(storage, acme);
    const users = Array.from({ length: 200 }, (_, index) => sampleUser(String(200_000_000_000 + index)));
    const added = users.map((user) => addUsers(storage, user));
    await storage.close();
    await Promise.all(added);
    const again = await openStorage({ kind: "sqlite", folder });
    expect(
      await again.reader.users.findMany(
        { orgId: acme },
        users.map(({ id }) => id),
      ),
    ).toHaveLength(200);
    await again.close();
  });
});
