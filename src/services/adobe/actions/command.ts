import type { Command } from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";
import type { IdempotencyKey } from "../../../directory/idempotency.ts";
import { commandKeyOf } from "../command-key.ts";
import { adobeErrors, findAdobeError } from "../errors.ts";
import { checkCommand } from "./check.ts";
import { createProgress, type Progress } from "./progress.ts";
import { runUserGroupStep } from "./user-group-steps.ts";
import { runUserStep } from "./user-steps.ts";

/** What is said about a step. */
interface StepNote {
  readonly step: number;
  readonly message: string;
}

/** What came of a command: it was done, unless there is an error. */
export interface CommandOutcome {
  readonly error: (StepNote & { readonly errorCode: string }) | undefined;
  readonly warnings: readonly (StepNote & { readonly warningCode: string })[];
  readonly created: readonly { readonly step: number; readonly id: string }[];
}

/** How a command is run. */
export interface CommandOptions {
  /** Whether it is taken back. */
  readonly isTest: boolean;
  /** Under which what came of it is kept for repeats, when it was done. */
  readonly idempotencyKey: IdempotencyKey | undefined;
}

/**
 * Runs a command: one command of the directory, so that a step that fails leaves nothing of those before it, and the
 * whole can be sent again. In a test it is run and taken back.
 *
 * What this interface has no name for, such as an outage, is thrown.
 */
export async function runOneCommand(
  directory: Directory,
  caller: Caller,
  command: Command,
  { isTest, idempotencyKey }: CommandOptions,
): Promise<CommandOutcome> {
  let progress = createProgress(isTest);
  try {
    checkCommand(command, progress);
    const options = { keys: [commandKeyOf(caller)], isRehearsal: isTest, idempotencyKey };
    // All that is told of a command that was done comes from here, because a repeat runs no step.
    return await directory.inOneCommand<CommandOutcome>(options, async (inside) => {
      // Anew, because a command may run more than once.
      progress = createProgress(isTest);
      await runSteps(inside, caller, command, progress);
      return { error: undefined, warnings: progress.warnings, created: isTest ? [] : progress.created };
    });
  } catch (thrown) {
    const error = findAdobeError(thrown);
    if (error === undefined) throw thrown;
    const { errorName, message } = error;
    const errorCode = progress.unreadableCode ?? adobeErrors[errorName].action;
    return { error: { step: progress.step, message, errorCode }, warnings: progress.warnings, created: [] };
  }
}

async function runSteps(inside: Directory, caller: Caller, command: Command, progress: Progress): Promise<void> {
  const run = command.root.case === "usergroup" ? runUserGroupStep : runUserStep;
  for (const [index, step] of command.steps.entries()) {
    progress.step = index;
    await run({ directory: inside, caller, name: command.root.value ?? "", domain: command.domain, progress }, step);
    if (progress.isOver) return;
  }
}
