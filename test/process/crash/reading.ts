import { expect } from "vitest";
import { Gender } from "../../../gen/zitadel/user/v1/user_pb.ts";
import type { ReadyFacts } from "../../../src/startup/ready-file.ts";
import { createClient } from "../../support/clients/index.ts";
import type { TableReader } from "../../support/tables.ts";
import { getHumanProfile } from "../methods.ts";
import { findContradictions, isSameProfile, type ProfileHistory, profileHistory } from "./consistency.ts";
import type { Ledger, StoredProfile } from "./ledger.ts";

const storedGender: ReadonlyMap<Gender, string> = new Map([
  [Gender.FEMALE, "female"],
  [Gender.MALE, "male"],
  [Gender.DIVERSE, "diverse"],
]);

interface ReadProfile {
  readonly userId: string;
  readonly sequence: number;
  readonly profile: StoredProfile;
}

/** Fails unless the server and its tables hold every acknowledged write, and agree with themselves. */
export async function assertNothingLost(ready: ReadyFacts, tables: TableReader, ledger: Ledger): Promise<void> {
  const read = await readProfiles(ready, ledger.userIds);
  // After the reads: a database may still be at the last transaction of a process that was killed.
  const stored = await tables.read();
  // The first few tell what is wrong; a lost batch would fill pages.
  expect(findContradictions(stored, ledger).slice(0, 5)).toEqual([]);
  expect(findUntrueReads(read, ledger, profileHistory(stored)).slice(0, 5)).toEqual([]);
}

async function readProfiles(ready: ReadyFacts, userIds: readonly string[]): Promise<readonly ReadProfile[]> {
  const client = createClient("connect-grpc", ready.url);
  const options = { token: ready.adminToken ?? undefined };
  try {
    return await Promise.all(
      userIds.map(async (userId) => {
        const { ok, error } = await client.call(getHumanProfile, { userId }, options);
        if (ok?.profile === undefined) throw new Error(`user ${userId} cannot be read: ${error?.message}`);
        const profile = { ...ok.profile, gender: storedGender.get(ok.profile.gender) ?? "" };
        return { userId, sequence: Number(ok.details?.sequence), profile };
      }),
    );
  } finally {
    client.close();
  }
}

/** Reads that are older than what their user was told, or differ from what the events say was true then. */
function findUntrueReads(
  reads: readonly ReadProfile[],
  { acknowledged }: Ledger,
  profiles: ProfileHistory,
): readonly string[] {
  const newest = new Map<string, number>();
  for (const { write, userId, sequence } of acknowledged) {
    if (write.kind !== "member") newest.set(userId, Math.max(sequence, newest.get(userId) ?? 0));
  }
  return reads.flatMap(({ userId, sequence, profile }) => {
    if (sequence < (newest.get(userId) ?? 0)) return `user ${userId} was read as of ${sequence}, which is too old`;
    const isTrue = isSameProfile({ ...profile }, profiles.get(userId)?.get(sequence));
    return isTrue ? [] : `user ${userId} was read with a profile that it never had: ${JSON.stringify(profile)}`;
  });
}
