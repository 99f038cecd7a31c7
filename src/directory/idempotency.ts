import { createHash } from "node:crypto";
import type { Command, UserId } from "../storage/contract/index.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";

/** Names a call that its caller may send again, or a part of one: the same for each repeat, another for any other call. */
export type IdempotencyKey = string & { readonly [brand]: "IdempotencyKey" };
declare const brand: unique symbol;

/** What makes a call the repeat of another. */
export interface CallIdentity {
  readonly userId: UserId;
  /** Such as `zitadel.management.v1.ManagementService/AddUserGrant`. */
  readonly rpc: string;
  /** The caller's own name of the call: its x-request-id. */
  readonly requestId: string;
  /** The request, byte for byte. */
  readonly request: Uint8Array;
}

/**
 * The key of a call.
 *
 * Another request under the same id is another call, because ids were made for tracing: many programs send a constant
 * one, and to refuse their second call would break what works elsewhere. The key is a hash, so no table shows what was
 * asked.
 */
export function createIdempotencyKey({ userId, rpc, requestId, request }: CallIdentity): IdempotencyKey {
  const hash = createHash("sha256");
  // As JSON, so that no two lists of texts look alike.
  hash.update(JSON.stringify([userId, rpc, requestId]));
  hash.update(request);
  return hash.digest("hex") as IdempotencyKey;
}

/** The key of one command of a call that runs several; `undefined` when the call has none. */
export const partOf = (key: IdempotencyKey | undefined, part: string): IdempotencyKey | undefined =>
  key === undefined ? undefined : (`${key}/${part}` as IdempotencyKey);

/** A value that is the same after it was JSON; any other one's fields are `never`. */
export type Json<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends bigint | symbol | Date | Uint8Array | ((...args: never) => unknown)
    ? never
    : { readonly [Name in keyof Value]: Json<Value[Name]> };

/** Ten minutes: clients give up sooner. */
const keptForUs = 10 * 60 * 1_000_000;

/** Each kept answer takes up to so many expired ones away, so the table never grows beyond the last ten minutes for long. */
const expiredMax = 8;

/**
 * A command that runs once for each key: a repeat within ten minutes gets the first one's result and changes nothing.
 *
 * - The result is kept in the same transaction as the change, so there is no moment at which a crash parts them.
 * - A repeat waits for a first run that is under way, in this and in every other process.
 * - A command that fails is not remembered: its repeat runs.
 * - The result must be all that the answer is made of, and the same after it was JSON; values made outside of `run` (ids,
 *   secrets, times) are other ones at the repeat.
 * - The result must hold no secret: it is stored as it is. Calls that answer with one must not have a key.
 */
export function createIdempotentCommand<Result>(
  { clock }: Pick<Dependencies, "clock">,
  key: IdempotencyKey,
  { keys, run }: Command<Result>,
): Command<Result> {
  return {
    keys: [...keys, `call:${key}`],
    async run(tx) {
      const nowUs = clock();
      // Before anything else: a repeat must not see the half of what the first one does.
      const kept = await tx.keptAnswers.claim(key, nowUs);
      // Only this function writes under this key, and Json<Result> is what it reads again.
      if (kept !== undefined) return (JSON.parse(kept) as KeptResult<Result>).result;
      await tx.keptAnswers.deleteExpired(nowUs, expiredMax);
      const result = await run(tx);
      const answer = JSON.stringify({ result } satisfies KeptResult<Result>);
      await tx.keptAnswers.set({ key, answer, expirationTimeUs: nowUs + keptForUs });
      return result;
    },
  };
}

interface KeptResult<Result> {
  readonly result: Result;
}

/** Calls that run several commands. */
export interface IdempotentCalls {
  /**
   * The answer that `run` gives, kept for ten minutes: a repeat gets the first one's answer and runs nothing. Without a
   * key it is `run()`.
   *
   * - The answer is kept when all is done. So that a repeat after a crash in between does nothing twice, each command of
   *   the call needs its own part of the key: `createIdempotentCommand(dependencies, partOf(key, "0"), …)`.
   * - In this process a repeat waits until the first one is done. In another one it runs, waits at each command for the
   *   first one's and takes its result; both give the same answer, that of who is done first.
   * - What fails is not remembered, and neither a result nor the answer may hold a secret: as for the commands.
   */
  run<Answer>(key: IdempotencyKey | undefined, run: () => Promise<Answer> & Promise<Json<Answer>>): Promise<Answer>;
}

/** Calls that run several commands; what is under way is known for this process. */
export function createIdempotentCalls(dependencies: Dependencies): IdempotentCalls {
  const underWay = new Map<IdempotencyKey, Promise<unknown>>();

  async function runAndKeep<Answer>(key: IdempotencyKey, run: () => Promise<Answer>): Promise<Answer> {
    const kept = await dependencies.storage.reader.keptAnswers.find(key, dependencies.clock());
    if (kept !== undefined) return (JSON.parse(kept) as KeptResult<Answer>).result;
    const answer = await run();
    return runCommand(dependencies, createIdempotentCommand(dependencies, key, { keys: [], run: async () => answer }));
  }

  return {
    async run<Answer>(
      key: IdempotencyKey | undefined,
      run: () => Promise<Answer> & Promise<Json<Answer>>,
    ): Promise<Answer> {
      if (key === undefined) return run();
      for (let first = underWay.get(key); first !== undefined; first = underWay.get(key)) {
        try {
          // Under one key there are calls of one RPC only, so the answer is of the type that this one gives.
          return (await first) as Answer;
        } catch {
          // What failed is not remembered: this one runs, unless another that waited does so by now.
        }
      }
      const running = runAndKeep<Answer>(key, run).finally(() => underWay.delete(key));
      underWay.set(key, running);
      return running;
    },
  };
}
