import { Code } from "@connectrpc/connect";
import { Gender } from "../../../gen/zitadel/user/v1/user_pb.ts";
import type { ReadyFacts } from "../../../src/startup/ready-file.ts";
import { type CallResult, type Client, createClient } from "../../support/clients/index.ts";
import { addHumanUser, addOrgMember, updateHumanProfile } from "../methods.ts";
import type { Ledger, StoredProfile, Write } from "./ledger.ts";
import type { Random } from "./random.ts";

/** Clients that write at the same time, each one call after another. */
export interface Writers {
  /** Resolves when this many more writes have been acknowledged; rejects when a write fails before `expectFailures`. */
  whenAcknowledged(count: number): Promise<void>;
  /** From now on calls may fail. */
  expectFailures(): void;
  /** Lets every client end after the call it is in. */
  stop(): Promise<void>;
}

const writerCount = 24;
/** Few enough that clients meet at the same user. */
const userCountMax = 60;

const genders = { female: Gender.FEMALE, male: Gender.MALE, diverse: Gender.DIVERSE } as const;
type GenderName = keyof typeof genders;

interface Details {
  readonly details?: { readonly sequence: bigint } | undefined;
}

/** Starts clients that write until they are stopped or the server is gone, and note every answer in the ledger. */
export function startWriters(ready: ReadyFacts, ledger: Ledger, random: Random): Writers {
  const client = createClient("connect-grpc", ready.url);
  const options = { token: ready.adminToken ?? undefined };
  const members = new Set([...ledger.sent.values()].flatMap((write) => (write.kind === "member" ? write.userId : [])));
  let isStopping = false;
  let mayFail = false;
  let waiting: { readonly atCount: number; resolve(): void; reject(error: unknown): void } | undefined;

  function nextWrite(): Write {
    const mark = `m${ledger.sent.size + 1}`;
    const [first, ...others] = ledger.userIds;
    const dice = random.between(1, 100);
    if (first === undefined || (dice <= 15 && ledger.userIds.length < userCountMax)) {
      return { kind: "human", mark, profile: profileOf(mark, random) };
    }
    const userId = random.oneOf([first, ...others]);
    if (dice <= 30 && !members.has(userId)) {
      members.add(userId);
      return { kind: "member", mark, userId };
    }
    return { kind: "profile", mark, userId, profile: profileOf(mark, random) };
  }

  async function work(): Promise<void> {
    while (!isStopping) {
      const write = nextWrite();
      ledger.send(write);
      try {
        note(write, await send(client, options, write));
      } catch (error) {
        // Whether it was written is not known.
        if (!mayFail) throw error;
      }
    }
  }

  function note(write: Write, { ok, error }: CallResult<Details & { readonly userId?: string }>): void {
    if (ok === undefined) {
      if (error.code === Code.Unavailable && error.message.includes("Nothing was written")) ledger.refuse(write);
      if (!mayFail) throw new Error(`${write.kind} failed: ${error.message}`);
      return;
    }
    const userId = write.kind === "human" ? String(ok.userId) : write.userId;
    ledger.acknowledge(write, userId, Number(ok.details?.sequence));
    if (waiting !== undefined && ledger.acknowledged.length >= waiting.atCount) waiting.resolve();
  }

  const ended = Promise.all(Array.from({ length: writerCount }, work));
  ended.catch((error: unknown) => waiting?.reject(error));
  return {
    whenAcknowledged: (count) =>
      new Promise((resolve, reject) => {
        waiting = { atCount: ledger.acknowledged.length + count, resolve, reject };
      }),
    expectFailures() {
      mayFail = true;
    },
    async stop() {
      isStopping = true;
      try {
        await ended;
      } finally {
        client.close();
      }
    },
  };
}

function profileOf(mark: string, random: Random): StoredProfile {
  const firstName = random.oneOf(["Gigi", "Leo", "Zara", "Ünal"]);
  const lastName = random.oneOf(["Giraffe", "Lion", "Zebra"]);
  return {
    firstName,
    lastName,
    nickName: mark,
    displayName: `${firstName} ${lastName}`,
    preferredLanguage: random.oneOf(["en", "de", "fr-CA"]),
    gender: random.oneOf<GenderName>(["female", "male", "diverse"]),
  };
}

const genderOf = ({ gender }: StoredProfile): Gender =>
  gender === "female" || gender === "male" || gender === "diverse" ? genders[gender] : Gender.UNSPECIFIED;

async function send(
  client: Client,
  options: { readonly token: string | undefined },
  write: Write,
): Promise<CallResult<Details & { readonly userId?: string }>> {
  switch (write.kind) {
    case "human":
      return client.call(
        addHumanUser,
        {
          userName: write.mark,
          profile: { ...write.profile, gender: genderOf(write.profile) },
          email: { email: `${write.mark}@example.com` },
        },
        options,
      );
    case "profile":
      return client.call(
        updateHumanProfile,
        { ...write.profile, userId: write.userId, gender: genderOf(write.profile) },
        options,
      );
    case "member":
      return client.call(addOrgMember, { userId: write.userId, roles: ["ORG_OWNER_VIEWER"] }, options);
  }
}
