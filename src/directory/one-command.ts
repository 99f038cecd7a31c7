import type { OutboxRow, Storage, Transaction } from "../storage/contract/index.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { createIdempotentCommand, type IdempotencyKey } from "./idempotency.ts";

/** How several calls of the directory become one. */
export interface OneCommandOptions {
  /** What the calls touch, as far as it is known before; see `Command.keys`. */
  readonly keys: readonly string[];
  /** Whether everything is taken back at the end, whatever came of it. The result is that of the real thing. */
  readonly isRehearsal: boolean;
  /**
   * Under which the result is kept for ten minutes, by the rules of `createIdempotentCommand()`: a repeat gets it and does
   * nothing. The result must then be the same after it was JSON. A rehearsal keeps none. Default: none.
   */
  readonly idempotencyKey?: IdempotencyKey | undefined;
}

/**
 * Does work of several reads and commands in one command: all of it is kept or none, and each part sees what the parts
 * before it wrote.
 *
 * - `work` gets dependencies with which the rules run inside that command. It must await nothing but them, and it may
 *   run more than once, as every command.
 * - It must not go on after a part of it failed: what that part wrote until then would be kept.
 * - Messages to users go out when the whole is durable; those of a rehearsal do not.
 */
export async function runInOneCommand<Result>(
  dependencies: Dependencies,
  { keys, isRehearsal, idempotencyKey }: OneCommandOptions,
  work: (inside: Dependencies) => Promise<Result>,
): Promise<Result> {
  let messages: OutboxRow[] = [];
  const run = async (tx: Transaction): Promise<Result> => {
    const notifier = { notify: (message: OutboxRow) => void messages.push(message) };
    const result = await work({ ...dependencies, storage: storageInside(dependencies.storage, tx), notifier });
    if (isRehearsal) throw new Rehearsed(result);
    return result;
  };
  const command = { keys, run };
  const once = idempotencyKey === undefined ? command : createIdempotentCommand(dependencies, idempotencyKey, command);
  try {
    const result = await runCommand(dependencies, {
      keys: once.keys,
      run(tx) {
        // Of an attempt that came to nothing; what follows may find that another process did the work.
        messages = [];
        return once.run(tx);
      },
    });
    for (const message of messages) dependencies.notifier.notify(message);
    return result;
  } catch (error) {
    // Only `run` above throws one, with a Result in it.
    if (error instanceof Rehearsed) return error.result as Result;
    throw error;
  }
}

/** Ends a rehearsal: a command that fails leaves nothing. */
class Rehearsed extends Error {
  override readonly name = "Rehearsed";
  readonly result: unknown;

  constructor(result: unknown) {
    super("everything went well and is taken back");
    this.result = result;
  }
}

/** A storage whose reads and commands are those of one transaction. */
const storageInside = (storage: Storage, tx: Transaction): Storage => ({
  ...storage,
  reader: tx,
  command: ({ run }) => run(tx),
});
